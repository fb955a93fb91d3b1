using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

public sealed class MailMemoryTests(MailServerFixture mail)
{
    [Fact]
    public async Task A_page_that_was_read_before_asks_for_flags_and_for_what_is_new()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3));
        await using var proxy = new CutProxy(person.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var store = pool.Store(person, proxy);
        var first = await store.PageAsync("INBOX", PageRequest.Newest, default);
        Assert.Same(first, await store.PageAsync("INBOX", PageRequest.Newest, default));
        Assert.Equal(1, proxy.CommandsWith("ENVELOPE"));

        await using (var elsewhere = new PoolUnderTest())
            await elsewhere.Store(person).FlagAsync("INBOX", [first.Envelopes[1].Key], MessageFlags.Flagged, MessageFlags.None, default);
        await person.AppendAsync("Just in", "New.");
        var second = await store.PageAsync("INBOX", PageRequest.Newest, default);
        Assert.Equal("Just in", second.Envelopes[0].Subject);
        Assert.Equal([false, false, true, false], second.Envelopes.Select(envelope => envelope.Flagged));
        Assert.Same(first.Envelopes[0], second.Envelopes[1]);
        Assert.Equal(2, proxy.CommandsWith("ENVELOPE"));
    }

    [Fact]
    public async Task A_message_of_a_list_is_opened_without_asking_what_it_is()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 2));
        await using var proxy = new CutProxy(person.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var store = pool.Store(person, proxy);
        var key = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Key;
        await store.FlagAsync("INBOX", [key], MessageFlags.Flagged, MessageFlags.None, default);
        var asked = proxy.CommandsWith("FETCH");

        Assert.Equal("text/plain", (await store.StructureAsync("INBOX", key, default))!.MediaType);
        Assert.Equal(asked, proxy.CommandsWith("FETCH"));
        Assert.True((await store.OpenAsync("INBOX", key, default)).Envelope.Flagged);
        Assert.Equal(1, proxy.CommandsWith("BODYSTRUCTURE"));
    }

    [Fact]
    public async Task A_message_that_went_after_it_was_opened_is_gone_when_its_body_is_read()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 1));
        await using var pool = new PoolUnderTest();
        var store = pool.Store(person);
        var key = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Key;
        var structure = (await store.OpenAsync("INBOX", key, default)).Structure!;
        await store.ExpungeAsync("INBOX", [key], default);

        Assert.Same(structure, await store.StructureAsync("INBOX", key, default));
        var failure = await Assert.ThrowsAsync<MailFailure>(() => store.ReadPartAsync("INBOX", key, structure, 1000, default));
        Assert.Equal(FailureKind.MessageGone, failure.Kind);
    }

    [Fact]
    public async Task What_one_person_was_told_another_is_not()
    {
        var (person, other) = (await mail.NewUserAsync(), await mail.NewUserAsync());
        await person.AppendAsync("Private", "For one pair of eyes.");
        await using var pool = new PoolUnderTest();
        var key = (await pool.Store(person).PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Key;
        await pool.Store(person).OpenAsync("INBOX", key, default);
        await Assert.ThrowsAsync<MailFailure>(() => pool.Store(other).StructureAsync("INBOX", key, default));
    }

    [Fact]
    public async Task Folder_names_are_remembered_and_counters_are_not()
    {
        var person = await mail.NewUserAsync();
        await using var pool = new PoolUnderTest();
        var store = pool.Store(person);
        Assert.Equal(0, Inbox(await store.RecentMailboxesAsync(default)).Messages);
        await person.AppendAsync("New", "Just in.");
        Assert.Equal(0, Inbox(await store.RecentMailboxesAsync(default)).Messages);
        Assert.Equal(1, Inbox(await store.MailboxesAsync(default)).Messages);
        Assert.Equal(1, Inbox(await store.RecentMailboxesAsync(default)).Messages);
    }

    [Fact]
    public async Task Counters_are_asked_for_where_the_inbox_is_selected()
    {
        var person = await mail.NewUserAsync();
        await using var proxy = new CutProxy(person.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var store = pool.Store(person, proxy);
        // Two connections: the first reads INBOX, the second, newer at rest, has nothing selected.
        await store.PageAsync("INBOX", PageRequest.Newest, default);
        await pool.Sessions.VerifyAsync(PoolUnderTest.Login(person, proxy.Port), default);
        await store.MailboxesAsync(default);
        // MailKit begins the tags of each connection with another letter.
        Assert.Equal(2, proxy.Accepted);
        Assert.Equal(proxy.Commands.Single(line => line.Contains("SELECT", StringComparison.Ordinal))[0], proxy.Commands.Last(line => line.Contains("STATUS", StringComparison.Ordinal))[0]);
    }

    static Mailbox Inbox(IEnumerable<Mailbox> mailboxes) => mailboxes.Single(mailbox => mailbox.Role == MailboxRole.Inbox);
}
