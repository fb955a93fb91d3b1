using System.Globalization;
using MailKit;
using MimeKit;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.MailServers.Samples;
using Webmail.Tests.Mail.Sanitizing;
using Webmail.Tests.Support;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Tests.Mail.Imap;

/// <summary>Lists of conversations and opened ones: the same whether the server threads or not.</summary>
public sealed class ImapConversationTests(MailServerFixture mail)
{
    const string All = "THREAD=REFERENCES THREAD=REFS THREAD=ORDEREDSUBJECT";
    static readonly PageRequest First = PageRequest.Newest with { Grouped = true, Size = 500 };

    [Fact]
    public async Task Real_threads_are_grouped_as_Dovecot_groups_them()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Mbox(Corpus.Path("threads/list.mbox")).Select(bytes => new StoredMessage(bytes)));
        var asked = await GroupsAsync(person, "");
        Assert.True(asked.Count is > 400 and < 500, $"{asked.Count}");
        Assert.Equal(asked, await GroupsAsync(person, All));
    }

    [Fact]
    public async Task Sample_mail_is_grouped_as_Dovecot_groups_it()
    {
        foreach (var sample in SampleMail.People)
        {
            var person = await mail.NewUserAsync();
            await person.AppendAsync(SampleMail.Of(sample, TimeProvider.System.GetUtcNow()).Select(message => message.Stored));
            Assert.Equal(await GroupsAsync(person, ""), await GroupsAsync(person, All));
        }
    }

    [Theory, InlineData(""), InlineData(All), InlineData(All + " SORT SORT=DISPLAY ESORT ESEARCH PREVIEW PREVIEW=FUZZY")]
    public async Task Pages_of_conversations_follow_each_other(string lacking)
    {
        await using var proxy = Without(lacking);
        await using var pool = new PoolUnderTest();
        var store = pool.Store(await NewPersonAsync(), proxy);
        foreach (var by in (OrderBy[])[OrderBy.Arrival, OrderBy.Date, OrderBy.Unread])
        {
            var request = First with { Size = 2, Order = new(by) };
            var pages = new List<MessagePage> { await store.PageAsync("INBOX", request, default) };
            while (pages[^1].HasOlder && pages.Count < 9) pages.Add(await store.PageAsync("INBOX", request with { Side = PageSide.Older, Anchor = pages[^1].Envelopes[^1].Key, At = pages[^1].First }, default));
            Assert.Equal(by == OrderBy.Unread ? "B3 A2 D1 E1 C3" : "A2 D1 B3 E1 C3", string.Join(' ', pages.SelectMany(page => page.Conversations!).Select(Named)));
            Assert.Equal((5, 3, 5, 4), (pages[0].Total, pages.Count, pages[0].Last, pages[0].First));
            var back = await store.PageAsync("INBOX", request with { Side = PageSide.Newer, Anchor = pages[1].Envelopes[0].Key, At = pages[1].Last }, default);
            Assert.Equal(pages[0].Envelopes, back.Envelopes);
            // Any message of a conversation leads to its page.
            var around = await store.PageAsync("INBOX", request with { Side = PageSide.Around, Anchor = pages[1].Conversations![0].First.Key }, default);
            Assert.Equal(pages[1].Envelopes, around.Envelopes);
        }
        var unread = await store.PageAsync("INBOX", First with { Only = new MessageQuery.Not(new MessageQuery.Flag(MessageFlags.Seen)) }, default);
        Assert.Equal("B3", string.Join(' ', unread.Conversations!.Select(Named)));
    }

    [Fact]
    public async Task A_row_tells_of_every_message()
    {
        await using var pool = new PoolUnderTest();
        var person = await NewPersonAsync();
        var rows = (await pool.Store(person).PageAsync("INBOX", First, default)).Conversations!;
        var b = rows.Single(row => Named(row) == "B3");
        Assert.Equal((true, true, false), (b.Unread, b.Flagged, b.Muted));
        Assert.Equal(["b1@x", "b2@x", "b3@x"], b.Messages.Select(message => message.From[0].Address));
        Assert.False(rows.Single(row => Named(row) == "A2").Unread);

        await person.AppendAsync(Enumerable.Range(1, 40).Select(i => Message("F", i, i, i == 3 ? MailKit.MessageFlags.Flagged : MailKit.MessageFlags.Seen)));
        var many = (await pool.Store(person).PageAsync("INBOX", First, default)).Conversations![0];
        Assert.Equal((40, 25, true, true), (many.Count, many.Messages.Count, many.Flagged, many.Unread));
    }

    [Fact]
    public async Task The_server_threads_once_until_mail_comes_or_goes()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await NewPersonAsync();
        var store = pool.Store(person, proxy);
        var first = await store.PageAsync("INBOX", First, default);
        await store.FlagAsync("INBOX", [first.Envelopes[0].Key], MessageFlags.Flagged, MessageFlags.None, default);
        var before = proxy.Commands.Count;
        Assert.True((await store.PageAsync("INBOX", First, default)).Conversations![0].Flagged);
        Assert.Equal((1, 2), (proxy.CommandsWith("THREAD"), proxy.Commands.Count - before));
        Assert.Equal(1, proxy.CommandsWith("REFS"));

        await person.AppendAsync([Message("C", 9, 60)]);
        var grown = await store.PageAsync("INBOX", First, default);
        Assert.Equal("C4 A2 D1 B3 E1", string.Join(' ', grown.Conversations!.Select(Named)));

        await using var another = new PoolUnderTest();
        await another.Store(person).ExpungeAsync("INBOX", [grown.Envelopes[0].Key], default);
        await person.AppendAsync([Message("G", 1, 70)]);
        var changed = await store.PageAsync("INBOX", First, default);
        Assert.Equal("G1 A2 D1 B3 E1 C3", string.Join(' ', changed.Conversations!.Select(Named)));
        await store.MoveAsync("INBOX", [changed.Envelopes[0].Key], "Archive", default);
        Assert.Equal(5, (await store.PageAsync("INBOX", First, default)).Total);
    }

    /// <summary>Of real threads every third goes, and of each pair one message; where one of many goes, those it has joined may part.</summary>
    [Theory, InlineData("", false, 1), InlineData("", true, 2), InlineData("ESEARCH", false, 2)]
    public async Task When_conversations_go_the_others_are_not_threaded_again(string lacking, bool inBetween, int threaded)
    {
        await using var proxy = Without(lacking);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Mbox(Corpus.Path("threads/list.mbox")).Select(bytes => new StoredMessage(bytes)));
        var store = pool.Store(person, proxy);
        var groups = await GroupsAsync(store, First);
        using (var elsewhere = await TrustedImap.OpenAsync(person))
        {
            await elsewhere.Inbox!.OpenAsync(FolderAccess.ReadWrite);
            var going = groups.Select(group => group.Split(' ')).SelectMany((uids, at) => at % 3 == 0 ? uids : uids.Length == 2 ? uids[..1] : inBetween ? [uids[uids.Length / 2]] : []);
            await elsewhere.Inbox.AddFlagsAsync([.. going.Select(UniqueId.Parse)], MailKit.MessageFlags.Deleted, silent: true);
            await elsewhere.Inbox.ExpungeAsync();
        }
        var left = await GroupsAsync(store, First with { Anew = true });
        Assert.Equal(threaded, proxy.CommandsWith("THREAD"));
        Assert.Equal(await GroupsAsync(person, ""), left);
    }

    [Fact]
    public async Task A_server_without_REFS_is_asked_for_REFERENCES_from_then_on()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        proxy.Replace(@"^(\S+) OK Thread.*", "$1 BAD Unknown algorithm", times: 1);
        await using var pool = new PoolUnderTest();
        var person = await NewPersonAsync();
        Assert.Equal(5, (await pool.Store(person, proxy).PageAsync("INBOX", First, default)).Total);
        await person.AppendAsync([Message("H", 1, 80)]);
        Assert.Equal(6, (await pool.Store(person, proxy).PageAsync("INBOX", First, default)).Total);
        Assert.Equal((1, 2), (proxy.CommandsWith("THREAD REFS"), proxy.CommandsWith("THREAD REFERENCES")));
    }

    [Theory, InlineData(""), InlineData(All)]
    public async Task An_opened_conversation_has_the_answers_from_Sent_once(string lacking)
    {
        await using var proxy = Without(lacking);
        await using var pool = new PoolUnderTest();
        var person = await NewPersonAsync();
        await person.AppendAsync([Answer("mine", "b2@x", 7), Answer("b3@x", "b2@x", 8), Answer("other", "z@x", 9), Answer("b0@x", "", 1)], "Sent");
        var store = pool.Store(person, proxy);
        var list = await store.PageAsync("INBOX", First, default);
        var row = list.Conversations!.Single(row => Named(row) == "B3");
        var opened = await store.ConversationAsync("INBOX", row.First.Key, default);
        Assert.Equal(["Sent b0@x", "INBOX b1@x", "INBOX b2@x", "Sent mine", "INBOX b3@x"], opened.Messages.Select(message => $"{message.Mailbox} {message.Opened.MessageId}"));
        Assert.Equal((true, true, false, row.Newest.Key), (opened.CanMute, opened.RepliesKnown, opened.Muted, opened.Row));
        Assert.Equal(3, opened.Here.Count());

        await store.FlagAsync("INBOX", [row.Newest.Key], MessageFlags.Muted, MessageFlags.None, default);
        Assert.True((await store.ConversationAsync("INBOX", row.First.Key, default)).Muted);
        var muted = (await store.PageAsync("INBOX", First, default)).Conversations!.Single(row => Named(row) == "B3");
        Assert.Equal((true, false), (muted.Muted, muted.Unread));
        Assert.Equal(FailureKind.MessageGone, (await Assert.ThrowsAsync<MailFailure>(() => store.ConversationAsync("INBOX", new(row.Newest.Key.Validity, 9999), default))).Kind);
    }

    static string Named(Conversation conversation) => $"{conversation.Newest.Subject[^1]}{conversation.Count}";

    /// <summary>Conversations C B A by their beginning, A D B E C by their end; B has something unread and something flagged.</summary>
    async Task<MailPerson> NewPersonAsync()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync([
            Message("C", 1, 1), Message("B", 1, 2), Message("C", 2, 3), Message("A", 1, 4), Message("C", 3, 5), Message("E", 1, 6),
            Message("B", 2, 7, MailKit.MessageFlags.Flagged), Message("B", 3, 8), Message("D", 1, 9), Message("A", 2, 10)]);
        return person;
    }

    static StoredMessage Message(string name, int number, int day, MailKit.MessageFlags flags = MailKit.MessageFlags.Seen)
    {
        var (id, date) = (name.ToLowerInvariant(), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day));
        var parent = (name, number) switch { (_, > 1) => $"\r\nIn-Reply-To: <{id}{number - 1}@x>\r\nReferences: <{id}1@x> <{id}{number - 1}@x>", ("B", _) => "\r\nIn-Reply-To: <b0@x>", _ => "" };
        var headers = string.Create(CultureInfo.InvariantCulture, $"From: {id}{number}@x\r\nSubject: {(number > 1 ? "Re: " : "")}About {name}\r\nMessage-ID: <{id}{number}@x>\r\nDate: {date:r}{parent}");
        return new(Messages.Raw(headers), name == "B" && number == 2 ? MailKit.MessageFlags.Flagged : flags, date);
    }

    static StoredMessage Answer(string id, string to, int day)
    {
        var parent = to.Length > 0 ? $"\r\nIn-Reply-To: <{to}>" : "";
        return new(Messages.Raw($"From: me@x\r\nSubject: Re: About B\r\nMessage-ID: <{id}>{parent}"), MailKit.MessageFlags.Seen, new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(day));
    }

    CutProxy Without(string capabilities)
    {
        var proxy = new CutProxy(mail.Server.Ports.Imap);
        if (capabilities.Length > 0) proxy.Without(capabilities.Split(' '));
        return proxy;
    }

    async Task<List<string>> GroupsAsync(MailPerson person, string lacking)
    {
        await using var proxy = Without(lacking);
        await using var pool = new PoolUnderTest();
        var groups = await GroupsAsync(pool.Store(person, proxy), First);
        Assert.Equal(lacking.Length > 0 ? 0 : 1, proxy.CommandsWith("THREAD"));
        return groups;
    }

    static async Task<List<string>> GroupsAsync(ImapStore store, PageRequest request)
    {
        var groups = new List<string>();
        foreach (var row in (await store.PageAsync("INBOX", request, default)).Conversations!)
            groups.Add(string.Join(' ', (await store.ConversationAsync("INBOX", row.Newest.Key, default)).Here.Select(message => message.Key.Uid).Order()));
        return groups;
    }

    static IEnumerable<byte[]> Mbox(string path)
    {
        using var file = File.OpenRead(path);
        var parser = new MimeParser(file, MimeFormat.Mbox);
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        while (!parser.IsEndOfStream)
        {
            using var message = parser.ParseMessage();
            using var bytes = new MemoryStream();
            message.WriteTo(format, bytes);
            yield return bytes.ToArray();
        }
    }
}
