using System.Collections.Concurrent;
using System.Diagnostics;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;
using Webmail.MailServers;

namespace Webmail.Bench.Measures;

/// <summary>
/// What other people notice of somebody who opens ten messages a second that are made to exhaust their reader (security goal: their p95 at most doubles). Four people open one message after the
/// other, each four times a second and none twice, at first without and then with the bombs. Nothing is warm: it is the first time that anybody opens any of them.
/// </summary>
sealed class Bombs(AppProcess app, TimeSpan duration)
{
    const int Readers = 4, PerSecond = 10, MostAtOnce = 50;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    readonly ConcurrentBag<int> answers = [];
    readonly List<long> memory = [];
    readonly List<long> all = [];

    public static async Task<BombsResult> MeasureAsync(BenchOptions options)
    {
        var duration = TimeSpan.FromSeconds(options.Quick ? 10 : 20);
        await using var server = await MailServer.StartNewAsync(new() { Format = MailFormat.Maildir, ExtraDovecot = "mail_fsync = never" });
        var mail = new BelievableMail().Messages(1000).ToList();
        foreach (var mailbox in Enumerable.Range(0, Readers).Select(Reader)) await AddAsync(server, mailbox, mail);
        var bomber = new Mailbox("bomber@example.test", "bench-pass-1", 0);
        await AddAsync(server, bomber, BombMail.Messages());
        await using var app = await AppProcess.StartAsync(options.App, server.Ports.Imap);
        return await new Bombs(app, duration).MeasureAsync(bomber);
    }

    static Mailbox Reader(int number) => new($"reader{number}@example.test", "bench-pass-1", 1000);

    static async Task AddAsync(MailServer server, Mailbox mailbox, IEnumerable<StoredMessage> messages)
    {
        await server.AddUserAsync(mailbox.Address, mailbox.Password);
        await server.AppendAsync(mailbox.Address, "INBOX", messages);
    }

    async Task<BombsResult> MeasureAsync(Mailbox bomber)
    {
        var readers = new List<WebPerson>();
        for (var number = 0; number < Readers; number++) readers.Add(await WebPerson.SignInAsync(app.Origin, Reader(number), 1 + number));
        using var eve = await WebPerson.SignInAsync(app.Origin, bomber, 99);
        var messages = await Task.WhenAll(readers.Select(reader => MessagesAsync(reader, 1000)));
        var bombs = await MessagesAsync(eve, 500);
        // The methods on the way are compiled first, as in every measure here.
        await ReadAsync(readers, messages, 0, duration);
        var (before, quiet) = (app.Processes.PssKilobytes, await ReadAsync(readers, messages, 1, duration));
        using var end = new CancellationTokenSource();
        var (throwing, watching) = (ThrowAsync(eve, bombs, end.Token), WatchAsync(end.Token));
        var under = await ReadAsync(readers, messages, 2, duration);
        await end.CancelAsync();
        var thrown = await throwing;
        await watching;
        var alive = await eve.InAnotherTab().StatusAsync("/healthz");
        readers.ForEach(reader => reader.Dispose());
        return new BombsResult(new Series("open", "without bombs", quiet), new Series("open", "with bombs", under), thrown, answers.Count, answers.Count(status => status >= 500), alive == 200 && !app.HasEnded, before / 1024.0, memory.Max() / 1024.0, all.Max() / 1024.0);
    }

    /// <summary>Every page of the list, newest first.</summary>
    static async Task<string[]> MessagesAsync(WebPerson person, int most)
    {
        var found = new List<string>();
        for (var page = person.Inbox; page is not null && found.Count < most;)
        {
            var html = await person.ReadAsync(page);
            found.AddRange(html.Split(" data-message=\"").Skip(1).Select(rest => $"{person.Inbox}/{rest[..rest.IndexOf('"')]}"));
            var link = html.Split("<a ").FirstOrDefault(link => link[..link.IndexOf('>')].Contains("rel=\"next\"", StringComparison.Ordinal));
            page = link is null ? null : System.Net.WebUtility.HtmlDecode(link.Split("href=\"")[1].Split('"')[0]);
        }
        return [.. found.Distinct()];
    }

    /// <param name="phase">Of three: each has messages of its own.</param>
    static async Task<IReadOnlyList<double>> ReadAsync(List<WebPerson> readers, string[][] messages, int phase, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var times = await Task.WhenAll(readers.Select((reader, number) => Task.Run(async () =>
        {
            var mine = new List<double>();
            for (var turn = phase; clock.Elapsed < duration && turn < messages[number].Length; turn += 3)
            {
                var start = Stopwatch.GetTimestamp();
                await reader.OpenAsync(messages[number][turn]);
                mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                await Task.Delay(Pause);
            }
            return mine;
        })));
        return [.. times.SelectMany(some => some)];
    }

    /// <returns>How many were opened: those that found no room because as many as a browser would ever have were under way are not.</returns>
    async Task<int> ThrowAsync(WebPerson eve, string[] bombs, CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        var (under, thrown) = (new ConcurrentDictionary<int, Task>(), 0);
        for (var turn = 0; !end.IsCancellationRequested; turn++)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            if (under.Count >= MostAtOnce) continue;
            var number = thrown++;
            under[number] = Task.Run(async () => { await OpenAsync(eve, bombs[turn % bombs.Length]); under.TryRemove(number, out _); }, CancellationToken.None);
        }
        await Task.WhenAll(under.Values);
        return thrown;
    }

    async Task OpenAsync(WebPerson eve, string path)
    {
        using var tab = eve.InAnotherTab();
        answers.Add(await tab.StatusAsync(path, ("Turbo-Frame", "reader")));
        answers.Add(await tab.StatusAsync($"{path}/body", ("Sec-Fetch-Dest", "iframe")));
    }

    async Task WatchAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            memory.Add(app.Processes.OwnPssKilobytes);
            all.Add(app.Processes.PssKilobytes);
            await Task.Delay(200, CancellationToken.None);
        }
    }
}

/// <param name="Thrown">Bombs that were opened.</param>
/// <param name="Answers">To two requests each.</param>
/// <param name="Failed">Of those, with a status of 500 or more.</param>
/// <param name="Alive">The application is the process it was, and answers.</param>
/// <param name="Before">Megabytes of the application and its workers.</param>
/// <param name="Most">The most that the application had by itself meanwhile.</param>
/// <param name="MostOfAll">The same with its workers.</param>
sealed record BombsResult(Series Without, Series With, int Thrown, int Answers, int Failed, bool Alive, double Before, double Most, double MostOfAll)
{
    public double Ratio => With.P95 / Without.P95;
}
