using System.Text.Json;
using Microsoft.Playwright;
using Webmail.Bench.Reporting;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;
using Webmail.BrowserTests;

namespace Webmail.Bench.Measures;

/// <summary>What goes over the wire until a new browser with an empty cache shows the inbox: real Chromium, counted by its network stack.</summary>
static class FirstView
{
    // A task that a frame's own script begins runs when that frame has been painted, and before what waits for an idle browser.
    const string Watch = """
        new MutationObserver((_, seen) => {
          if (!document.querySelector('[data-message]')) return;
          seen.disconnect();
          requestAnimationFrame(() => setTimeout(() => { window.shownAt = Date.now(); }));
        }).observe(document, { childList: true, subtree: true });
        """;

    public static async Task MeasureAsync(SeededServer server, BenchOptions options, Report report)
    {
        await using var app = await AppProcess.StartAsync(options.App, server.Port);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Whole, Args = Chromium.Switches });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        var wire = new Wire();
        await wire.ListenAsync(await page.Context.NewCDPSessionAsync(page));

        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(new Uri(app.Origin, "/sign-in").AbsoluteUri, new() { WaitUntil = WaitUntilState.NetworkIdle });
        var form = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await page.FillAsync("input[name=email]", Mailbox.Small.Address);
        await page.FillAsync("input[name=password]", Mailbox.Small.Password);
        await page.PressAsync("input[name=password]", "Enter");
        var shown = await ShownAtAsync(page);
        // What comes once it is shown and the browser has nothing else to do: the next page, the next composer, and what happened while nobody watched.
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        report.Add(new FirstViewResult(wire.Until(form), wire.Until(shown), wire.Until(double.MaxValue), wire.Kinds(shown)));
    }

    /// <summary>Asked from outside: what waits in the page itself would be an eval, which our policy forbids.</summary>
    static async Task<double> ShownAtAsync(IPage page)
    {
        for (var look = 0; look < 600; look++)
        {
            if (await page.EvaluateAsync<double>("window.shownAt ?? 0") is > 0 and var shown) return shown;
            await Task.Delay(50);
        }
        throw new TimeoutException($"No inbox was shown at {page.Url} in half a minute.");
    }

    /// <summary>Octets with headers, as Chromium counts them. A redirect counts as a request; what came from a cache or lay in the page does not.</summary>
    sealed class Wire
    {
        sealed record Request(double SentAt)
        {
            public required string Kind { get; set; }
            public double Octets { get; set; }
            public bool Cached { get; set; }
        }

        readonly List<Request> all = [];
        readonly Dictionary<string, Request> latest = [];

        /// <param name="at">Milliseconds of this epoch.</param>
        public WireTotal Until(double at)
        {
            lock (all) return new(Sent(at).Count(), Sent(at).Sum(request => request.Octets) / 1000);
        }

        public Dictionary<string, double> Kinds(double until)
        {
            lock (all) return Sent(until).GroupBy(request => request.Kind).ToDictionary(kind => kind.Key, kind => kind.Sum(request => request.Octets) / 1000);
        }

        IEnumerable<Request> Sent(double until) => all.Where(request => !request.Cached && request.SentAt <= until);

        public async Task ListenAsync(ICDPSession session)
        {
            On(session, "Network.requestWillBeSent", Begin);
            On(session, "Network.requestServedFromCache", (_, request) => request.Cached = true);
            On(session, "Network.responseReceived", (said, request) => request.Cached |= said.GetProperty("response").GetProperty("fromDiskCache").GetBoolean());
            On(session, "Network.loadingFinished", (said, request) => request.Octets = said.GetProperty("encodedDataLength").GetDouble());
            await session.SendAsync("Network.enable");
        }

        void On(ICDPSession session, string name, Action<JsonElement, Request> hear) => On(session, name, said =>
        {
            if (latest.TryGetValue(Id(said), out var request)) hear(said, request);
        });

        void On(ICDPSession session, string name, Action<JsonElement> hear) => session.Event(name).OnEvent += (_, said) =>
        {
            if (said is { } told) lock (all) hear(told);
        };

        void Begin(JsonElement said)
        {
            if (said.TryGetProperty("redirectResponse", out var redirect) && latest.TryGetValue(Id(said), out var before))
                (before.Kind, before.Octets) = ("Redirect", redirect.GetProperty("encodedDataLength").GetDouble());
            if (said.GetProperty("request").GetProperty("url").GetString()!.StartsWith("data:", StringComparison.Ordinal)) return;
            var sent = new Request(said.GetProperty("wallTime").GetDouble() * 1000) { Kind = said.GetProperty("type").GetString()! };
            all.Add(latest[Id(said)] = sent);
        }

        static string Id(JsonElement said) => said.GetProperty("requestId").GetString()!;
    }
}

sealed record WireTotal(int Requests, double Kilobytes);

/// <param name="Form">Up to the sign-in form.</param>
/// <param name="Inbox">Up to the inbox, the form included.</param>
/// <param name="Quiet">Until nothing comes any more.</param>
/// <param name="Kinds">Kilobytes by kind of resource.</param>
sealed record FirstViewResult(WireTotal Form, WireTotal Inbox, WireTotal Quiet, IReadOnlyDictionary<string, double> Kinds);
