using System.Text.Json;
using Microsoft.Playwright;
using Webmail.Bench.Reporting;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;

namespace Webmail.Bench.Measures;

/// <summary>What goes over the wire until a new browser with an empty cache shows the inbox: real Chromium, counted by its network stack.</summary>
static class FirstView
{
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static async Task MeasureAsync(SeededServer server, BenchOptions options, Report report)
    {
        await using var app = await AppProcess.StartAsync(options.App, server.Port);
        var chromium = Places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("chromium is missing: script/setup installs it.");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        var wire = new Wire();
        await wire.ListenAsync(await page.Context.NewCDPSessionAsync(page));

        await page.GotoAsync(new Uri(app.Origin, "/sign-in").AbsoluteUri, new() { WaitUntil = WaitUntilState.NetworkIdle });
        var form = wire.Total;
        await page.FillAsync("input[name=email]", Mailbox.Small.Address);
        await page.FillAsync("input[name=password]", Mailbox.Small.Password);
        await page.PressAsync("input[name=password]", "Enter");
        await page.WaitForSelectorAsync("[data-message]");
        await page.WaitForLoadStateAsync(LoadState.Load);
        var (inbox, kinds) = (wire.Total, wire.Kinds);
        // What comes while the browser has nothing else to do: the next composer, and what happened while nobody watched.
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        report.Add(new FirstViewResult(form, inbox, wire.Total, kinds));
    }

    /// <summary>Octets with headers, as Chromium counts them; a redirect counts as a request.</summary>
    sealed class Wire
    {
        readonly Dictionary<string, string> kinds = [];
        readonly Dictionary<string, double> octets = [];
        int requests;

        public WireTotal Total { get { lock (octets) return new(requests, octets.Values.Sum() / 1000); } }

        public IReadOnlyDictionary<string, double> Kinds { get { lock (octets) return octets.ToDictionary(kind => kind.Key, kind => kind.Value / 1000); } }

        public async Task ListenAsync(ICDPSession session)
        {
            session.Event("Network.requestWillBeSent").OnEvent += (_, said) => Count(said, request =>
            {
                requests++;
                kinds[request.GetProperty("requestId").GetString()!] = request.GetProperty("type").GetString()!;
                if (request.TryGetProperty("redirectResponse", out var redirect)) Add("Redirect", redirect);
            });
            session.Event("Network.loadingFinished").OnEvent += (_, said) => Count(said, request =>
                Add(kinds.GetValueOrDefault(request.GetProperty("requestId").GetString()!, "Other"), request));
            await session.SendAsync("Network.enable");
        }

        void Count(JsonElement? said, Action<JsonElement> count)
        {
            if (said is { } request) lock (octets) count(request);
        }

        void Add(string kind, JsonElement answer) => octets[kind] = octets.GetValueOrDefault(kind) + answer.GetProperty("encodedDataLength").GetDouble();
    }
}

sealed record WireTotal(int Requests, double Kilobytes);

/// <param name="Form">Up to the sign-in form.</param>
/// <param name="Inbox">Up to the inbox, the form included.</param>
/// <param name="Quiet">Until nothing comes any more.</param>
/// <param name="Kinds">Kilobytes by kind of resource.</param>
sealed record FirstViewResult(WireTotal Form, WireTotal Inbox, WireTotal Quiet, IReadOnlyDictionary<string, double> Kinds);
