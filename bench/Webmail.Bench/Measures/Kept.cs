using Webmail.Bench.Seeding;
using Webmail.Bench.Web;
using Webmail.Data;
using Webmail.MailServers;

namespace Webmail.Bench.Measures;

/// <summary>
/// Mail that is kept here (collected over POP3), in a small mailbox and in one that is a thousand times as large, in one run: what a page costs must not grow with the mailbox.
/// </summary>
static class Kept
{
    const int Messages = 1_000;

    public static async Task<IReadOnlyList<KeptResult>> MeasureAsync(BenchOptions options)
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        return [.. await MeasureAsync("SQLite", null, options), .. await MeasureAsync("PostgreSQL", postgres.NewDatabase(), options)];
    }

    static async Task<IReadOnlyList<KeptResult>> MeasureAsync(string name, string? connection, BenchOptions options)
    {
        Mailbox[] mailboxes = [new("small@example.test", "bench-pass-1", Messages), new("large@example.test", "bench-pass-1", Messages)];
        var mail = new BelievableMail();
        await using var server = await MailServer.StartNewAsync(new() { Format = MailFormat.Maildir, ExtraDovecot = "mail_fsync = never" });
        foreach (var mailbox in mailboxes)
        {
            await server.AddUserAsync(mailbox.Address, mailbox.Password);
            await server.AppendAsync(mailbox.Address, "INBOX", mail.Messages(Messages));
        }
        await using var app = await AppProcess.StartAsync(options.App, "Pop3", server.Ports.Pop3, connection);
        var people = new List<WebPerson>();
        foreach (var mailbox in mailboxes) people.Add(await WebPerson.SignInAsync(app.Origin, mailbox, 1 + people.Count));
        await using var kept = new KeptMail(DatabaseSettings.From(connection, Path.GetDirectoryName(app.Database)!));
        for (var tries = 0; await kept.VerifiedAsync() < 2 * Messages; tries++) await (tries < 600 ? Task.Delay(500) : throw new InvalidOperationException("The mailboxes were not collected in five minutes."));
        var times = options.Quick ? 100 : 1_000;
        var ids = new List<long>();
        foreach (var person in people) ids.Add(await kept.InboxAsync(person.Inbox.Split('/')[2]));
        await kept.MultiplyAsync(ids[1], Messages, times);
        Reader[] readers = [new(people[0], ids[0], Messages), new(people[1], ids[1], Messages * times)];
        var results = await ComparedAsync(name, readers, options.Quick);
        foreach (var reader in readers) await reader.Person.PostAsync(reader.Person.Inbox, "grouped", "true");
        return [.. results, .. await ComparedAsync($"{name}, conversations", readers, options.Quick)];
    }

    /// <summary>Somebody and the mailbox they read.</summary>
    sealed record Reader(WebPerson Person, long Validity, int Messages)
    {
        public Task<int> NewestAsync(int _) => Person.GetAsync(Person.Inbox, ("Turbo-Frame", "list"));

        /// <summary>Another page each time, anywhere in the mailbox.</summary>
        public Task<int> DeepAsync(int round) => Person.GetAsync($"{Person.Inbox}?older={Validity}-{100 + (round * 7_919L % (Messages - 100))}", ("Turbo-Frame", "list"));

        /// <summary>One of those that were delivered, which are the oldest.</summary>
        public Task<int> OpenAsync(int round) => Person.GetAsync($"{Person.Inbox}/{Validity}-{1 + (round * 379 % 1_000)}", ("Turbo-Frame", "reader"));
    }

    static async Task<IReadOnlyList<KeptResult>> ComparedAsync(string name, Reader[] readers, bool quick)
    {
        var results = new List<KeptResult>();
        // No page twice, which would be remembered: a small mailbox has 900 that begin differently.
        const int Once = 350;
        foreach (var (what, run) in (ValueTuple<string, Func<Reader, int, Task>>[])[
            ("newest page", (reader, round) => reader.NewestAsync(round)), ("page anywhere", (reader, round) => reader.DeepAsync(round)), ("open", (reader, round) => reader.OpenAsync(round))])
        {
            var leg = new Func<Reader, Leg>(reader => new Leg($"of {reader.Messages:N0}", round => run(reader, round)));
            var series = await RoundRobin.RunAsync([new Scenario($"{name}: {what}", leg(readers[0]), leg(readers[1]))], warmUp: quick || what == "page anywhere" ? Once : 1_000, rounds: quick ? 200 : 500);
            results.Add(new(series[0].Scenario, readers[1].Messages, series[0], series[1]));
        }
        return results;
    }
}

/// <param name="Large">In a mailbox of so many <paramref name="Messages"/>.</param>
sealed record KeptResult(string What, int Messages, Series Small, Series Large)
{
    public double Ratio => Large.RatioTo(Small);
}
