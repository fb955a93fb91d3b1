using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Webmail.Endpoints;

namespace Webmail.BrowserTests;

/// <summary>What holds a document in its frame.</summary>
public enum Holding
{
    /// <summary>Nothing: a frame of the page's own origin.</summary>
    Nothing,
    /// <summary>The headers a body is served with, and the frame's sandbox.</summary>
    Headers,
}

/// <param name="Ran">What scripts said, and dialogs they opened.</param>
/// <param name="Asked">Addresses that were asked for, beyond the documents themselves.</param>
public sealed record Escape(IReadOnlyCollection<string> Ran, IReadOnlyCollection<string> Asked);

/// <summary>Chromium showing many small documents, each in a frame of one page. No request leaves: all that pass the browser's own checks are noted.</summary>
sealed class Cage : IAsyncDisposable
{
    const string Site = "http://app.test";
    const int FramesOfAPage = 120;
    const int PagesAtOnce = 3;

    // In every document whose scripts may run: what a payload does to show that it ran is noted.
    const string Listen = "for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = () => { top.postMessage('ran: ' + name, '*'); };";
    const string Page = "<!DOCTYPE html><title>app</title><script>said = []; loaded = 0; keys = Object.keys(window).length; addEventListener('message', e => said.push(String(e.data)))</script>";

    readonly IPlaywright playwright;
    readonly IBrowser browser;

    Cage(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    public static async Task<Cage> OpenAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Engine, Args = Chromium.Switches }));
    }

    /// <param name="provoke">Names of events that are sent to every element, where the page can reach it.</param>
    public async Task<Escape> ShowAsync(IReadOnlyList<string> documents, Holding holding, IReadOnlyList<string>? provoke = null)
    {
        var (ran, asked) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        await Parallel.ForEachAsync(documents.Chunk(FramesOfAPage), new ParallelOptions { MaxDegreeOfParallelism = PagesAtOnce }, async (some, _) => await ShowAsync(some, holding, provoke, ran, asked));
        return new([.. ran], [.. asked]);
    }

    async Task ShowAsync(string[] documents, Holding holding, IReadOnlyList<string>? provoke, ConcurrentBag<string> ran, ConcurrentBag<string> asked)
    {
        await using var context = await browser.NewContextAsync();
        await context.AddInitScriptAsync(Listen);
        await context.RouteAsync("**/*", route => AnswerAsync(route, documents, holding, asked));
        var page = await context.NewPageAsync();
        page.Dialog += (_, dialog) => { ran.Add("dialog"); _ = dialog.DismissAsync(); };
        await page.GotoAsync(Site + "/", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForFunctionAsync("() => loaded >= frames.length", null, new() { Timeout = 90_000 });
        if (provoke is not null) await page.EvaluateAsync(Provoke, provoke);
        // What a browser starts late (refresh, prefetch, media) has its chance.
        await page.WaitForTimeoutAsync(500);
        if (page.Url != Site + "/") ran.Add("left for " + page.Url);
        else foreach (var said in await page.EvaluateAsync<string[]>("() => said")) ran.Add(said);
    }

    const string Provoke = """
        names => {
          for (const frame of document.querySelectorAll('iframe')) {
            for (const element of frame.contentDocument.querySelectorAll('*')) {
              for (const name of names) element.dispatchEvent(new Event(name, { bubbles: false, cancelable: true }));
            }
          }
        }
        """;

    static Task AnswerAsync(IRoute route, string[] documents, Holding holding, ConcurrentBag<string> asked)
    {
        var address = route.Request.Url;
        if (address == Site + "/") return route.FulfillAsync(new() { ContentType = "text/html", Body = Page + string.Concat(documents.Select((_, i) => Frame(i, holding))) });
        if (address.StartsWith(Site + "/body/", StringComparison.Ordinal) && int.TryParse(address[(Site.Length + 6)..], out var number))
            return route.FulfillAsync(new() { Headers = HeadersOf(holding), Body = documents[number] });
        if (!address.EndsWith("/favicon.ico", StringComparison.Ordinal)) asked.Add(address);
        return route.AbortAsync();
    }

    static string Frame(int number, Holding holding) =>
        $"<iframe onload='loaded++' src='/body/{number}'{(holding == Holding.Headers ? " sandbox='allow-popups allow-popups-to-escape-sandbox' referrerpolicy=no-referrer" : "")}></iframe>";

    static Dictionary<string, string> HeadersOf(Holding holding)
    {
        if (holding == Holding.Nothing) return new() { ["content-type"] = "text/html; charset=utf-8" };
        var response = new DefaultHttpContext().Response;
        ContentHeaders.ApplyBody(response, ContentHeaders.BlockedPolicy);
        return response.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
