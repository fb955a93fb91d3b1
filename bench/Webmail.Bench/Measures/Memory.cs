using System.Diagnostics;
using Webmail.Bench.Reporting;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;

namespace Webmail.Bench.Measures;

/// <summary>
/// What a signed-in person costs who looked at the inbox and then does nothing: at once, and after two minutes and a half, while a few others go on reading: a process where nobody does
/// anything never collects. Five hundred are measured who come after a hundred: the collector leaves itself room in proportion to what the readers throw away, which is nobody's who rests, and
/// would be counted to them if they were few.
/// </summary>
sealed class Memory(SeededServer server, AppProcess app)
{
    public static async Task MeasureAsync(SeededServer server, BenchOptions options, Report report)
    {
        await using var app = await AppProcess.StartAsync(options.App, server.Port);
        report.Add(await new Memory(server, app).MeasureAsync());
    }

    /// <summary>Who come before; twenty of them read on.</summary>
    internal const int First = 100;
    const int Readers = 20;

    static readonly TimeSpan Rest = TimeSpan.FromSeconds(150);

    async Task<MemoryResult> MeasureAsync()
    {
        var bare = Resting.Measure(server.Port);
        // The first ones fill caches and pools that all share.
        var people = new List<WebPerson>();
        await ComeAsync(people, First);
        // As long as later: what a process gains by working for a while is nobody's who rests.
        await ReadOnAsync(people, Rest);
        var (before, connected) = (await Settled.OfAsync(app, server), Connections.At(server.Port));
        await ComeAsync(people, Mailbox.Idle.Count);
        var after = await Settled.OfAsync(app, server);
        await ReadOnAsync(people, Rest);
        var rested = await Settled.OfAsync(app, server);
        var (count, connections) = (Mailbox.Idle.Count - First, Connections.At(server.Port) - connected);
        foreach (var person in people) person.Dispose();
        return new MemoryResult(count, rested.Own / 1024.0, (after.Own - before.Own) / (double)count, (rested.Own - before.Own) / (double)count, bare, connections, (after.Dovecot - before.Dovecot) / (double)Math.Max(1, connections));
    }

    /// <summary>The first of them, each a page a second.</summary>
    static async Task ReadOnAsync(List<WebPerson> people, TimeSpan time)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time;)
        {
            foreach (var person in people.Take(Readers)) await person.GetAsync(person.Inbox, ("Turbo-Frame", "list"));
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    async Task ComeAsync(List<WebPerson> people, int until)
    {
        while (people.Count < until) people.Add(await WebPerson.SignInAsync(app.Origin, Mailbox.Idle[people.Count], 100 + people.Count));
    }
}

/// <summary>PSS; a person's share in kB.</summary>
/// <param name="AtOnce">Seconds after the person came.</param>
/// <param name="Rested">When they have done nothing for minutes.</param>
/// <param name="Bare">Of a connection of MailKit alone.</param>
/// <param name="Connections">So many more of them are open at the end: the pool keeps those of the people who came last.</param>
sealed record MemoryResult(int People, double OwnMegabytes, double AtOnce, double Rested, double Bare, int Connections, double DovecotKilobytesEach)
{
    public double Beyond => Rested - Bare * Connections / People;
}
