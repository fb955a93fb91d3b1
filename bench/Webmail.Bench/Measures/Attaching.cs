using System.Diagnostics;
using Webmail.Bench.Seeding;
using Webmail.Bench.Web;
using Webmail.MailServers;

namespace Webmail.Bench.Measures;

/// <summary>A file that is attached and sent: through the application, and in turn by a bare client that hands the same bytes in to the same server.</summary>
static class Attaching
{
    static readonly int[] Sizes = [5_000_000, 25_000_000];

    public static async Task<IReadOnlyList<AttachResult>> MeasureAsync(BenchOptions options)
    {
        var (writer, reader) = (new Mailbox("writer@example.test", "bench-pass-1", 0), new Mailbox("reader@example.test", "bench-pass-1", 0));
        await using var server = await MailServer.StartNewAsync(new() { Format = MailFormat.Maildir, ExtraDovecot = "mail_fsync = never" });
        foreach (var mailbox in new[] { writer, reader }) await server.AddUserAsync(mailbox.Address, mailbox.Password);
        await using var app = await AppProcess.StartAsync(options.App, "Imap", server.Ports.Imap, smtp: server.Ports.Submission);
        using var desk = await AttachDesk.OpenAsync(app, writer);
        var bare = new BareSmtp(server.Ports.Submission, writer);
        // Before it counts, both have compiled what they need, and the caches are filled.
        for (var round = 0; round < 5; round++)
        {
            await desk.SendAsync(reader.Address, Bytes(1_000_000));
            await bare.SendAsync(reader.Address, Bytes(1_000_000));
        }
        List<AttachResult> results = [];
        foreach (var octets in Sizes) results.Add(await MeasureAsync(desk, bare, reader.Address, octets, options.Quick ? 3 : 10));
        return results;
    }

    static async Task<AttachResult> MeasureAsync(AttachDesk desk, BareSmtp bare, string to, int octets, int rounds)
    {
        List<Attached> ours = [];
        List<double> theirs = [];
        for (var round = 0; round < rounds; round++)
        {
            var bytes = Bytes(octets);
            ours.Add(await desk.SendAsync(to, bytes));
            var start = Stopwatch.StartNew();
            await bare.SendAsync(to, bytes);
            theirs.Add(start.Elapsed.TotalSeconds);
        }
        var ratio = Median(ours.Zip(theirs, (own, other) => (own.Upload + own.Send) / other));
        return new(octets / 1e6, Median(ours.Select(own => own.Upload)), Median(ours.Select(own => own.Send)), Median(theirs), ratio, ours.Max(own => own.Extra) / 1048576.0, ours.Max(own => own.Stored) / (double)octets);
    }

    static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    /// <summary>Nothing that could be packed or guessed.</summary>
    static byte[] Bytes(int octets)
    {
        var bytes = new byte[octets];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }
}

/// <param name="Upload">Seconds from the first piece to the last answer.</param>
/// <param name="Send">Seconds from pressing Send until the server has the message.</param>
/// <param name="Bare">Seconds of the bare client, from connecting to the server's answer.</param>
/// <param name="Ratio">Upload and sending to the bare client: the median of the pairs.</param>
/// <param name="ExtraMegabytes">How much the application grew beyond what it had before the file came, at the most of all rounds.</param>
/// <param name="Stored">Octets in the database for each of the file, when it was uploaded.</param>
sealed record AttachResult(double Megabytes, double Upload, double Send, double Bare, double Ratio, double ExtraMegabytes, double Stored);
