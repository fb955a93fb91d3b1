using MailKit.Net.Imap;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Tests.Mail.Imap;

public sealed class ServerDifferencesTests(MailServerFixture mail)
{
    [Theory]
    [InlineData("MOVE"), InlineData("UIDPLUS"), InlineData("MOVE UIDPLUS"), InlineData("SPECIAL-USE"), InlineData("LIST-STATUS"), InlineData("ESEARCH")]
    [InlineData("LIST-EXTENDED LIST-STATUS"), InlineData("PREVIEW PREVIEW=FUZZY"), InlineData("NAMESPACE"), InlineData("LITERAL+"), InlineData("CONDSTORE QRESYNC")]
    [InlineData("MOVE UIDPLUS SPECIAL-USE LIST-STATUS LIST-EXTENDED ESEARCH PREVIEW PREVIEW=FUZZY NAMESPACE LITERAL+ CONDSTORE QRESYNC CREATE-SPECIAL-USE ENABLE SASL-IR")]
    public async Task A_server_that_lacks_something_gives_the_same_mailbox(string lacking)
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        proxy.Without(lacking.Split(' '));
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 12));
        var store = pool.Store(person, proxy);

        var mailboxes = await store.MailboxesAsync(default);
        Assert.Equal(("INBOX", 12, 12), (mailboxes[0].Name, mailboxes[0].Messages, mailboxes[0].Unread));
        Assert.Equal(["Drafts", "Sent", "Archive", "Junk", "Trash"], mailboxes.Skip(1).Select(mailbox => mailbox.Role.ToString()));
        Assert.All(mailboxes, mailbox => Assert.True(mailbox.Subscribed));

        var newest = (await store.PageAsync("INBOX", PageRequest.Newest with { Size = 5 }, default)).Envelopes;
        Assert.Equal(Messages.Subjects(12, 8), newest.Select(envelope => envelope.Subject));
        // No hint: the server has to count.
        var older = await store.PageAsync("INBOX", new PageRequest(PageSide.Older, newest[^1].Key, null, 5), default);
        Assert.Equal(Messages.Subjects(7, 3), older.Envelopes.Select(envelope => envelope.Subject));

        await store.MoveAsync("INBOX", [newest[0].Key, newest[1].Key], "Archive", default);
        await store.ExpungeAsync("INBOX", [newest[2].Key], default);
        Assert.Equal(Messages.Subjects(9, 1), (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Subject));
        Assert.Equal(Messages.Subjects(12, 11), (await store.PageAsync("Archive", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Subject));
    }

    [Fact]
    public async Task Names_below_INBOX_with_dots_have_roles_too()
    {
        await using var server = await MailServer.StartNewAsync(MailServerOptions.Courier);
        await using var pool = new PoolUnderTest();
        var person = await server.NewUserAsync();
        await server.CreateMailboxAsync(person.Address, "INBOX.Clients.Acme");
        var store = pool.Store(person);
        var mailboxes = await store.MailboxesAsync(default);

        Assert.Equal(("INBOX", MailboxRole.Inbox), (mailboxes[0].Name, mailboxes[0].Role));
        var acme = mailboxes.Single(mailbox => mailbox.Name == "INBOX.Clients.Acme");
        Assert.Equal(("Acme", "INBOX.Clients", '.'), (acme.Label, acme.Parent, acme.Delimiter));
        Assert.Contains(mailboxes, mailbox => mailbox is { Name: "INBOX.Sent", Role: MailboxRole.Sent });
        Assert.Equal("INBOX.Archive", await store.EnsureRoleAsync(MailboxRole.Archive, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("CREATE-SPECIAL-USE SPECIAL-USE")]
    public async Task A_role_that_is_missing_is_made(string lacking)
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        if (lacking.Length > 0) proxy.Without(lacking.Split(' '));
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        using (var other = await TrustedImap.OpenAsync(person)) await (await other.GetFolderAsync("Archive")).DeleteAsync();
        var store = pool.Store(person, proxy);

        var name = await store.EnsureRoleAsync(MailboxRole.Archive, default);
        Assert.Equal(name, await store.EnsureRoleAsync(MailboxRole.Archive, default));
        Assert.Contains(await store.MailboxesAsync(default), mailbox => mailbox.Name == name && mailbox is { Role: MailboxRole.Archive, Subscribed: true });
    }

    [Fact]
    public async Task R15_a_move_that_ended_between_COPY_and_EXPUNGE_is_finished_and_not_copied_again()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        proxy.Without("MOVE");
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 5));
        var store = pool.Store(person, proxy);
        var keys = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Key).ToArray();
        // What a process leaves that is killed after its COPY: its messages are in the target, and still here.
        using (var killed = await TrustedImap.OpenAsync(person))
        {
            await killed.Inbox.OpenAsync(MailKit.FolderAccess.ReadWrite);
            await killed.Inbox.CopyToAsync([.. keys[..2].Select(key => new MailKit.UniqueId(key.Uid))], await killed.GetFolderAsync("Archive"));
        }
        await store.MoveAsync("INBOX", keys[..2], "Archive", default);
        await store.MoveAsync("INBOX", keys[2..3], "Archive", default);
        Assert.Equal(Messages.Subjects(2, 1), (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Subject));
        Assert.Equal(Messages.Subjects(5, 3), (await store.PageAsync("Archive", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Subject).Order().Reverse());
    }

    [Fact]
    public async Task Without_UIDPLUS_the_deleted_mail_of_others_is_never_expunged()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        proxy.Without("UIDPLUS", "MOVE");
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync("Marked by another client", "Text", flags: MailKit.MessageFlags.Deleted);
        await person.AppendAsync(Messages.Numbered(1, 2));
        var store = pool.Store(person, proxy);
        var keys = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Key).ToArray();

        Assert.Equal(FailureKind.Refused, (await Assert.ThrowsAsync<MailFailure>(() => store.ExpungeAsync("INBOX", keys[..1], default))).Kind);
        await store.MoveAsync("INBOX", keys[1..2], "Archive", default);

        Assert.Equal(0, proxy.Commands.Count(command => command.EndsWith(" EXPUNGE", StringComparison.Ordinal)));
        Assert.Equal(1, (await store.PageAsync("Archive", PageRequest.Newest, default)).Total);
        var flags = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Flags);
        Assert.Equal([MessageFlags.None, MessageFlags.Deleted, MessageFlags.Deleted], flags);
    }

    [Fact]
    public async Task A_mailbox_one_may_only_read_says_so_and_is_not_written_to()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync("One", "Text", "Shared");
        mail.Server.Doveadm("acl", "set", "-u", person.Address, "Shared", "owner", "lookup", "read");
        var store = pool.Store(person, proxy);

        var page = await store.PageAsync("Shared", PageRequest.Newest, default);
        Assert.True(page.ReadOnly);
        var key = Assert.Single(page.Envelopes).Key;
        await Assert.ThrowsAsync<MailFailure>(() => store.FlagAsync("Shared", [key], MessageFlags.Seen, MessageFlags.None, default));
        Assert.Equal(FailureKind.ReadOnly, (await Assert.ThrowsAsync<MailFailure>(() => store.MoveAsync("Shared", [key], "INBOX", default))).Kind);
        Assert.Equal(0, proxy.CommandsWith("STORE") + proxy.CommandsWith("MOVE"));
    }

    [Theory]
    [InlineData('/'), InlineData('.')]
    public async Task Names_of_other_clients_are_listed_opened_and_moved_into(char separator)
    {
        await using var server = await MailServer.StartNewAsync(new MailServerOptions { Separator = separator });
        await using var pool = new PoolUnderTest();
        var person = await server.NewUserAsync();
        var made = await CreateAsync(person, [
            "He said \"hi\"", "100%", "a*b", "Tom & Jerry", "&AGE-", "📬 Post", "ünï", "日本語", " leading", "back\\slash", "{5}", "(a)", "NIL", "~tilde", "a+b=c",
            "-", "'; DROP", "<b>", "INBOXx", "a,b", "x&-y", separator == '.' ? "with/slash" : "with.dot", "]", "[Gmail]", "$", "#news", "éclair", "A  B"]);
        Assert.True(made.Count > 18, string.Join(" ", made));
        var store = pool.Store(person);
        await person.AppendAsync(Messages.Numbered(1, 1));
        var (from, keys) = ("INBOX", (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Select(envelope => envelope.Key).ToArray());

        var names = (await store.MailboxesAsync(default)).Select(mailbox => mailbox.Name).ToList();
        foreach (var name in made)
        {
            Assert.Contains(name, names);
            var receipt = await store.MoveAsync(from, keys, name, default);
            Assert.Single((await store.PageAsync(name, PageRequest.Newest, default)).Envelopes);
            (from, keys) = (name, [.. receipt.Moved]);
        }
    }

    static async Task<List<string>> CreateAsync(MailPerson person, string[] names)
    {
        var made = new List<string>();
        using var other = await TrustedImap.OpenAsync(person);
        var top = other.GetFolder(other.PersonalNamespaces[0])!;
        foreach (var name in names)
        {
            try { made.Add((await top.CreateAsync(name, true))!.FullName); }
            catch (ImapCommandException) { /* This server does not want such a name. */ }
        }
        return made;
    }
}
