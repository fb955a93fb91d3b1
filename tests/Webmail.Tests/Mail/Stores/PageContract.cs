using Webmail.Mail.Stores;
using static Webmail.Tests.Mail.Stores.StoreUnderTest;

namespace Webmail.Tests.Mail.Stores;

public sealed class PagesOnImap(OnImap kind) : PageContract(kind), IClassFixture<OnImap>;
public sealed class PagesOnSqlite(OnSqlite kind) : PageContract(kind), IClassFixture<OnSqlite>;
public sealed class PagesOnPostgres(OnPostgres kind) : PageContract(kind), IClassFixture<OnPostgres>;

public abstract class PageContract(IStoreKind kind)
{
    [Fact]
    public async Task An_empty_mailbox_is_an_empty_page()
    {
        await using var mail = await kind.NewAsync();
        var page = await mail.PageAsync();
        Assert.Equal((0, 0, 0, false, false), (page.Total, page.First, page.Last, page.HasOlder, page.HasNewer));
        Assert.Empty(page.Envelopes);
        Assert.Empty((await mail.PageAsync(new PageRequest { Grouped = true })).Conversations!);
    }

    [Fact]
    public async Task Pages_follow_each_other_by_their_anchors()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 25);
        var newest = await mail.PageAsync(new PageRequest(Size: 10));
        var older = await mail.PageAsync(new PageRequest(PageSide.Older, newest.Envelopes[^1].Key, newest.First, 10));
        var oldest = await mail.PageAsync(new PageRequest(PageSide.Older, older.Envelopes[^1].Key, older.First, 10));
        var back = await mail.PageAsync(new PageRequest(PageSide.Newer, oldest.Envelopes[0].Key, oldest.Last, 10));
        Assert.Equal(["25", "16"], Ends(newest));
        Assert.Equal(["15", "6"], Ends(older));
        Assert.Equal(["5", "1"], Ends(oldest));
        Assert.Equal(Subjects(older), Subjects(back));
        Assert.Equal((25, 16, 25, true, false), (newest.Total, newest.First, newest.Last, newest.HasOlder, newest.HasNewer));
        Assert.Equal((25, 1, 5, false, true), (oldest.Total, oldest.First, oldest.Last, oldest.HasOlder, oldest.HasNewer));
        Assert.Equal((6, 15), (back.First, back.Last));
    }

    [Fact]
    public async Task A_page_around_a_message_is_the_one_that_leafing_comes_to()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 25);
        var keys = await mail.KeysAsync();
        foreach (var (at, ends) in new[] { (0, "25 16"), (9, "25 16"), (10, "15 6"), (24, "5 1") })
        {
            var page = await mail.PageAsync(new PageRequest(PageSide.Around, keys[at], Size: 10));
            Assert.Equal(ends, string.Join(' ', Ends(page)));
            Assert.Contains(page.Envelopes, envelope => envelope.Key == keys[at]);
        }
        Assert.True((await mail.Store.OpenAsync("INBOX", keys[9], default)).At is null or 16);
    }

    [Fact]
    public async Task An_anchor_that_is_gone_still_says_where_one_was()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 12);
        var keys = await mail.KeysAsync();
        await mail.Store.ExpungeAsync("INBOX", [keys[3], keys[4], keys[8]], default);
        Assert.Equal(["7", "6", "5"], Subjects(await mail.PageAsync(new PageRequest(PageSide.Older, keys[4], Size: 3))));
        Assert.Equal(["12", "11", "10"], Subjects(await mail.PageAsync(new PageRequest(PageSide.Newer, keys[4], Size: 3))));
        Assert.Equal(["12", "11", "10", "7"], Subjects(await mail.PageAsync(new PageRequest(PageSide.Around, keys[4], Size: 4))));
        Assert.Equal((9, 1, 3), await mail.PageAsync(new PageRequest(PageSide.Older, keys[8], Size: 5)) is var last ? (last.Total, last.First, last.Last) : default);
    }

    [Fact]
    public async Task New_mail_does_not_shift_a_page()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync(1, 8);
        var newest = await mail.PageAsync(new PageRequest(Size: 4));
        await mail.PutAsync(9, 11);
        Assert.Equal(["4", "3", "2", "1"], Subjects(await mail.PageAsync(new PageRequest(PageSide.Older, newest.Envelopes[^1].Key, newest.First, 4))));
        Assert.Equal(["11", "10", "9"], Subjects(await mail.PageAsync(new PageRequest(PageSide.Newer, newest.Envelopes[0].Key, newest.Last, 4))));
    }

    [Fact]
    public async Task Orders_and_selections_are_lists_that_are_leafed_through_as_they_were()
    {
        await using var mail = await kind.NewAsync();
        foreach (var (sender, subject, size) in new[] { ("Zoe", "Re: apples", 10), ("adam", "Bananas", 4000), ("Émile", "cherries", 900) })
            await mail.PutAsync($"From: {sender} <x@example.test>\r\nSubject: {subject}\r\nDate: Sun, 1 Mar 2026 1{subject.Length % 10}:00:00 +0000", new string('x', size));
        async Task<string[]> Ordered(OrderBy by, bool reversed = false) => await mail.SubjectsAsync(request: new PageRequest { Order = new MessageOrder(by, reversed) });
        Assert.Equal(["Bananas", "cherries", "Re: apples"], await Ordered(OrderBy.Size));
        Assert.Equal(["Re: apples", "cherries", "Bananas"], await Ordered(OrderBy.Size, reversed: true));
        Assert.Equal(["Re: apples", "Bananas", "cherries"], await Ordered(OrderBy.Subject));
        Assert.Equal(["Bananas", "Re: apples"], (await Ordered(OrderBy.Sender)).Where(subject => subject != "cherries"));
        Assert.Equal(["cherries", "Bananas", "Re: apples"], await Ordered(OrderBy.Date));
        Assert.Equal(["Re: apples", "Bananas", "cherries"], await Ordered(OrderBy.Arrival, reversed: true));

        var unread = new PageRequest(Size: 1) { Only = new MessageQuery.Not(new MessageQuery.Flag(MessageFlags.Seen)) };
        var first = await mail.PageAsync(unread);
        await mail.Store.FlagAsync("INBOX", [first.Envelopes[0].Key], MessageFlags.Seen, MessageFlags.None, default);
        var second = await mail.PageAsync(unread with { Side = PageSide.Older, Anchor = first.Envelopes[0].Key, At = first.First });
        Assert.Equal((3, "Bananas"), (second.Total, Assert.Single(second.Envelopes).Subject));
        Assert.Equal(2, (await mail.PageAsync(unread)).Total);
        Assert.Equal(["Bananas", "Re: apples", "cherries"], await Ordered(OrderBy.Unread));
    }

    [Fact]
    public async Task Every_kind_of_question_finds_what_is_meant()
    {
        await using var mail = await kind.NewAsync();
        await mail.PutAsync("From: Ann <ann@one.test>\r\nTo: Bob <bob@two.test>\r\nCc: Cleo <cleo@three.test>\r\nSubject: Summer plans", "We meet at the harbour.\r\n", flags: MessageFlags.Seen, received: Day);
        await mail.PutAsync("From: Bob <bob@two.test>\r\nTo: Ann <ann@one.test>\r\nSubject: Invoice\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b",
            $"--b\r\n\r\nSee the file.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=bill.pdf\r\n\r\n{new string('x', 3000)}\r\n--b--\r\n", flags: MessageFlags.Flagged, received: Day.AddDays(2));
        await mail.PutAsync("From: Zoe <zoe@four.test>\r\nSubject: =?utf-8?Q?=C3=89t=C3=A9?=\r\nContent-Type: text/html; charset=utf-8\r\nMIME-Version: 1.0", "<p>Winter &amp; <b>HARBOUR</b></p>\r\n", received: Day.AddDays(4));
        var label = await mail.KeysAsync();
        await mail.Store.LabelAsync("INBOX", [label[2]], "holidays", true, default);

        async Task Finds(MessageQuery query, params string[] subjects) => Assert.Equal(subjects, await mail.SubjectsAsync(request: new PageRequest { Only = query }));
        MessageQuery Text(SearchedField field, string wanted) => new MessageQuery.Text(field, wanted);
        await Finds(Text(SearchedField.From, "ANN"), "Summer plans");
        await Finds(Text(SearchedField.To, "ann@one"), "Invoice");
        await Finds(Text(SearchedField.Cc, "cleo"), "Summer plans");
        await Finds(Text(SearchedField.Subject, "été"), "Été");
        await Finds(Text(SearchedField.Body, "harbour"), "Été", "Summer plans");
        await Finds(Text(SearchedField.Anywhere, "bob"), "Invoice", "Summer plans");
        await Finds(Text(SearchedField.Anywhere, "100%_no"));
        await Finds(new MessageQuery.Not(Text(SearchedField.Body, "harbour")), "Invoice");
        await Finds(new MessageQuery.Or(new MessageQuery.Flag(MessageFlags.Seen), new MessageQuery.Flag(MessageFlags.Flagged)), "Invoice", "Summer plans");
        await Finds(new MessageQuery.And(Text(SearchedField.Anywhere, "ann"), new MessageQuery.Larger(2000)), "Invoice");
        await Finds(new MessageQuery.Smaller(2000), "Été", "Summer plans");
        await Finds(new MessageQuery.Attachment(), "Invoice");
        await Finds(new MessageQuery.Keyword("Holidays"), "Summer plans");
        await Finds(new MessageQuery.Since(DateOnly.FromDateTime(Day.Date.AddDays(2))), "Été", "Invoice");
        await Finds(new MessageQuery.Before(DateOnly.FromDateTime(Day.Date.AddDays(2))), "Summer plans");
    }

    static string[] Ends(MessagePage page) => [page.Envelopes[0].Subject, page.Envelopes[^1].Subject];
}
