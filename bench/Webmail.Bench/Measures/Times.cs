using Webmail.Bench.Reporting;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;

namespace Webmail.Bench.Measures;

/// <summary>How long a person waits for a list and for a message, in one run with the limit and with MailKit alone.</summary>
static class Times
{
    public static async Task MeasureAsync(SeededServer server, BenchOptions options, Report report)
    {
        await using var app = await AppProcess.StartAsync(options.App, server.Port);
        await using var other = options.Against is { } against ? await AppProcess.StartAsync(against, server.Port) : null;
        report.Add(await MeasureAsync(server, other is null ? [app] : [app, other], options.Quick));
    }

    /// <param name="apps">The build that is measured, and others to compare it with.</param>
    static async Task<IReadOnlyList<Series>> MeasureAsync(SeededServer server, IReadOnlyList<AppProcess> apps, bool quick)
    {
        using var small = await ReadThreeWays.OpenAsync(server, await SitesAsync(apps, Mailbox.Small, 1), Mailbox.Small);
        using var large = await ReadThreeWays.OpenAsync(server, await SitesAsync(apps, Mailbox.Large, 2), Mailbox.Large);
        // What is compared takes turns; what is not would only push the other out of the processor's caches.
        Scenario[][] groups = [[small.NewestPage(), large.NewestPage()], [large.DeepPage()], [large.OpenPlain()], [large.OpenNewsletter()]];
        var all = new List<Series>();
        foreach (var group in groups) all.AddRange(await RoundRobin.RunAsync(group, warmUp: quick ? 1_000 : 2_500, rounds: quick ? 200 : 500));
        return all;
    }

    internal static async Task<IReadOnlyList<Site>> SitesAsync(IReadOnlyList<AppProcess> apps, Mailbox mailbox, int number)
    {
        var sites = new List<Site>();
        foreach (var app in apps)
        {
            sites.Add(new Site(sites.Count == 0 ? "" : " (other build)", await WebPerson.SignInAsync(app.Origin, mailbox, number)));
            await ShowsAsync(sites[^1].Person);
        }
        return sites;
    }

    /// <summary>Times of a page that shows an error would be worth nothing.</summary>
    static async Task ShowsAsync(WebPerson person)
    {
        var rows = (await person.ReadAsync(person.Inbox)).Split(" data-message=\"").Length - 1;
        if (rows != 50) throw new InvalidOperationException($"{person.Inbox} shows {rows} rows, not 50.");
    }
}
