using Webmail.Bench.Seeding;
using Webmail.Bench.Web;

namespace Webmail.Bench.Measures;

/// <summary>A mailbox of a million messages on an IMAP server beside one of a thousand, in one run: what a page costs must not grow with the mailbox.</summary>
static class Million
{
    /// <summary>What must not grow. A search looks through what is newest by day, which is more in a large mailbox.</summary>
    public static readonly (string What, string Way)[] Compared = [("list page, newest of", "page"), ("list page, deep in", "frame"), ("open a plain message of", "frame")];

    static readonly DateOnly Newest = new(2025, 1, 1);

    public static async Task<IReadOnlyList<Series>> MeasureAsync(BenchOptions options)
    {
        await using var server = await SeededServer.StartMillionAsync(options.Cache);
        await using var app = await AppProcess.StartAsync(options.App, server.Port);
        // Of the thousand newest in both, so that as many are met again.
        using var small = await ReadThreeWays.OpenAsync(server, await Times.SitesAsync([app], Mailbox.Small, 1), Mailbox.Small, 1_000);
        using var large = await ReadThreeWays.OpenAsync(server, await Times.SitesAsync([app], Mailbox.Million, 2), Mailbox.Million, 1_000);
        var (warmUp, rounds) = options.Quick ? (1_000, 200) : (2_500, 500);
        var all = new List<Series>();
        all.AddRange(await RoundRobin.RunAsync([small.NewestPage(), large.NewestPage()], warmUp, rounds));
        // No page twice, which would be remembered: a small mailbox has 900 that begin differently, for three ways.
        all.AddRange(await RoundRobin.RunAsync([small.DeepPage(), large.DeepPage()], 100, 200));
        all.AddRange(await RoundRobin.RunAsync([small.OpenPlain(), large.OpenPlain()], warmUp, rounds));
        // Dovecot looks at the date of each of the million: seconds.
        all.AddRange(await RoundRobin.RunAsync([small.Search(Newest), large.Search(Newest)], 1, 5));
        return all;
    }
}
