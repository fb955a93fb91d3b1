using MailKit;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Tests.Mail.Imap;

/// <summary>The mailbox changes under the reader's eyes.</summary>
public sealed class OtherClientsTests(MailServerFixture mail)
{
    [Fact]
    public async Task New_mail_is_on_the_next_page_view()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        var store = pool.Store(person);
        for (var i = 1; i <= 3; i++)
        {
            await person.AppendAsync(Messages.Numbered(i, i));
            Assert.Equal(Messages.Subject(i), (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Subject);
        }
    }

    [Fact]
    public async Task A_message_that_goes_while_another_comes_is_not_on_the_next_page_view()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 20));
        var store = pool.Store(person);
        var last = 20;
        foreach (var index in new[] { 19, 15, 11 })
        {
            await store.PageAsync("INBOX", PageRequest.Newest with { Size = 10 }, default);
            var before = await store.PageAsync("INBOX", PageRequest.Newest with { Size = 10 }, default);
            await ExpungeElsewhereAsync(person, [index]);
            await person.AppendAsync(Messages.Numbered(++last, last));
            var after = await store.PageAsync("INBOX", PageRequest.Newest with { Size = 10 }, default);
            var gone = before.Envelopes[19 - index].Subject;
            Assert.Equal(
                before.Envelopes.Select(envelope => envelope.Subject).Where(subject => subject != gone).Prepend(Messages.Subject(last)),
                after.Envelopes.Select(envelope => envelope.Subject));
        }
    }

    [Fact]
    public async Task Messages_expunged_by_another_client_never_shift_a_page()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 30));
        var store = pool.Store(person);
        var first = await store.PageAsync("INBOX", PageRequest.Newest with { Size = 10 }, default);
        var anchor = first.Envelopes[^1];

        // 25, one above the anchor; 21, the anchor itself; 18 and 3 below it.
        await ExpungeElsewhereAsync(person, [24, 20, 17, 2]);
        var older = await store.PageAsync("INBOX", new PageRequest(PageSide.Older, anchor.Key, first.First, 10), default);

        Assert.Equal([20, 19, 17, 16, 15, 14, 13, 12, 11, 10], older.Envelopes.Select(Number));
        var newer = await store.PageAsync("INBOX", new PageRequest(PageSide.Newer, anchor.Key, first.First, 5), default);
        Assert.Equal([27, 26, 24, 23, 22], newer.Envelopes.Select(Number));
        var gone = await Assert.ThrowsAsync<MailFailure>(() => store.OpenAsync("INBOX", anchor.Key, default));
        Assert.Equal(FailureKind.MessageGone, gone.Kind);
    }

    [Fact]
    public async Task The_page_around_a_message_is_the_one_a_reader_would_leaf_to()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 25));
        var store = pool.Store(person);
        var all = await store.PageAsync("INBOX", PageRequest.Newest, default);
        foreach (var at in new int?[] { 13, null, 99, 2 })
        {
            var around = await store.PageAsync("INBOX", new PageRequest(PageSide.Around, all.Envelopes[25 - 13].Key, at, 10), default);
            Assert.Equal((6, 15), (around.First, around.Last));
            Assert.Equal(Messages.Subjects(15, 6), around.Envelopes.Select(envelope => envelope.Subject));
        }
    }

    [Fact]
    public async Task Keys_of_a_mailbox_whose_UIDs_are_counted_anew_are_refused_and_nothing_changes()
    {
        await using var server = await MailServer.StartNewAsync(new MailServerOptions { Format = MailFormat.Maildir });
        await using var pool = new PoolUnderTest();
        var person = await server.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3), "Work");
        var store = pool.Store(person);
        var old = (await store.PageAsync("Work", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Key).ToArray();

        server.KillImapChildren();
        foreach (var file in Directory.GetFiles($"{server.HomeOf(person.Address)}/Maildir/.Work", "dovecot*")) File.Delete(file);

        MailFailure[] failures =
        [
            await Assert.ThrowsAsync<MailFailure>(() => store.FlagAsync("Work", old, MessageFlags.Seen, MessageFlags.None, default)),
            await Assert.ThrowsAsync<MailFailure>(() => store.ExpungeAsync("Work", old, default)),
            await Assert.ThrowsAsync<MailFailure>(() => store.MoveAsync("Work", old, "Archive", default)),
            await Assert.ThrowsAsync<MailFailure>(() => store.OpenAsync("Work", old[0], default)),
            await Assert.ThrowsAsync<MailFailure>(() => store.CopySourceAsync("Work", old[0], Stream.Null, default)),
            await Assert.ThrowsAsync<MailFailure>(() => store.PageAsync("Work", new PageRequest(PageSide.Older, old[0], 3), default)),
        ];
        Assert.All(failures, failure => Assert.Equal(FailureKind.MailboxChanged, failure.Kind));
        var page = await store.PageAsync("Work", PageRequest.Newest, default);
        Assert.Equal((3, 3), (page.Total, page.Envelopes.Count(envelope => envelope.Unread)));
    }

    [Fact]
    public async Task A_mailbox_that_was_deleted_or_never_was_is_gone()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 1), "Work");
        var store = pool.Store(person);
        var key = (await store.PageAsync("Work", PageRequest.Newest, default)).Envelopes[0].Key;
        using (var other = await TrustedImap.OpenAsync(person)) await (await other.GetFolderAsync("Work")).DeleteAsync();

        foreach (var call in new Func<Task>[]
        {
            () => store.PageAsync("Work", PageRequest.Newest, default), () => store.OpenAsync("Work", key, default),
            () => store.PageAsync("Never was", PageRequest.Newest, default), () => store.MoveAsync("INBOX", [new MessageKey(1, 1)], "Never was", default),
        }) Assert.Contains((await Assert.ThrowsAsync<MailFailure>(call)).Kind, new[] { FailureKind.MailboxGone, FailureKind.MailboxChanged });
    }

    [Theory]
    [InlineData("", "MOVE"), InlineData("MOVE", "COPY"), InlineData("MOVE", "STORE"), InlineData("MOVE", "EXPUNGE")]
    [InlineData("MOVE UIDPLUS", "COPY"), InlineData("MOVE UIDPLUS", "STORE"), InlineData("MOVE UIDPLUS", "EXPUNGE")]
    public async Task A_move_that_is_cut_anywhere_loses_and_doubles_nothing(string lacking, string command)
    {
        foreach (var delivered in new[] { true, false })
        {
            await using var proxy = new CutProxy(mail.Server.Ports.Imap);
            if (lacking.Length > 0) proxy.Without(lacking.Split(' '));
            await using var pool = new PoolUnderTest();
            var person = await mail.NewUserAsync();
            await person.AppendAsync(Messages.Numbered(1, 5));
            var store = pool.Store(person, proxy);
            var keys = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Key).ToArray();

            proxy.CutWhen(From.Client, $@"\b{command}\b", delivered);
            await store.MoveAsync("INBOX", keys[..3], "Archive", default);

            Assert.Equal(Messages.Subjects(2, 1), (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Subject));
            Assert.Equal(Messages.Subjects(5, 3), (await store.PageAsync("Archive", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Subject));
        }
    }

    static int Number(Webmail.Mail.Stores.Envelope envelope) => int.Parse(envelope.Subject.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    static async Task ExpungeElsewhereAsync(MailPerson person, int[] indexes)
    {
        using var other = await TrustedImap.OpenAsync(person);
        await other.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        await other.Inbox.AddFlagsAsync(indexes, MailKit.MessageFlags.Deleted, silent: true);
        await other.Inbox.ExpungeAsync();
    }
}
