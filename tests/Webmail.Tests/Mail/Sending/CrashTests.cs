using System.Text.RegularExpressions;
using Webmail.Mail.Sending;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>
/// The application is killed at every step of sending and at every turn of its talks with the servers, and each time begins with what the last one left (R22–R24, R28–R30).
/// Four people send at once: one message dies at the step that is named, the others wherever they are. Nothing that was acknowledged may be missing, and nothing may have been sent twice by itself: so say Dovecot's mailboxes and Exim's log.
/// </summary>
public sealed partial class CrashTests(ITestOutputHelper output)
{
    /// <summary>So often it is the application with its pages that is killed; the other times its outbox alone.</summary>
    const int WholeEvery = 20;

    static readonly string[] Steps =
        ["frozen", "enqueuing", "enqueued", "claimed", "data starts", "data started", "answered", "accepted", "appending", "appended", "filed", "marked", "finishing", "finished"];

    // A line of one side, and whether the other has it when the process dies.
    static readonly (bool Smtp, From From, string Line, bool Delivered)[] Turns =
    [
        (true, From.Client, "^EHLO", true), (true, From.Client, "^AUTH", true), (true, From.Client, "^MAIL FROM", false), (true, From.Client, "^RCPT TO", true), (true, From.Client, "^DATA", true),
        (true, From.Server, "^354", true), (true, From.Client, @"^\.\r?$", false), (true, From.Client, @"^\.\r?$", true), (true, From.Server, "^250 OK id=", false), (true, From.Server, "^250 OK id=", true),
        (false, From.Client, " SEARCH ", true), (false, From.Client, " APPEND ", false), (false, From.Server, "OK.*Append completed", false), (false, From.Server, "OK.*Append completed", true),
    ];

    /// <summary>Each step and each turn twice.</summary>
    static readonly int Kills = 2 * (Steps.Length + Turns.Length);

    [Fact]
    public async Task R22_R23_R24_R28_R30_killed_at_every_step_nothing_is_lost_and_nothing_is_sent_twice()
    {
        var (messages, unknown, batches) = (0, 0, LongRuns.Of(1));
        for (var batch = 0; batch < batches; batch++)
        {
            await using var server = await MailServer.StartNewAsync();
            await using var house = await CrashHouse.OpenAsync(server);
            for (var run = 0; run < Kills; run++) await RunAsync(house, (batch * Kills) + run);
            await FinishAsync(house, Kills * house.Writers.Count);
            var counted = await ProveAsync(server, house);
            (messages, unknown) = (messages + counted.Messages, unknown + counted.Unknown);
        }
        output.WriteLine($"{batches * Kills} kills, {messages} messages, none lost, none sent twice, {unknown} of them left to the person");
    }

    static async Task<(int Messages, int Unknown)> ProveAsync(MailServer server, CrashHouse house)
    {
        var rows = await house.RowsAsync();
        // What was acknowledged is there: one row for each.
        Assert.Equal(Kills * house.Writers.Count, rows.Count);
        var unknown = rows.Where(row => row.State == SubmissionState.Unknown).ToList();
        Assert.All(rows, row => Assert.True(row.State is SubmissionState.Done or SubmissionState.Unknown, $"{row.Subject}: {row.State}, {row.Problem}, {row.ServerReply}"));
        await ExpectAsync(server, house, rows, unknown);

        // The person's word decides what nobody can know; then everything is there once.
        foreach (var row in unknown)
            await house.Writers.Single(writer => writer.Account == row.AccountId).DecideAsync(row, Ids(server, house.Bob, "INBOX").Contains(row.MessageId));
        await UntilDoneAsync(house);
        await ExpectAsync(server, house, rows, []);
        return (rows.Count, unknown.Count);
    }

    static async Task RunAsync(CrashHouse house, int run)
    {
        foreach (var writer in house.Writers) writer.Write(house.Bob.Address, $"Message {run} of many");
        var step = run % (Steps.Length + Turns.Length);
        var whole = run % WholeEvery == 0;
        if (step < Steps.Length)
        {
            house.Start(whole, Steps[step]);
            if (await house.ReadyOrEndedAsync()) await house.PressSendAsync();
            await UntilAsync(house, () => house.App.HasExited, $"Nothing came by “{Steps[step]}”.");
            await house.KillAsync();
        }
        else
        {
            var (smtp, from, line, delivered) = Turns[step - Steps.Length];
            var road = smtp ? house.Smtp : house.Imap;
            road.StallWhen(from, line, delivered);
            house.Start(whole);
            Assert.True(await house.ReadyOrEndedAsync());
            await house.PressSendAsync();
            await UntilAsync(house, () => road.IsStalled || house.App.HasExited, $"Nobody said {line}.");
            Assert.False(house.App.HasExited, $"It ended by itself before {line}.");
            await house.KillAsync();
        }
        await house.ClearRoadsAsync();
        await house.PassTimeAsync();
    }

    /// <summary>However slow the machine: a press or an attempt that failed for its slowness is repeated, as it would be a minute later.</summary>
    static async Task UntilAsync(CrashHouse house, Func<bool> so, string otherwise)
    {
        for (var tries = 0; tries < 7200 && !so(); tries++, await Task.Delay(25))
        {
            if (tries % 80 != 79) continue;
            await house.PressSendAsync();
            await house.EndPausesAsync();
        }
        Assert.True(so(), otherwise);
    }

    /// <summary>At last one that lives.</summary>
    static async Task FinishAsync(CrashHouse house, int messages)
    {
        house.Start(whole: true);
        await house.App.ReadyAsync();
        for (var tries = 0; tries < 20 && house.Writers.Sum(writer => writer.Acknowledged) < messages; tries++) await house.PressSendAsync();
        Assert.Equal(messages, house.Writers.Sum(writer => writer.Acknowledged));
        await UntilDoneAsync(house);
    }

    static async Task UntilDoneAsync(CrashHouse house)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if ((await house.RowsAsync()).All(row => row.State is SubmissionState.Done or SubmissionState.Unknown or SubmissionState.Rejected)) return;
            await house.EndPausesAsync();
            await Task.Delay(500);
        }
    }

    static async Task ExpectAsync(MailServer server, CrashHouse house, List<Submission> rows, List<Submission> unknown)
    {
        // What Exim has taken it still may be handing over.
        var taken = server.EximLog.Select(line => Taken().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToList();
        Assert.Empty(taken.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
        await Arrivals.ExpectAsync(house.Bob, "INBOX", "of many", taken.Count);
        var (arrived, sent) = (Ids(server, house.Bob, "INBOX"), house.Writers.SelectMany(writer => Ids(server, writer.Person, "Sent")).ToList());
        Assert.Equal(taken.Order(), arrived.Order());
        Assert.Equal(sent.Distinct().Order(), sent.Order());
        var open = unknown.Select(row => row.MessageId).ToHashSet();
        Assert.Equal(rows.Select(row => row.MessageId).Where(id => !open.Contains(id)).Order(), arrived.Where(id => !open.Contains(id)).Order());
        Assert.Equal(rows.Select(row => row.MessageId).Where(id => !open.Contains(id)).Order(), sent.Where(id => !open.Contains(id)).Order());
    }

    /// <summary>Message-IDs in a mailbox, from Dovecot's own storage.</summary>
    static List<string> Ids(MailServer server, MailPerson person, string mailbox) =>
        [.. MessageId().Matches(server.Doveadm("fetch", "-u", person.Address, "hdr.message-id", "mailbox", mailbox, "all")).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@" <= .* id=(\S+)")]
    private static partial Regex Taken();

    [GeneratedRegex(@"<([^<>\s]+)>")]
    private static partial Regex MessageId();
}
