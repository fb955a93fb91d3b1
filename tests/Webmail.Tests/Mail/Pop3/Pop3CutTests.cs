using System.Globalization;
using System.Text;
using Webmail.Mail.Pop3;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>R38: the connection ends after every number of octets that a session can have. What counts is what Dovecot and the database hold afterwards.</summary>
public sealed class Pop3CutTests(MailServerFixture mail, OwnSqliteApp fixture, ITestOutputHelper output) : IClassFixture<OwnSqliteApp>
{
    const int Messages = 20, Cuts = 200;

    // The cut comes before or after the line has arrived where it goes.
    static readonly (From From, string Line)[] Turns =
    [
        (From.Client, "^RETR"), (From.Server, @"^\.\r"), (From.Client, "^DELE"), (From.Client, "^TOP"), (From.Client, "^QUIT"), (From.Server, @"^\+OK Logging out"), (From.Server, @"^\+OK Marked"), (From.Client, "^UIDL"), (From.Client, "^LIST"),
    ];

    [Fact]
    public async Task R38_cut_after_any_octet_nothing_is_lost_and_nothing_comes_twice()
    {
        var runs = LongRuns.Of(Cuts);
        var (person, sent, number) = (await mail.NewUserAsync(), new List<byte[]>(), 0);
        await using var road = new CutProxy(mail.Server.Ports.Pop3);
        var desk = await CollectDesk.NewAsync(fixture.App, person, road.Port, Pop3Policy.DeleteAtOnce);
        var (cut, random) = (0, new Random(20261125));
        for (var run = 0; run < runs; run++)
        {
            // Always a mailbox of twenty: some of them new, some of them to be deleted.
            var there = Count(person);
            var more = Enumerable.Range(number, Messages - there).Select(Letter).ToList();
            number += more.Count;
            sent.AddRange(more);
            await person.AppendAsync(more.Select(message => new StoredMessage(message)));
            if (run % 3 == 2) road.CutWhen(Turns[run / 3 % Turns.Length].From, Turns[run / 3 % Turns.Length].Line, run % 2 == 0);
            else road.Limit(random.Next(1, 14_000));
            if (!await desk.TryAsync()) cut++;
            road.Pass();
            if (run % 4 == 3) await desk.CollectAsync();
        }
        for (var sessions = 0; sessions < 5; sessions++) await desk.CollectAsync();
        await desk.ExpectAsync(sent);
        Assert.Equal(0, Count(person));
        Assert.All(await desk.ItemsAsync(), item => Assert.Equal(Pop3ItemState.Verified, item.State));
        Assert.True(cut > runs / 3, $"Only {cut} of {runs} sessions were cut.");
        output.WriteLine($"{runs} runs, {cut} of them cut, {sent.Count} messages: 0 lost, 0 doubled");
    }

    int Count(MailPerson person) =>
        int.Parse(mail.Server.Doveadm("-f", "tab", "mailbox", "status", "-u", person.Address, "messages", "INBOX").Trim().Split('\t', '\n')[^1], CultureInfo.InvariantCulture);

    static byte[] Letter(int number) => Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"Message-ID: <{number}@cut.test>\r\nSubject: Number {number}\r\n\r\n{new string('x', 50 + (number * 37 % 900))}\r\n.dot\r\n..\r\n"));
}
