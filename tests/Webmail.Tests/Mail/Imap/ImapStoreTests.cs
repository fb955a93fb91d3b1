using System.Text;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

public sealed class ImapStoreTests(MailServerFixture mail)
{
    [Fact]
    public async Task A_mailbox_without_messages_is_an_empty_page()
    {
        await using var pool = new PoolUnderTest();
        var page = await pool.Store(await mail.NewUserAsync()).PageAsync("INBOX", PageRequest.Newest, default);
        Assert.Equal((0, 0, 0), (page.Total, page.First, page.Last));
        Assert.False(page.HasOlder || page.HasNewer || page.ReadOnly);
        Assert.Empty(page.Envelopes);
    }

    [Fact]
    public async Task A_mailbox_with_one_message_shows_it()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync("Only one", "Nothing else here.");
        var page = await pool.Store(person).PageAsync("INBOX", PageRequest.Newest, default);
        var envelope = Assert.Single(page.Envelopes);
        Assert.Equal(("Only one", "Nothing else here.", true), (envelope.Subject, envelope.Snippet, envelope.Unread));
        Assert.Equal(new Correspondent("Ann Weaver", "ann@example.test"), Assert.Single(envelope.From));
    }

    [Fact]
    public async Task The_first_words_are_as_many_as_a_row_has_room_for()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        var words = string.Concat(Enumerable.Repeat("words ", 26)) + "end";
        await person.AppendAsync("Long", $"{words}\U0001F600 and what nobody reads in a list, however wide it is");
        var page = await pool.Store(person).PageAsync("INBOX", PageRequest.Newest, default);
        // Never half a character.
        Assert.Equal((Envelope.LongestSnippet - 1, words), (words.Length, Assert.Single(page.Envelopes).Snippet));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 25));
        var store = pool.Store(person);

        var newest = await store.PageAsync("INBOX", PageRequest.Newest with { Size = 10 }, default);
        var older = await store.PageAsync("INBOX", Before(newest), default);
        var oldest = await store.PageAsync("INBOX", Before(older), default);
        var back = await store.PageAsync("INBOX", new PageRequest(PageSide.Newer, oldest.Envelopes[0].Key, oldest.Last, 10), default);

        Assert.Equal(Messages.Subjects(25, 16), Subjects(newest));
        Assert.Equal(Messages.Subjects(15, 6), Subjects(older));
        Assert.Equal(Messages.Subjects(5, 1), Subjects(oldest));
        Assert.Equal(Subjects(older), Subjects(back));
        Assert.Equal((true, false, false, true), (newest.HasOlder, newest.HasNewer, oldest.HasOlder, oldest.HasNewer));
    }

    [Fact]
    public async Task A_message_is_opened_with_its_whole_header_in_one_command()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Encoding.ASCII.GetBytes("From: ann@example.test\r\nX-Odd: as it stands\r\nSubject: s\r\n\r\ntext\r\n"));
        var store = pool.Store(person, proxy);
        var key = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Key;
        var before = proxy.Commands.Count;
        var opened = await store.OpenAsync("INBOX", key, default);
        Assert.Equal(("as it stands", 1), (opened.Header?["X-Odd"], proxy.Commands.Count - before));
        Assert.Equal("as it stands", (await pool.Store(person, proxy).OpenAsync("INBOX", key, default)).Header?["X-Odd"]);
        Assert.Equal(2, proxy.Commands.Count - before);
    }

    [Fact]
    public async Task Flags_are_set_and_taken_back()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3));
        var store = pool.Store(person);
        var keys = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Key).ToArray();

        await store.FlagAsync("INBOX", keys[..2], MessageFlags.Seen | MessageFlags.Flagged | MessageFlags.Forwarded, MessageFlags.None, default);
        await store.FlagAsync("INBOX", keys[..1], MessageFlags.None, MessageFlags.Seen, default);

        var flags = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Flags);
        Assert.Equal([MessageFlags.Flagged | MessageFlags.Forwarded, MessageFlags.Seen | MessageFlags.Flagged | MessageFlags.Forwarded, MessageFlags.None], flags);
    }

    [Fact]
    public async Task A_move_can_be_undone_with_its_receipt()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3));
        var store = pool.Store(person);
        var keys = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Key).ToArray();
        await store.FlagAsync("INBOX", keys, MessageFlags.Answered, MessageFlags.None, default);

        var receipt = await store.MoveAsync("INBOX", keys[..2], "Archive", default);
        Assert.Equal(2, (await store.PageAsync("Archive", PageRequest.Newest, default)).Total);
        Assert.True(receipt.CanBeUndone);
        await store.MoveAsync(receipt.To, receipt.Moved, receipt.From, default);

        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);
        Assert.Equal(3, page.Total);
        Assert.All(page.Envelopes, envelope => Assert.True(envelope.Flags.HasFlag(MessageFlags.Answered)));
    }

    [Fact]
    public async Task Mailboxes_come_with_roles_and_counters()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 4));
        await mail.Server.CreateMailboxAsync(person.Address, "Clients/Acme");
        var mailboxes = await pool.Store(person).MailboxesAsync(default);

        Assert.Equal(("INBOX", MailboxRole.Inbox, 4, 4), (mailboxes[0].Name, mailboxes[0].Role, mailboxes[0].Messages, mailboxes[0].Unread));
        Assert.Equal(
            [MailboxRole.Inbox, MailboxRole.Drafts, MailboxRole.Sent, MailboxRole.Archive, MailboxRole.Junk, MailboxRole.Trash],
            mailboxes.Select(mailbox => mailbox.Role).Where(role => role != MailboxRole.None));
        Assert.Equal(["Clients", "Clients/Acme"], mailboxes.Where(mailbox => mailbox.Role == MailboxRole.None).Select(mailbox => mailbox.Name));
    }

    [Fact]
    public async Task Parts_are_read_decoded_and_attachments_are_known()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.WithAttachment("Grüße", "caf\u00e9", "übersicht.bin", [.. Enumerable.Range(0, 700_000).Select(i => (byte)(i * 31))]));
        var store = pool.Store(person);
        var row = Assert.Single((await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes);
        var opened = await store.OpenAsync("INBOX", row.Key, default);

        Assert.Equal(("Grüße", true), (row.Subject, row.HasAttachments));
        Assert.Equal(["", "1", "2"], opened.Structure!.SelfAndDescendants().Select(part => part.Specifier));
        var (text, attachment) = (opened.Structure.Children[0], opened.Structure.Children[1]);
        Assert.Equal("caf\u00e9", Encoding.UTF8.GetString((await store.ReadPartAsync("INBOX", row.Key, text, 100_000, default)).Bytes.Span).Trim());
        Assert.Equal("übersicht.bin", attachment.FileName);
        using var copy = new MemoryStream();
        await store.CopyPartAsync("INBOX", row.Key, attachment, copy, default);
        Assert.Equal(Enumerable.Range(0, 700_000).Select(i => (byte)(i * 31)), copy.ToArray());
        var start = await store.ReadPartAsync("INBOX", row.Key, attachment, 1000, default);
        Assert.Equal((1000, true), (start.Bytes.Length, start.Truncated));
        Assert.True((await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Unread);
    }

    static PageRequest Before(MessagePage page) => new(PageSide.Older, page.Envelopes[^1].Key, page.First, 10);

    static IEnumerable<string> Subjects(MessagePage page) => page.Envelopes.Select(envelope => envelope.Subject);
}
