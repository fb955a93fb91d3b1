using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Webmail.Endpoints;
using Webmail.Mail.Sanitizing;
using Webmail.Security;

namespace Webmail.BrowserTests;

/// <summary>
/// What a mail may do in a real browser. First with the sanitiser switched off: the response headers alone must keep everything in. Then with
/// it, where not even a connection may be opened.
/// </summary>
public sealed class IsolationTests : IAsyncLifetime
{
    readonly TcpListener tracker = new(IPAddress.Loopback, 0);
    readonly ConcurrentQueue<string> calls = [];
    int connections;
    WebApplication site = null!;
    IPlaywright playwright = null!;
    IBrowser browser = null!;

    public async ValueTask InitializeAsync()
    {
        tracker.Start();
        _ = WatchAsync();
        site = Site();
        await site.StartAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium.Whole,
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox", "--disable-dev-shm-usage"] : ["--disable-dev-shm-usage"],
        });
    }

    [Fact]
    public async Task The_tracker_notices_a_mail_that_nothing_holds()
    {
        await ShowAsync("bare");
        Assert.Contains("/img", calls);
        Assert.Contains("/css-properties", calls);
        Assert.NotEqual(0, connections);
    }

    [Fact]
    public async Task Without_the_sanitiser_the_headers_let_nothing_out()
    {
        Assert.Empty(await ShowAsync("headers"));
        Assert.Empty(calls);
    }

    [Fact]
    public async Task Cleaned_mail_opens_no_connection()
    {
        Assert.Empty(await ShowAsync("cleaned"));
        Assert.Empty(calls);
        Assert.Equal(0, connections);
    }

    [Fact]
    public async Task In_a_stack_only_our_script_speaks_and_tells_a_number()
    {
        var said = await ShowAsync("stacked");
        Assert.Empty(calls);
        Assert.All(said, word => Assert.InRange(int.Parse(word, System.Globalization.CultureInfo.InvariantCulture), 0, 20_000));
        Assert.True(said.Length >= IsolationVectors.All.Count / 2, $"{said.Length} bodies told their height.");
    }

    [Fact]
    public async Task Cleaned_mail_in_a_stack_opens_no_connection()
    {
        Assert.All(await ShowAsync("stacked-cleaned"), word => Assert.InRange(int.Parse(word, System.Globalization.CultureInfo.InvariantCulture), 0, 20_000));
        Assert.Empty(calls);
        Assert.Equal(0, connections);
    }

    /// <summary>Opens all vectors, each in its frame, and returns what scripts in them said.</summary>
    async Task<string[]> ShowAsync(string mode)
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync($"{site.Urls.First()}/app/{mode}", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForFunctionAsync("() => window.loaded >= window.frames.length", null, new() { Timeout = 60_000 });
        // What a browser starts late (prefetch, refresh, media) has its chance.
        await page.WaitForTimeoutAsync(1500);
        Assert.Equal(page.Url, $"{site.Urls.First()}/app/{mode}");
        return await page.EvaluateAsync<string[]>("() => window.said");
    }

    WebApplication Site()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/app/{mode}", (string mode, HttpContext context) =>
        {
            // A stack relies on the page around it: scripts allowed, a body could otherwise lead its own frame elsewhere (meta refresh).
            if (IsStacked(mode)) context.Response.Headers.ContentSecurityPolicy = PageHeaders.ContentSecurityPolicy;
            return Results.Text(App(mode), "text/html");
        });
        app.MapGet("/listen.js", () => Results.Text(Listen, "text/javascript"));
        app.MapGet("/body/{mode}/{name}", (string mode, string name, HttpContext context) =>
        {
            if (mode == "bare") context.Response.ContentType = "text/html";
            else ContentHeaders.ApplyBody(context.Response, IsStacked(mode) ? ContentHeaders.Stacked(ContentHeaders.BlockedPolicy) : ContentHeaders.BlockedPolicy);
            return context.Response.WriteAsync(Body(mode, name));
        });
        return app;
    }

    static string App(string mode)
    {
        var sandbox = IsStacked(mode) ? " sandbox='allow-scripts allow-popups allow-popups-to-escape-sandbox'" : "";
        return "<!DOCTYPE html><script src=/listen.js></script>" + string.Concat(IsolationVectors.All.Keys.Select(name => $"<iframe{sandbox} src='/body/{mode}/{name}'></iframe>"));
    }

    const string Listen = "window.said=[];window.loaded=0;addEventListener('message',e=>said.push(String(e.data)));document.addEventListener('load',e=>{if(e.target.tagName==='IFRAME')loaded++},true)";

    static bool IsStacked(string mode) => mode.StartsWith("stacked", StringComparison.Ordinal);

    string Body(string mode, string name)
    {
        var markup = IsolationVectors.All[name].Replace("{T}", $"http://127.0.0.1:{((IPEndPoint)tracker.LocalEndpoint).Port}/{name}", StringComparison.Ordinal)
            .Replace("{RUN}", $"top.postMessage('{name}','*')", StringComparison.Ordinal);
        var body = mode.EndsWith("cleaned", StringComparison.Ordinal) ? HtmlCleaner.Clean(markup, CleaningRules.Blocked).Html.ToString() : markup;
        return IsStacked(mode) ? $"{body}<script>{BodyResizer.Script}</script>" : body;
    }

    async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                var socket = await tracker.AcceptSocketAsync();
                Interlocked.Increment(ref connections);
                _ = NoteAsync(socket);
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
        {
        }
    }

    /// <summary>A connection opened in advance says nothing: it counts as a connection, not as a call.</summary>
    async Task NoteAsync(Socket socket)
    {
        using var held = socket;
        var buffer = new byte[4096];
        try
        {
            var read = await socket.ReceiveAsync(buffer, SocketFlags.None);
            if (read == 0) return;
            calls.Enqueue(Encoding.ASCII.GetString(buffer, 0, read).Split(' ')[1]);
            await socket.SendAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), SocketFlags.None);
        }
        catch (SocketException)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await site.DisposeAsync();
        tracker.Dispose();
    }
}
