using Webmail.Bench.Reporting;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;

namespace Webmail.Bench.Measures;

/// <summary>What a signed-in person costs who looked at the inbox and then does nothing.</summary>
sealed class Memory(SeededServer server, AppProcess app)
{
    public static async Task MeasureAsync(SeededServer server, BenchOptions options, Report report)
    {
        await using var app = await AppProcess.StartAsync(options.App, server.Port);
        report.Add(await new Memory(server, app).MeasureAsync());
    }

    async Task<MemoryResult> MeasureAsync()
    {
        // The first ones fill caches and pools that all share.
        var people = new List<WebPerson>();
        await ComeAsync(people, 20);
        var before = await Settled.OfAsync(app, server);
        await ComeAsync(people, Mailbox.Idle.Count);
        var after = await Settled.OfAsync(app, server);
        var count = Mailbox.Idle.Count - 20;
        foreach (var person in people) person.Dispose();
        return new MemoryResult(count, after.Own / 1024.0, (after.Own - before.Own) / (double)count, (after.Dovecot - before.Dovecot) / (double)count);
    }

    async Task ComeAsync(List<WebPerson> people, int until)
    {
        while (people.Count < until) people.Add(await WebPerson.SignInAsync(app.Origin, Mailbox.Idle[people.Count], 100 + people.Count));
    }
}

/// <summary>PSS; a person's share in kB.</summary>
sealed record MemoryResult(int People, double OwnMegabytes, double OwnKilobytesEach, double DovecotKilobytesEach);
