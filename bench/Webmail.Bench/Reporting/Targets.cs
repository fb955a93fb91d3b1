using Webmail.Bench.Measures;

namespace Webmail.Bench.Reporting;

/// <summary>What is to be reached: a ratio within one run, or kilobytes. Less is better.</summary>
sealed record Target(string Name, double Measured, double Limit)
{
    public bool IsReached => Measured <= Limit;
}

static class Targets
{
    public static IReadOnlyList<Target> Of(IReadOnlyList<Series> times, IReadOnlyList<Series> million, IReadOnlyList<Series> opening, FirstViewResult? view, Series? cleaning, CollectResult? collecting, IEnumerable<KeptResult> kept, MemoryResult? memory, StreamsResult? streams, BombsResult? bombs, IReadOnlyCollection<CostResult> costs, IEnumerable<AttachResult> attached)
    {
        var targets = new List<Target>();
        if (times.Count > 0)
        {
            targets.Add(new("list page of 100,000 ÷ MailKit", Ratio(times, "list page, newest of 100,000", "page", "MailKit"), 2));
            targets.Add(new("open a plain message ÷ MailKit", Ratio(times, "open a plain message of 100,000", "frame", "MailKit"), 2));
            targets.Add(new("list page of 100,000 ÷ of 1,000",
                Of(times, "list page, newest of 100,000", "page").RatioTo(Of(times, "list page, newest of 1,000", "page")), 1.2));
        }
        targets.AddRange(Million.Compared.Where(_ => million.Count > 0).Select(compared => new Target($"{compared.What} 1,000,000 ÷ 1,000",
            Of(million, $"{compared.What} 1,000,000", compared.Way).RatioTo(Of(million, $"{compared.What} 1,000", compared.Way)), 1.2)));
        if (opening.Count > 0) targets.AddRange(WithoutPages(opening));
        if (cleaning is not null) targets.Add(new(cleaning.Scenario + ", ms", cleaning.P50, 15));
        targets.AddRange(kept.Select(result => new Target($"{result.What}, {result.Messages:N0} ÷ 1,000", result.Ratio, 1.2)));
        // Either is enough: 200 a second, or half as fast as a client that throws everything away.
        if (collecting is not null) targets.Add(new("collecting, a message's time ÷ the time allowed", Math.Min(200 / collecting.Ours, collecting.Raw / 2 / collecting.Ours), 1));
        foreach (var result in attached)
        {
            targets.Add(new($"{result.Megabytes:F0} MB attached and sent, extra MB", result.ExtraMegabytes, 64));
            targets.Add(new($"{result.Megabytes:F0} MB attached, stored ÷ its size", result.Stored, 1));
        }
        if (bombs is not null) targets.Add(new("others' p95 under bombs ÷ without", bombs.Ratio, 2));
        if (costs.MaxBy(cost => cost.All) is { } dearest) targets.Add(new($"processor time of one message ({dearest.Kind} {dearest.Which}), s", dearest.All / 1000, 2));
        if (memory is not null) targets.Add(new("somebody signed in and idle beyond their connection, kB", memory.Beyond, 100));
        if (streams is not null) targets.Add(new("1,000 live streams, MB", streams.OwnMegabytes, 60));
        if (view is not null) targets.AddRange([new("first view, kB", view.Inbox.Kilobytes, 90), new("first view, requests", view.Inbox.Requests, 6)]);
        return targets;
    }

    static IEnumerable<Target> WithoutPages(IReadOnlyList<Series> opening)
    {
        var (raw, mailKit) = (opening[0], opening[1]);
        foreach (var kept in opening.Where(series => series.Leg.StartsWith("kept", StringComparison.Ordinal))) yield return new($"open a message {kept.Leg} ÷ IMAP's {raw.Leg}", kept.RatioTo(raw), 1);
        yield return new("open a message on the server, without a page ÷ MailKit", Of(opening, raw.Scenario, Opening.OnServer).RatioTo(mailKit), 1.3);
        yield return new("open it once more, without a page ÷ raw socket", Of(opening, raw.Scenario, Opening.Again).RatioTo(raw), 0.5);
        yield return new("deep list page, without drawing it ÷ MailKit", Ratio(opening, Opening.DeepList, Opening.OnServer, mailKit.Leg), 1.3);
        yield return new("deep list page, without drawing it ÷ raw socket", Ratio(opening, Opening.DeepList, Opening.OnServer, raw.Leg), 2.5);
    }

    static double Ratio(IReadOnlyList<Series> times, string scenario, string ours, string theirs) => Of(times, scenario, ours).RatioTo(Of(times, scenario, theirs));

    static Series Of(IReadOnlyList<Series> times, string scenario, string leg) => times.Single(series => series.Scenario == scenario && series.Leg == leg);
}
