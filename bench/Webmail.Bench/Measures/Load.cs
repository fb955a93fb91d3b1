using System.Diagnostics;
using Webmail.Bench.Imap;
using Webmail.Bench.Reporting;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;

namespace Webmail.Bench.Measures;

/// <summary>Requests a second of people who read at once, each client asking anew as soon as it was answered; the clients share the machine.</summary>
sealed class Load(SeededServer server, AppProcess app, TimeSpan duration, Report report)
{
    public static async Task MeasureAsync(SeededServer server, BenchOptions options, Report report)
    {
        await using var app = await AppProcess.StartAsync(options.App, server.Port);
        await new Load(server, app, TimeSpan.FromSeconds(options.Quick ? 2 : 5), report).MeasureAsync();
    }

    async Task MeasureAsync()
    {
        var people = await SignInAsync();
        await WarmAsync(people);
        foreach (var clients in (int[])[1, 16, 64])
        {
            var tabs = Enumerable.Range(0, clients).Select(number => people[number % people.Count].InAnotherTab()).ToArray();
            await RunAsync("list page", clients, (client, _) => tabs[client].GetAsync(tabs[client].Inbox));
            await RunAsync("list frame", clients, (client, _) => tabs[client].GetAsync(tabs[client].Inbox, ("Turbo-Frame", "list")));
            await RunAsync("open, frame + body", clients, (client, turn) => OpenAsync(tabs[client], client, turn));
            foreach (var tab in tabs) tab.Dispose();
            await RunRawAsync(clients);
        }
        foreach (var person in people) person.Dispose();
    }

    /// <summary>Until the hot methods are compiled for good, each request would cost several times as much.</summary>
    async Task WarmAsync(IReadOnlyList<WebPerson> people)
    {
        for (var round = 0; round < 3; round++)
        {
            await ForAsync(duration, people.Count, (client, _) => people[client].GetAsync(people[client].Inbox));
            await ForAsync(duration, people.Count, (client, turn) => OpenAsync(people[client], client, turn));
        }
    }

    async Task<IReadOnlyList<WebPerson>> SignInAsync()
    {
        var people = new List<WebPerson>();
        foreach (var mailbox in Mailbox.Active) people.Add(await WebPerson.SignInAsync(app.Origin, mailbox, 10 + people.Count));
        return people;
    }

    static readonly Dictionary<string, string[]> Messages = [];

    /// <summary>The rows of the person's first page in turn.</summary>
    static async Task OpenAsync(WebPerson tab, int client, int turn)
    {
        var messages = await MessagesAsync(tab);
        var path = messages[(client * 17 + turn) % messages.Length];
        await tab.OpenAsync(path);
    }

    static async Task<string[]> MessagesAsync(WebPerson tab)
    {
        lock (Messages) if (Messages.TryGetValue(tab.Inbox, out var known)) return known;
        var html = await tab.ReadAsync(tab.Inbox);
        string[] found = [.. html.Split(" data-message=\"").Skip(1).Select(rest => $"{tab.Inbox}/{rest[..rest.IndexOf('"')]}")];
        lock (Messages) return Messages[tab.Inbox] = found;
    }

    async Task RunRawAsync(int clients)
    {
        var imaps = await Task.WhenAll(Enumerable.Range(0, clients).Select(number => Mailbox.Active[number % Mailbox.Active.Count])
            .Select(mailbox => RawImap.OpenAsync(server.Port, mailbox.Address, mailbox.Password)));
        await RunAsync("list, raw socket", clients, (client, _) => imaps[client].RunAsync($"FETCH 951:1000 {Questions.Row}"));
        foreach (var imap in imaps) imap.Dispose();
    }

    async Task RunAsync(string what, int clients, Func<int, int, Task> ask)
    {
        await ForAsync(TimeSpan.FromSeconds(1), clients, ask);
        var (own, dovecot) = (app.Processes.CpuMilliseconds, server.Processes.CpuMilliseconds);
        var clock = Stopwatch.StartNew();
        var times = await ForAsync(duration, clients, ask);
        var seconds = clock.Elapsed.TotalSeconds;
        report.Add(new LoadResult(what, clients, times.Count / seconds, new Series(what, "", times),
            (app.Processes.CpuMilliseconds - own) / times.Count, (server.Processes.CpuMilliseconds - dovecot) / times.Count));
    }

    static async Task<IReadOnlyList<double>> ForAsync(TimeSpan duration, int clients, Func<int, int, Task> ask)
    {
        var clock = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var times = new List<double>();
            for (var turn = 0; clock.Elapsed < duration; turn++)
            {
                var start = Stopwatch.GetTimestamp();
                await ask(client, turn);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            return times;
        })));
        return [.. all.SelectMany(times => times)];
    }
}

/// <param name="OwnCpu">CPU milliseconds of the application for each request.</param>
/// <param name="DovecotCpu">CPU milliseconds of Dovecot for each request.</param>
sealed record LoadResult(string What, int Clients, double PerSecond, Series Times, double OwnCpu, double DovecotCpu);
