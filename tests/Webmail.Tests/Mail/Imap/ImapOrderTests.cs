using System.Globalization;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

/// <summary>Lists in every order: the same whether the server sorts or not, without gaps or repeats from page to page.</summary>
public sealed class ImapOrderTests(MailServerFixture mail)
{
    const int Count = 23;

    public static TheoryData<OrderBy, bool> Orders
    {
        get
        {
            var orders = new TheoryData<OrderBy, bool>();
            foreach (var by in Enum.GetValues<OrderBy>()) { orders.Add(by, false); orders.Add(by, true); }
            return orders;
        }
    }

    [Theory, MemberData(nameof(Orders))]
    public async Task Pages_follow_each_other_in_every_order(OrderBy by, bool reversed)
    {
        var person = await NewPersonAsync();
        foreach (var lacking in (string[])["", "SORT=DISPLAY", "SORT SORT=DISPLAY ESORT", "ESEARCH", "SORT SORT=DISPLAY ESORT ESEARCH"])
        {
            await using var proxy = new CutProxy(mail.Server.Ports.Imap);
            if (lacking.Length > 0) proxy.Without(lacking.Split(' '));
            await using var pool = new PoolUnderTest();
            var store = pool.Store(person, proxy);
            var request = PageRequest.Newest with { Size = 5, Order = new(by, reversed) };
            var pages = new List<MessagePage> { await store.PageAsync("INBOX", request, default) };
            while (pages[^1].HasOlder && pages.Count < 10)
                pages.Add(await store.PageAsync("INBOX", request with { Side = PageSide.Older, Anchor = pages[^1].Envelopes[^1].Key, At = pages[^1].First }, default));
            var numbers = pages.SelectMany(page => page.Envelopes).Select(Number).ToList();
            Assert.Equal((lacking, string.Join(' ', Expected(by, reversed))), (lacking, string.Join(' ', numbers)));
            Assert.Equal((Count, 5), (pages[0].Total, pages.Count));
            var back = await store.PageAsync("INBOX", request with { Side = PageSide.Newer, Anchor = pages[2].Envelopes[0].Key, At = pages[2].Last }, default);
            Assert.Equal(pages[1].Envelopes.Select(Number), back.Envelopes.Select(Number));
            var around = await store.PageAsync("INBOX", request with { Side = PageSide.Around, Anchor = pages[3].Envelopes[2].Key }, default);
            Assert.Equal((pages[3].First, pages[3].Last), (around.First, around.Last));
        }
    }

    [Fact]
    public async Task A_further_page_costs_one_command_and_does_not_move_under_the_reader()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await NewPersonAsync();
        var store = pool.Store(person, proxy);
        var request = PageRequest.Newest with { Size = 5, Order = new(OrderBy.Unread) };
        var first = await store.PageAsync("INBOX", request, default);
        await store.FlagAsync("INBOX", [first.Envelopes[^1].Key], Webmail.Mail.Stores.MessageFlags.Seen, Webmail.Mail.Stores.MessageFlags.None, default);
        var before = proxy.Commands.Count;
        var second = await store.PageAsync("INBOX", request with { Side = PageSide.Older, Anchor = first.Envelopes[^1].Key, At = first.First }, default);
        Assert.Equal(1, proxy.Commands.Count - before);
        Assert.Equal(Expected(OrderBy.Unread, false).Skip(5).Take(5), second.Envelopes.Select(Number));
    }

    [Theory]
    [InlineData("SORT", "")]
    [InlineData("RFC822.SIZE", "SORT SORT=DISPLAY ESORT")]
    public async Task A_mailbox_that_holds_the_same_messages_is_put_in_order_once(string asked, string lacking)
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        if (lacking.Length > 0) proxy.Without(lacking.Split(' '));
        await using var pool = new PoolUnderTest();
        var person = await NewPersonAsync();
        var store = pool.Store(person, proxy);
        var request = PageRequest.Newest with { Order = new(OrderBy.Size) };
        async Task ExpectAsync(int times, IEnumerable<int> numbers)
        {
            Assert.Equal(numbers, (await store.PageAsync("INBOX", request, default)).Envelopes.Select(Number));
            Assert.Equal(times, proxy.CommandsWith(asked));
        }
        await ExpectAsync(1, Expected(OrderBy.Size, false));
        var some = await store.PageAsync("INBOX", PageRequest.Newest, default);
        await store.FlagAsync("INBOX", [some.Envelopes[0].Key], Webmail.Mail.Stores.MessageFlags.Flagged, Webmail.Mail.Stores.MessageFlags.None, default);
        await ExpectAsync(1, Expected(OrderBy.Size, false));
        // One goes and one comes elsewhere: as many as before.
        await using (var elsewhere = new PoolUnderTest())
            await elsewhere.Store(person).ExpungeAsync("INBOX", [some.Envelopes[0].Key], default);
        await person.AppendAsync([new StoredMessage(Messages.Raw("From: s@example.test\r\nSubject: Largest 99", new string('x', 9000) + "\r\n"))]);
        await ExpectAsync(2, Expected(OrderBy.Size, false).Where(number => number != Number(some.Envelopes[0])).Prepend(99));
        await store.ExpungeAsync("INBOX", [some.Envelopes[1].Key], default);
        await ExpectAsync(3, Expected(OrderBy.Size, false).Except(some.Envelopes.Take(2).Select(Number)).Prepend(99));
    }

    [Fact]
    public async Task What_is_ordered_by_flags_is_found_anew()
    {
        await using var pool = new PoolUnderTest();
        var store = pool.Store(await NewPersonAsync());
        var request = PageRequest.Newest with { Order = new(OrderBy.Unread) };
        var before = await store.PageAsync("INBOX", request, default);
        await store.FlagAsync("INBOX", [before.Envelopes[0].Key], Webmail.Mail.Stores.MessageFlags.Seen, Webmail.Mail.Stores.MessageFlags.None, default);
        Assert.NotEqual(before.Envelopes[0].Key, (await store.PageAsync("INBOX", request, default)).Envelopes[0].Key);
    }

    [Fact]
    public async Task A_page_goes_on_where_its_anchor_was_when_that_is_gone()
    {
        await using var pool = new PoolUnderTest();
        var person = await NewPersonAsync();
        var request = PageRequest.Newest with { Size = 5, Order = new(OrderBy.Size) };
        var first = await pool.Store(person).PageAsync("INBOX", request, default);
        var anchor = first.Envelopes[^1].Key;
        await pool.Store(person).ExpungeAsync("INBOX", [anchor], default);
        await using var another = new PoolUnderTest();
        var second = await another.Store(person).PageAsync("INBOX", request with { Side = PageSide.Older, Anchor = anchor, At = first.First }, default);
        Assert.Equal(Expected(OrderBy.Size, false).Skip(5).Take(5), second.Envelopes.Select(Number));
    }

    [Fact]
    public async Task An_anchor_of_a_rebuilt_mailbox_is_refused()
    {
        await using var pool = new PoolUnderTest();
        var store = pool.Store(await NewPersonAsync());
        var request = new PageRequest(PageSide.Older, new MessageKey(1, 1), 5) { Order = new(OrderBy.Subject) };
        Assert.Equal(FailureKind.MailboxChanged, (await Assert.ThrowsAsync<MailFailure>(() => store.PageAsync("INBOX", request, default))).Kind);
    }

    static int Number(Webmail.Mail.Stores.Envelope envelope) => int.Parse(envelope.Subject.Split(' ')[^1], CultureInfo.InvariantCulture);

    /// <summary>Each message's properties follow from its number, in ways that no two orders share.</summary>
    static int[] Expected(OrderBy by, bool reversed)
    {
        var newest = Enumerable.Range(1, Count).Reverse();
        IOrderedEnumerable<int> Ordered<T>(Func<int, T> key, bool descending) => descending != reversed ? newest.OrderByDescending(key) : newest.OrderBy(key);
        return [.. by switch
        {
            OrderBy.Arrival => Ordered(i => i, true),
            OrderBy.Date => Ordered(i => i * 7 % Count, true),
            OrderBy.Sender => Ordered(i => i * 5 % Count, false),
            OrderBy.Recipient => Ordered(i => i * 3 % Count, false),
            OrderBy.Subject => Ordered(i => i * 11 % Count, false),
            OrderBy.Size => Ordered(i => i * 13 % Count, true),
            OrderBy.Unread => Ordered(i => i % 3 == 0 ? 0 : 1, true),
            _ => Ordered(i => i % 4 == 0 ? 1 : 0, true),
        }];
    }

    async Task<MailPerson> NewPersonAsync()
    {
        var person = await mail.NewUserAsync();
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await person.AppendAsync(Enumerable.Range(1, Count).Select(i => new StoredMessage(
            Messages.Raw(string.Create(CultureInfo.InvariantCulture,
                $"From: \"{Letter(i * 5, i)} Sender\" <s{i}@example.test>\r\nTo: \"{Letter(i * 3, i)} Person\" <p{i}@example.test>\r\nSubject: {(i % 2 == 0 ? "Re: " : "")}{Letter(i * 11, i)} {i}\r\nDate: {start.AddHours(i * 7 % Count):r}"),
                new string('x', 2000 + i * 13 % Count * 100) + "\r\n"),
            (i % 3 == 0 ? MailKit.MessageFlags.Seen : 0) | (i % 4 == 0 ? MailKit.MessageFlags.Flagged : 0),
            start.AddDays(i))));
        return person;
    }

    static string Letter(int number, int i) => ((char)((i % 2 == 0 ? 'a' : 'A') + number % Count)).ToString();
}
