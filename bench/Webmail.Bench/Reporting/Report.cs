using System.Text.Json;
using Webmail.Bench.Measures;

namespace Webmail.Bench.Reporting;

/// <summary>Collects what was measured, prints it as tables of GitHub's Markdown, and says which targets were reached.</summary>
sealed class Report
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    readonly List<Series> times = [];
    readonly List<Series> million = [];
    readonly List<Series> opening = [];
    readonly List<LoadResult> loads = [];
    readonly List<KeptResult> kept = [];
    readonly List<CostResult> costs = [];
    MemoryResult? memory;
    StreamsResult? streams;
    FirstViewResult? view;
    Series? cleaning;
    CollectResult? collecting;
    readonly List<AttachResult> attached = [];
    BombsResult? bombs;

    public void Add(IEnumerable<Series> more) => times.AddRange(more);
    public void AddMillion(IEnumerable<Series> more) => million.AddRange(more);
    public void AddOpening(IEnumerable<Series> more) => opening.AddRange(more);
    public void Add(LoadResult load) => loads.Add(load);
    public void Add(IEnumerable<KeptResult> results) => kept.AddRange(results);
    public void Add(IEnumerable<CostResult> results) => costs.AddRange(results);
    public void Add(IEnumerable<AttachResult> results) => attached.AddRange(results);
    public void Add(MemoryResult result) => memory = result;
    public void Add(StreamsResult result) => streams = result;
    public void Add(FirstViewResult result) => view = result;
    public void Add(Series result) => cleaning = result;
    public void Add(CollectResult result) => collecting = result;
    public void Add(BombsResult result) => bombs = result;

    public void Print(TextWriter output)
    {
        if (cleaning is not null) output.WriteLine($"\nIn a warm worker: {cleaning.Scenario}: p50 {cleaning.P50:F1} ms, p95 {cleaning.P95:F1} ms.");
        if (collecting is not null) PrintCollecting(output, collecting);
        if (attached.Count > 0) PrintAttached(output);
        if (bombs is not null) PrintBombs(output, bombs);
        if (costs.Count > 0) PrintCosts(output);
        if (kept.Count > 0) PrintKept(output);
        if (times.Count > 0) PrintTimes(output, times);
        if (million.Count > 0) PrintTimes(output, million);
        if (opening.Count > 0) PrintTimes(output, opening);
        if (loads.Count > 0) PrintLoads(output);
        if (memory is not null) PrintMemory(output, memory);
        if (streams is not null) output.WriteLine($"\nLive: {streams.OwnMegabytes:F0} MB for {streams.Open:N0} open streams of {streams.People} people, with the connections that watch their mailboxes.");
        if (view is not null) PrintView(output, view);
        PrintTargets(output);
    }

    static void PrintCollecting(TextWriter output, CollectResult result) => output.WriteLine(
        $"\nCollecting {result.Messages:N0} messages of 20 kB over POP3: {result.Ours:F0} a second ({result.Ours / result.Raw:F2} of a bare client's {result.Raw:F0}), {result.Cpu:F2} ms of CPU each; "
        + $"memory {result.Early:F0} MB with a fifth of them here, at most {result.Most:F0} MB after that.");

    void PrintAttached(TextWriter output)
    {
        output.WriteLine("\nA file attached and sent, and handed in to the same server by a bare MailKit client, in turns; medians:\n");
        output.WriteLine("| MB | upload s | send s | MB/s, both | bare client s | MB/s | ratio | extra memory MB | stored ÷ its size |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var result in attached)
            output.WriteLine($"| {result.Megabytes:F0} | {result.Upload:F2} | {result.Send:F2} | {result.Megabytes / (result.Upload + result.Send):F1} | {result.Bare:F2} | {result.Megabytes / result.Bare:F1} | {result.Ratio:F2} | {result.ExtraMegabytes:F0} | {result.Stored:F3} |");
    }

    static void PrintBombs(TextWriter output, BombsResult result)
    {
        output.WriteLine($"\nOpening a message, not warm: p50 {result.Without.P50:F1} ms, p95 {result.Without.P95:F1} ms ({result.Without.Milliseconds.Count} times); "
            + $"while somebody opened {result.Thrown} bombs: p50 {result.With.P50:F1} ms, p95 {result.With.P95:F1} ms ({result.With.Milliseconds.Count} times), {result.Ratio:F2} of it.");
        output.WriteLine($"The bombs: {result.Answers} answers, {result.Failed} of them failures; the application {(result.Alive ? "lives" : "ENDED")}; memory {result.Before:F0} MB before, at most {result.Most:F0} MB by itself, {result.MostOfAll:F0} MB with its workers.");
    }

    void PrintCosts(TextWriter output)
    {
        output.WriteLine("\nProcessor time of the application and its workers for one message, the dearest of each kind:\n");
        output.WriteLine("| what | new in the list or collected, ms | opened, ms |\n|---|---|---|");
        foreach (var cost in costs) output.WriteLine($"| {$"{cost.Kind} {cost.Which}".TrimEnd()} | {cost.Arrival:F0} | {cost.Open:F0} |");
    }

    void PrintKept(TextWriter output)
    {
        output.WriteLine($"\nMail kept here, a mailbox of {kept[0].Messages:N0} messages beside one of 1,000, warm, interleaved; ratios are medians of pairs:\n");
        output.WriteLine("| what | p50 ms of 1,000 | p50 ms of the large one | ratio |\n|---|---|---|---|");
        foreach (var result in kept) output.WriteLine($"| {result.What} | {result.Small.P50:F2} | {result.Large.P50:F2} | {result.Ratio:F2} |");
    }

    static void PrintTimes(TextWriter output, List<Series> times)
    {
        output.WriteLine($"\nOver open connections, warm, {string.Join(" or ", times.Select(series => series.Milliseconds.Count).Distinct())} rounds, interleaved; ratios are medians of pairs:\n");
        output.WriteLine("| what | how | p50 ms | p95 ms | ÷ raw | ÷ MailKit |\n|---|---|---|---|---|---|");
        foreach (var scenario in times.GroupBy(series => series.Scenario))
        {
            var (raw, mailKit) = (scenario.First(), scenario.ElementAt(1));
            foreach (var series in scenario)
                output.WriteLine($"| {series.Scenario} | {series.Leg} | {series.P50:F2} | {series.P95:F2} | {series.RatioTo(raw):F2} | {series.RatioTo(mailKit):F2} |");
        }
    }

    void PrintLoads(TextWriter output)
    {
        output.WriteLine("\nPeople reading at once (the clients use the same cores):\n");
        output.WriteLine("| what | clients | a second | p50 ms | p95 ms | own CPU ms each | Dovecot CPU ms each |\n|---|---|---|---|---|---|---|");
        foreach (var load in loads)
            output.WriteLine($"| {load.What} | {load.Clients} | {load.PerSecond:F0} | {load.Times.P50:F1} | {load.Times.P95:F1} | {load.OwnCpu:F2} | {load.DovecotCpu:F2} |");
    }

    static void PrintMemory(TextWriter output, MemoryResult memory) => output.WriteLine(
        $"\nMemory: {memory.Rested:F0} kB for each of {memory.People} people signed in who have done nothing for two minutes ({memory.AtOnce:F0} kB at once; {memory.OwnMegabytes:F0} MB in all), "
        + $"{memory.Bare:F0} kB is what a connection of MailKit alone costs, of which {memory.Connections} more are open, "
        + $"and {memory.DovecotKilobytesEach:F0} kB of Dovecot's for the connection that is kept open.");

    static void PrintView(TextWriter output, FirstViewResult view) => output.WriteLine(
        $"\nFirst view, empty cache: sign-in form {view.Form.Requests} requests, {view.Form.Kilobytes:F1} kB; inbox shown after {view.Inbox.Requests} requests, "
        + $"{view.Inbox.Kilobytes:F1} kB ({string.Join(", ", view.Kinds.OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Key} {kind.Value:F1}"))}); {view.Quiet.Requests} requests and {view.Quiet.Kilobytes:F1} kB with what is prepared when all is shown.");

    void PrintTargets(TextWriter output)
    {
        if (Targets.Of(times, million, opening, view, cleaning, collecting, kept, memory, streams, bombs, costs, attached) is not { Count: > 0 } targets) return;
        output.WriteLine("\n| target | measured | at most | |\n|---|---|---|---|");
        foreach (var target in targets)
            output.WriteLine($"| {target.Name} | {target.Measured:F2} | {target.Limit:F1} | {(target.IsReached ? "ok" : "MISSED")} |");
    }

    public void Write(string file)
    {
        var targets = Targets.Of(times, million, opening, view, cleaning, collecting, kept, memory, streams, bombs, costs, attached);
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            Machine = new { Environment.ProcessorCount, Load = File.ReadAllText("/proc/loadavg").Trim(), At = TimeProvider.System.GetUtcNow() },
            times, million, opening, loads, memory, streams, view, cleaning, collecting, kept, bombs, costs, attached, targets,
        }, Indented));
    }
}
