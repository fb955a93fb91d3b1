using Webmail.Bench.Imap;
using Webmail.Bench.Seeding;
using Webmail.MailServers;
using MessageKey = Webmail.Mail.Stores.MessageKey;

namespace Webmail.Bench.Measures;

/// <summary>
/// Opening a plain message that is kept here, on either database, in turns with a mail server that is asked for the same message: both without HTTP and without a page,
/// each in a mailbox of 100,000, another message each time. A request takes a store of its own, so that nothing of an opened message is left for the next.
/// The same for mail that stays on the server, and for lists of it: what the pages cost before anything is drawn.
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
        await using var served = new ServedInbox(server.Port, Mailbox.Large);
        MessageKey Key(int round) => new(mailKit.Inbox.UidValidity, Uid(round));
        var open = new Scenario($"open a plain message of {Mailbox.Large.Messages:N0}",
            new Leg("raw socket", round => raw.OpenMessageAsync(Uid(round), "1")),
            new Leg("MailKit", round => mailKit.OpenMessageAsync(Uid(round), html: false)),
            new Leg("kept here, SQLite", round => lite.OpenAsync(round % Messages)),
            new Leg("kept here, PostgreSQL", round => large.OpenAsync(round % Messages)),
            new Leg(OnServer, round => served.OpenAsync(Key(round))) { BeforeAsync = round => served.ShowAsync(Key(round)) },
            new Leg(Again, round => served.OpenAsync(Key(round))));
        var (warmUp, rounds) = quick ? (1_000, 500) : (2_500, 1_500);
        return [.. await RoundRobin.RunAsync([open], warmUp, rounds), .. await RoundRobin.RunAsync([List(raw, mailKit, served)], warmUp, rounds)];
    }

    public const string OnServer = "on the server", Again = "on the server, once more", DeepList = "list page, deep in 100,000";

    static Scenario List(RawImap raw, BareMailKit mailKit, ServedInbox served)
    {
        const int Size = 50;
        int First(int round) => Mailbox.Large.DeepAt(round, Size);
        return new(DeepList,
            new Leg("raw socket", round => raw.RunAsync($"FETCH {First(3 * round)}:{First(3 * round) + Size - 1} {Questions.Row}")),
            new Leg("MailKit", round => mailKit.RowsAsync(First(3 * round + 1), First(3 * round + 1) + Size - 1)),
            new Leg(OnServer, round => served.ShowAsync(new(mailKit.Inbox.UidValidity, (uint)(First(3 * round + 2) + Size - 1)))));
    }
}
