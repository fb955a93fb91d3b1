using Webmail.Bench.Imap;
using Webmail.Bench.Seeding;
using Webmail.MailServers;

namespace Webmail.Bench.Measures;

/// <summary>
/// Opening a plain message that is kept here, on either database, in turns with a mail server that is asked for the same message: both without HTTP and without a page,
/// each in a mailbox of 100,000, another message each time. A request takes a store of its own, so that nothing of an opened message is left for the next.
/// </summary>
static class Opening
{
    const int Messages = 4_000;

    public static async Task<IReadOnlyList<Series>> MeasureAsync(SeededServer server, bool quick)
    {
        // Of the newest in the large mailbox: those that its server has read once.
        var first = Mailbox.Large.Messages - Mailbox.Recent;
        int[] numbers = [.. Enumerable.Range(first, Mailbox.Recent).Where(BelievableMail.IsPlain).Take(Messages)];
        var mail = new BelievableMail();
        StoredMessage[] messages = [.. numbers.Select(number => mail.Messages(1, number).Single())];
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var lite = await KeptInbox.NewAsync(null, messages, Mailbox.Large.Messages / Messages);
        await using var large = await KeptInbox.NewAsync(postgres.NewDatabase(), messages, Mailbox.Large.Messages / Messages);
        using var raw = await RawImap.OpenAsync(server.Port, Mailbox.Large.Address, Mailbox.Large.Password);
        using var mailKit = await BareMailKit.OpenAsync(server.Port, Mailbox.Large.Address, Mailbox.Large.Password);
        // Mail is never removed there, so a message's UID is its number, counted from 1.
        uint Uid(int round) => (uint)numbers[round % Messages] + 1;
        var scenario = new Scenario($"open a plain message of {Mailbox.Large.Messages:N0}",
            new Leg("raw socket", round => raw.OpenMessageAsync(Uid(round), "1")),
            new Leg("MailKit", round => mailKit.OpenMessageAsync(Uid(round), html: false)),
            new Leg("kept here, SQLite", round => lite.OpenAsync(round % Messages)),
            new Leg("kept here, PostgreSQL", round => large.OpenAsync(round % Messages)));
        return await RoundRobin.RunAsync([scenario], warmUp: quick ? 1_000 : 2_500, rounds: quick ? 500 : 1_500);
    }
}
