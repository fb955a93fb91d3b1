using System.Globalization;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Pop3;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Keeping;

/// <summary>The connection ends anywhere between copying and deleting, the disk is full, the quota is used up. What counts is what Dovecot and the database hold afterwards.</summary>
public sealed class CopyCutTests(MailServerFixture mail, OwnSqliteApp fixture, ITestOutputHelper output) : IClassFixture<OwnSqliteApp>
{
    const int Cuts = 60, Messages = 12;

    static readonly (From From, string Line)[] Turns =
    [
        (From.Client, "UID FETCH"), (From.Client, "UID STORE"), (From.Server, "FLAGS .*Deleted"), (From.Client, "UID EXPUNGE"), (From.Server, "EXPUNGE"), (From.Client, "STATUS"), (From.Client, "UID SEARCH"),
    ];

    [Fact]
    public async Task However_it_is_cut_off_nothing_is_lost_and_nothing_is_copied_twice()
    {
        var (person, runs) = (await mail.NewUserAsync(), LongRuns.Of(Cuts));
        await using var road = new CutProxy(mail.Server.Ports.Imap);
        await using var desk = await CopyDesk.NewAsync(fixture.App, person, road.Port);
        await using var look = await CopyDesk.NewAsync(fixture.App, person);
        await desk.DeleteAfterAsync(1);
        var (cut, number, random, sent) = (0, 0, new Random(20261126), new List<string>());
        for (var run = 0; run < runs; run++)
        {
            // Always a mailbox of twelve: some of them new, some of them to be deleted.
            var there = await look.ThereAsync();
            await person.AppendAsync(Enumerable.Range(number, Messages - there.Count).Select(CopyTests.Letter));
            number += Messages - there.Count;
            sent = [.. sent.Union(Hashes(await look.ThereAsync()))];
            desk.Clock.Pass(TimeSpan.FromDays(1));
            if (run % 2 == 1) road.CutWhen(Turns[run / 2 % Turns.Length].From, Turns[run / 2 % Turns.Length].Line, run % 4 == 1, times: 3);
            else road.Limit(random.Next(200, 9_000));
            if (!await desk.TryAsync()) cut++;
            road.Pass();
            if (run % 4 == 3) await desk.CollectAsync();
        }
        desk.Clock.Pass(TimeSpan.FromDays(2));
        for (var sessions = 0; sessions < 5; sessions++) await desk.CollectAsync();
        Assert.Equal(sent.Order(StringComparer.Ordinal), Hashes(await desk.HereAsync()));
        Assert.Empty(await look.ThereAsync());
        Assert.True(cut > runs / 4, $"Only {cut} of {runs} sessions were cut.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs} runs, {cut} of them cut, {sent.Count} messages: 0 lost, 0 doubled"));
    }

    [Fact]
    public async Task Without_room_here_it_pauses_and_deletes_only_what_was_copied()
    {
        await using var house = new WebmailApp(mail.Server, ("Webmail:LocalQuotaMegabytes", "1"));
        var person = await mail.NewUserAsync();
        await using var desk = await CopyDesk.NewAsync(house, person);
        await desk.DeleteAfterAsync(0);
        await person.AppendAsync(Enumerable.Range(1, 4).Select(number => Large(number, 400_000)));
        var there = await desk.ThereAsync();
        for (var tries = 0; tries < 3; tries++) Assert.Equal(FailureKind.OverQuota, (await Assert.ThrowsAsync<MailFailure>(desk.CollectAsync)).Kind);
        Assert.InRange((await desk.HereAsync()).Count, 1, 2);
        Assert.Equal(there, [.. (await desk.ThereAsync()).Union(await desk.HereAsync()).Order(StringComparer.Ordinal)]);
        Assert.All(await desk.ItemsAsync(), item => Assert.Equal(Pop3ItemState.Verified, item.State));
    }

    [Fact]
    public async Task On_a_full_disk_what_fits_comes_and_the_rest_when_there_is_room_again()
    {
        await using var house = new WebmailApp(mail.Server);
        var person = await mail.NewUserAsync();
        await using var first = await CopyDesk.NewAsync(house, await mail.NewUserAsync());
        await first.Person.AppendAsync([CopyTests.Letter(0)]);
        // The tables have their first pages.
        await first.CollectAsync();
        await using var desk = await CopyDesk.NewAsync(house, person);
        await person.AppendAsync(Enumerable.Range(1, 8).Select(number => Large(number, 40_000)));
        Assert.Equal(FailureKind.StorageFull, (await Assert.ThrowsAsync<MailFailure>((desk with { Prepare = db => Pop3RoomTests.LimitAsync(db, 40) }).CollectAsync)).Kind);
        Assert.InRange((await desk.HereAsync()).Count, 1, 7);
        await (desk with { Prepare = db => Pop3RoomTests.LimitAsync(db, 1_000_000) }).CollectAsync();
        Assert.Equal(await desk.ThereAsync(), await desk.HereAsync());
    }

    /// <summary>Nothing that compresses.</summary>
    static StoredMessage Large(int number, int octets)
    {
        var noise = new byte[octets * 3 / 4];
        new Random(number).NextBytes(noise);
        return new(System.Text.Encoding.ASCII.GetBytes($"Message-ID: <{number}@large.test>\r\nSubject: Number {number}\r\n\r\n{Convert.ToBase64String(noise, Base64FormattingOptions.InsertLineBreaks)}\r\n"));
    }

    static List<string> Hashes(IEnumerable<string> seen) => [.. seen.Select(line => line[..64]).Order(StringComparer.Ordinal)];
}
