using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Webmail.Bench.Pop3;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;
using Webmail.MailServers;

namespace Webmail.Bench.Measures;

/// <summary>How fast a POP3 mailbox is collected into a new account: stored, noted and read back, to the last message. A bare client reads the same mailbox just before.</summary>
static class Collecting
{
    const int Octets = 20_000;

    public static async Task<CollectResult> MeasureAsync(BenchOptions options)
    {
        var mailbox = new Mailbox("collect@example.test", "bench-pass-1", options.Quick ? 2_000 : 10_000);
        await using var server = await MailServer.StartNewAsync(new() { Format = MailFormat.Maildir, ExtraDovecot = "mail_fsync = never" });
        await server.AddUserAsync(mailbox.Address, mailbox.Password);
        await server.AppendAsync(mailbox.Address, "INBOX", Enumerable.Range(0, mailbox.Messages).Select(number => new StoredMessage(Letter(number))));
        var raw = await RawAsync(server.Ports.Pop3, mailbox);
        await using var app = await AppProcess.StartAsync(options.App, "Pop3", server.Ports.Pop3);
        var (start, before) = (Stopwatch.StartNew(), app.Processes.CpuMilliseconds);
        using var person = await WebPerson.SignInAsync(app.Origin, mailbox, 1);
        var memory = new List<long>();
        for (var done = 0; done < mailbox.Messages; done = Verified(app.Database))
        {
            if (start.Elapsed > TimeSpan.FromMinutes(10)) throw new InvalidOperationException($"Only {done} of {mailbox.Messages} were collected.");
            if (done > mailbox.Messages / 5) memory.Add(app.Processes.PssKilobytes);
            await Task.Delay(100);
        }
        var seconds = start.Elapsed.TotalSeconds;
        return new CollectResult(mailbox.Messages, raw, mailbox.Messages / seconds, (app.Processes.CpuMilliseconds - before) / mailbox.Messages, memory[0] / 1024.0, memory.Max() / 1024.0);
    }

    static async Task<double> RawAsync(int port, Mailbox mailbox)
    {
        // Once unmeasured: Dovecot looks at every message the first time to know its size.
        double seconds = 0;
        foreach (var _ in (int[])[1, 2])
        {
            using var client = await RawPop3.OpenAsync(port, mailbox.Address, mailbox.Password);
            var start = Stopwatch.StartNew();
            for (var number = 1; number <= mailbox.Messages; number++) await client.RetrieveAsync(number);
            seconds = start.Elapsed.TotalSeconds;
        }
        return mailbox.Messages / seconds;
    }

    /// <summary>How many were stored and read back.</summary>
    public static int Verified(string database)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from \"Pop3Items\" where \"State\" = 1";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Words that do not repeat each other: a text that compresses to nothing would be no mail.</summary>
    static byte[] Letter(int number)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"From: Ann <ann@example.test>\r\nTo: me@example.test\r\nDate: Mon, 02 Nov 2026 08:{number % 60:00}:00 +0000\r\nSubject: Number {number}\r\nMessage-ID: <{number}@collect.test>\r\n"))
            .Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
        for (var word = (uint)number * 7919; text.Length < Octets; word = (word * 1664525) + 1013904223)
            text.Append(BelievableMail.Vocabulary[(word >> 8) % BelievableMail.Vocabulary.Length]).Append(word % 11 == 0 ? "\r\n" : " ");
        return Encoding.UTF8.GetBytes(text.Append("\r\n").ToString());
    }
}

/// <param name="Raw">Messages a second by a bare client.</param>
/// <param name="Ours">Messages a second from signing in to the last one that was read back.</param>
/// <param name="Cpu">The application's own milliseconds for a message, signing in included.</param>
/// <param name="Early">PSS in megabytes when a fifth was there.</param>
/// <param name="Most">The most from then on.</param>
sealed record CollectResult(int Messages, double Raw, double Ours, double Cpu, double Early, double Most);
