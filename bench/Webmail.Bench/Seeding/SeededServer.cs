using System.Diagnostics;
using Webmail.Bench.Imap;
using Webmail.MailServers;
using Webmail.MailServers.Processes;

namespace Webmail.Bench.Seeding;

/// <summary>
/// A private Dovecot with the mailboxes that are measured. They are written once and kept between runs; change <see cref="Version"/> when they change.
/// </summary>
sealed class SeededServer : IAsyncDisposable
{
    const string Version = "3";

    // Debian's settings otherwise; in particular not maildir_very_dirty_syncs, which makes every command walk over the whole list of a large mailbox.
    const string Dovecot = "mail_fsync = never";

    readonly MailServer server;
    readonly BelievableMail mail = new();

    SeededServer(MailServer server) => this.server = server;

    public int Port => server.Ports.Imap;

    /// <summary>Dovecot and all its children.</summary>
    public ProcessTree Processes => new(int.Parse(File.ReadAllText($"{Path.GetDirectoryName(server.LogPath)}/run/master.pid")));

    public static async Task<SeededServer> StartAsync(string cache)
    {
        var state = Path.GetFullPath(Path.Combine(cache, $"mail-{Version}"));
        Directory.CreateDirectory(state);
        var seeded = new SeededServer(await MailServer.StartNewAsync(new() { Format = MailFormat.Maildir, StateDirectory = state, ExtraDovecot = Dovecot }));
        try
        {
            await seeded.SeedAsync(Path.Combine(state, "complete"));
            return seeded;
        }
        catch
        {
            await seeded.DisposeAsync();
            throw;
        }
    }

    async Task SeedAsync(string complete)
    {
        var done = File.Exists(complete) ? File.ReadAllLines(complete).ToHashSet() : [];
        foreach (var person in Mailbox.All)
        {
            if (done.Contains(person.Address)) continue;
            var start = Stopwatch.StartNew();
            await server.AddUserAsync(person.Address, person.Password);
            await server.AppendAsync(person.Address, "INBOX", mail.Messages(person.Messages));
            await WarmAsync(person);
            File.AppendAllLines(complete, [person.Address]);
            if (person.Messages >= 1_000) Console.Error.WriteLine($"seeded {person.Messages:N0} messages for {person.Address} in {start.Elapsed.TotalSeconds:N0} s");
        }
    }

    /// <summary>
    /// Lets Dovecot write into its cache what lists and readers ask for, as it does when mail is delivered. A message that is opened before would
    /// cost every session of its mailbox 25 ms, when 100,000 are in it: they all follow the change of the index.
    /// </summary>
    async Task WarmAsync(Mailbox person)
    {
        using var imap = await RawImap.OpenAsync(Port, person.Address, person.Password);
        for (var first = 1; first <= person.Messages; first += 500)
        {
            var range = $"{first}:{Math.Min(person.Messages, first + 499)}";
            await imap.RunAsync($"FETCH {range} {Questions.Row}");
            if (first > person.Messages - Mailbox.Recent) await imap.RunAsync($"FETCH {range} (BODY.PEEK[1] BODY.PEEK[2])");
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
