using Webmail.Bench.Reporting;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;

namespace Webmail.Bench.Measures;

/// <summary>What a thousand open live streams cost beyond the people they belong to: their lines, and the connections that watch the mailboxes.</summary>
sealed class Streams(SeededServer server, AppProcess app)
{
    const int Count = 1000, People = 100;

    public static async Task MeasureAsync(SeededServer server, BenchOptions options, Report report)
    {
        await using var app = await AppProcess.StartAsync(options.App, server.Port);
        report.Add(await new Streams(server, app).MeasureAsync());
    }

    async Task<StreamsResult> MeasureAsync()
    {
        var people = new List<WebPerson>();
        for (var number = 0; number < People; number++) people.Add(await WebPerson.SignInAsync(app.Origin, Mailbox.Idle[number], 100 + number));
        using (await people[0].InAnotherTab().ListenAsync()) { }
        var before = await Settled.OfAsync(app, server);
        var open = new List<IDisposable>();
        for (var number = 0; number < Count; number++) open.Add(await people[number % People].InAnotherTab().ListenAsync());
        var after = await Settled.OfAsync(app, server);
        open.ForEach(stream => stream.Dispose());
        people.ForEach(person => person.Dispose());
        return new StreamsResult(Count, People, (after.Own - before.Own) / 1024.0);
    }
}

/// <param name="OwnMegabytes">PSS.</param>
sealed record StreamsResult(int Open, int People, double OwnMegabytes);
