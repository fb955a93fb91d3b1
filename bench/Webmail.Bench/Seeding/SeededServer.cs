using System.Diagnostics;
using Webmail.Bench.Imap;
using Webmail.MailServers;
using Webmail.MailServers.Processes;

namespace Webmail.Bench.Seeding;

/// <summary>
/// A private Dovecot with the mailboxes that are measured. They are written once and kept between runs; change the version when they change.
/// </summary>
sealed class SeededServer : IAsyncDisposable
{
    // Debian's settings otherwise; in particular not maildir_very_dirty_syncs, which makes every command walk over the whole list of a large mailbox.
    const string Dovecot = "mail_fsync = never";

    // A million messages: their list alone has 60 MB, and the index is mapped several times while it is written.
    const string Roomy = Dovecot + "\ndefault_vsz_limit = 4 G\n";

    const int FirstOfRecent = 100_000;

    readonly MailServer server;
    readonly BelievableMail mail = new();

    SeededServer(MailServer server) => this.server = server;

    public int Port => server.Ports.Imap;

    /// <summary>Dovecot and all its children.</summary>
    public ProcessTree Processes => new(int.Parse(File.ReadAllText($"{Path.GetDirectoryName(server.LogPath)}/run/master.pid")));

    public static Task<SeededServer> StartAsync(string cache) =>
        StartAsync(Path.Combine(cache, "mail-3"), Dovecot, Mailbox.All, async (seeded, person) =>
        {
            await seeded.server.AppendAsync(person.Address, "INBOX", seeded.mail.Messages(person.Messages));
            await seeded.WarmAsync(person, 1, person.Messages);
        });

    /// <summary>Another one, with a mailbox of a million messages and one of a thousand.</summary>
    public static Task<SeededServer> StartMillionAsync(string cache) =>
        StartAsync(Path.Combine(cache, "million-1"), Roomy, [Mailbox.Small, Mailbox.Million], async (seeded, person) =>
        {
            // The newest have a later date than all others.
            StoredMessage[] messages = [.. seeded.mail.Messages(1_000), .. seeded.mail.Messages(1_000, FirstOfRecent)];
            LinkedMaildir.Write(seeded.server.HomeOf(person.Address), messages, person.Messages, at => (at % 1_000) + (at >= person.Messages - Mailbox.Recent ? 1_000 : 0));
            await seeded.DateAsync(person);
            await seeded.WarmAsync(person, Math.Max(1, person.Messages - Mailbox.Recent + 1), person.Messages);
            if (person.Deep.Last < person.Messages) await seeded.WarmAsync(person, person.Deep.First, person.Deep.Last);
        });

    static async Task<SeededServer> StartAsync(string folder, string settings, IEnumerable<Mailbox> people, Func<SeededServer, Mailbox, Task> fill)
    {
        var state = Path.GetFullPath(folder);
        Directory.CreateDirectory(state);
        var seeded = new SeededServer(await MailServer.StartNewAsync(new() { Format = MailFormat.Maildir, StateDirectory = state, ExtraDovecot = settings }));
        try
        {
            await seeded.SeedAsync(Path.Combine(state, "complete"), people, fill);
            return seeded;
        }
        catch
        {
            await seeded.DisposeAsync();
            throw;
        }
    }

    async Task SeedAsync(string complete, IEnumerable<Mailbox> people, Func<SeededServer, Mailbox, Task> fill)
    {
        var done = File.Exists(complete) ? File.ReadAllLines(complete).ToHashSet() : [];
        foreach (var person in people.Where(person => !done.Contains(person.Address)))
        {
            var start = Stopwatch.StartNew();
            await server.AddUserAsync(person.Address, person.Password);
            await fill(this, person);
            File.AppendAllLines(complete, [person.Address]);
            if (person.Messages >= 1_000) Console.Error.WriteLine($"seeded {person.Messages:N0} messages for {person.Address} in {start.Elapsed.TotalSeconds:N0} s");
        }
    }

    /// <summary>Lets Dovecot keep the dates of all, so that it need not look at the files to find those since a day.</summary>
    async Task DateAsync(Mailbox person)
    {
        using var imap = await RawImap.OpenAsync(Port, person.Address, person.Password);
        for (var first = 1; first <= person.Messages; first += 10_000) await imap.RunAsync($"FETCH {first}:{Math.Min(person.Messages, first + 9_999)} (INTERNALDATE)");
    }

    /// <summary>
    /// Lets Dovecot write into its cache what lists and readers ask for, as it does when mail is delivered. A message that is opened before would
    /// cost every session of its mailbox 25 ms, when 100,000 are in it: they all follow the change of the index.
    /// </summary>
    async Task WarmAsync(Mailbox person, int from, int to)
    {
        using var imap = await RawImap.OpenAsync(Port, person.Address, person.Password);
        for (var first = from; first <= to; first += 500)
        {
            var range = $"{first}:{Math.Min(to, first + 499)}";
            await imap.RunAsync($"FETCH {range} {Questions.Row}");
            if (first > person.Messages - Mailbox.Recent) await imap.RunAsync($"FETCH {range} (BODY.PEEK[1] BODY.PEEK[2])");
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
