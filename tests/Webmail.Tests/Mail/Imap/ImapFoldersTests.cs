using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

/// <summary>Folders made, renamed, moved and removed over real Dovecot, and what rights and quotas say.</summary>
public sealed class ImapFoldersTests(MailServerFixture mail)
{
    /// <summary>Names that other clients make (A73): quotes, wildcards, modified UTF-7, direction marks, markup, things that look like paths or commands.</summary>
    public static readonly IReadOnlyList<string> OddNames =
    [
        "Quote\"Inside", "'Single'", "Back\\slash", "Star*", "Per%cent", "*", "%", "a*b%c", "Amp&ersand", "&AOk-", "&-", "Étage été", "日本語", "😀 Emoji 👩‍👩‍👧", "عربى",
        "\u202Egpj.exe", "  leading", "trailing  ", "Tab\u00A0space", "<b>bold", "<script>alert(1)", "{5}", "{5+}", "(NIL)", "[ALERT] x", "a.b.c", "..hidden", "tilde~", "#news", "100% \"sure\" & *ready*?",
    ];

    [Fact]
    public async Task Thirty_odd_names_of_another_client_are_listed_opened_renamed_and_deleted()
    {
        Assert.Equal(30, OddNames.Count);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        foreach (var name in OddNames) await person.AppendAsync($"In {name.Trim()}", "Hello", name);
        var store = pool.Store(person);
        Assert.Equal([], OddNames.Except((await store.MailboxesAsync(default)).Select(mailbox => mailbox.Name)));
        foreach (var name in OddNames)
        {
            Assert.Equal(1, (await store.PageAsync(name, PageRequest.Newest, default)).Total);
            var failure = await Record.ExceptionAsync(() => store.RenameMailboxAsync(name, null, $"{name}2", default));
            Assert.True(failure is null, $"{name} is not renamed: {failure}");
            var renamed = $"{name}2";
            Assert.Equal(1, (await store.PageAsync(renamed, PageRequest.Newest, default)).Total);
            await store.DeleteMailboxAsync(renamed, default);
        }
        Assert.All(await store.MailboxesAsync(default), mailbox => Assert.NotEqual(MailboxRole.None, mailbox.Role));
    }

    [Fact]
    public async Task A_folder_is_made_and_moved_with_all_below_it_and_its_subscriptions()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        var store = pool.Store(person);
        Assert.Equal("Clients", await store.CreateMailboxAsync(null, "Clients", default));
        Assert.Equal("Clients/Acme & Söhne", await store.CreateMailboxAsync("Clients", "Acme & Söhne", default));
        await store.CreateMailboxAsync(null, "Old", default);
        await person.AppendAsync("Kept", "Hello", "Clients/Acme & Söhne");

        Assert.Equal("Old/Customers", await store.RenameMailboxAsync("Clients", "Old", "Customers", default));
        var mailboxes = await store.MailboxesAsync(default);
        Assert.DoesNotContain(mailboxes, mailbox => mailbox.Name.StartsWith("Clients", StringComparison.Ordinal));
        Assert.True(mailboxes.Single(mailbox => mailbox.Name == "Old/Customers/Acme & Söhne") is { Subscribed: true, Messages: 1 });
        Assert.DoesNotContain("Clients", mail.Server.Doveadm("mailbox", "list", "-u", person.Address, "-s"), StringComparison.Ordinal);

        await store.DeleteMailboxAsync("Old", default);
        Assert.DoesNotContain("Old", mail.Server.Doveadm("mailbox", "list", "-u", person.Address), StringComparison.Ordinal);
        Assert.DoesNotContain("Old", mail.Server.Doveadm("mailbox", "list", "-u", person.Address, "-s"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Taken", FailureKind.NameTaken)]
    [InlineData("With/slash", FailureKind.NameRefused)]
    [InlineData("With\r\nA1 DELETE INBOX", FailureKind.NameRefused)]
    [InlineData(" ", FailureKind.NameRefused)]
    public async Task A_name_that_cannot_be_is_refused(string label, FailureKind kind)
    {
        await using var pool = new PoolUnderTest();
        var store = pool.Store(await mail.NewUserAsync());
        await store.CreateMailboxAsync(null, "Taken", default);
        await store.CreateMailboxAsync(null, "Other", default);
        Assert.Equal(kind, (await Assert.ThrowsAsync<MailFailure>(() => store.CreateMailboxAsync(null, label, default))).Kind);
        Assert.Equal(kind, (await Assert.ThrowsAsync<MailFailure>(() => store.RenameMailboxAsync("Other", null, label, default))).Kind);
        Assert.Contains(await store.MailboxesAsync(default), mailbox => mailbox is { Name: "Other", Subscribed: true });
    }

    [Fact]
    public async Task A_folder_does_not_move_into_itself()
    {
        await using var pool = new PoolUnderTest();
        var store = pool.Store(await mail.NewUserAsync());
        await store.CreateMailboxAsync(null, "A", default);
        await store.CreateMailboxAsync("A", "B", default);
        Assert.Equal(FailureKind.NameRefused, (await Assert.ThrowsAsync<MailFailure>(() => store.RenameMailboxAsync("A", "A/B", "A", default))).Kind);
    }

    [Fact]
    public async Task A_new_folder_under_an_old_name_shows_its_own_messages()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        var store = pool.Store(person);
        await person.AppendAsync("Of the first", "Hello", "Name");
        // On both connections: the one for clicks and the one for transfers.
        var first = (await store.PageAsync("Name", PageRequest.Newest, default)).Envelopes.Single();
        await store.CopySourceAsync("Name", first.Key, Stream.Null, default);
        await store.RenameMailboxAsync("Name", null, "Other", default);
        await person.AppendAsync("Of the second", "Hello", "Name");
        var second = (await store.PageAsync("Name", PageRequest.Newest, default)).Envelopes.Single();
        Assert.Equal("Of the second", second.Subject);
        using var source = new MemoryStream();
        await store.CopySourceAsync("Name", second.Key, source, default);
        Assert.Contains("Of the second", System.Text.Encoding.UTF8.GetString(source.ToArray()), StringComparison.Ordinal);
        Assert.Equal("Of the first", (await store.PageAsync("Other", PageRequest.Newest, default)).Envelopes.Single().Subject);
    }

    [Fact]
    public async Task A_folder_one_may_only_read_refuses_every_change()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync("Look only", "Hello", "Shown");
        await person.AppendAsync("Mine", "Hello");
        mail.Server.Doveadm("acl", "set", "-u", person.Address, "Shown", "owner", "lookup", "read");
        var store = pool.Store(person);
        Assert.Equal(MailboxRights.None, await store.RightsAsync("Shown", default));
        Assert.Equal(MailboxRights.All, await store.RightsAsync("INBOX", default));
        var key = (await store.PageAsync("Shown", PageRequest.Newest, default)).Envelopes.Single().Key;
        var mine = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Single().Key;
        Func<Task>[] changes =
        [
            () => store.FlagAsync("Shown", [key], MessageFlags.Flagged, MessageFlags.None, default), () => store.MoveAsync("Shown", [key], "INBOX", default),
            () => store.ExpungeAsync("Shown", [key], default), () => store.MoveAsync("INBOX", [mine], "Shown", default), () => store.RenameMailboxAsync("Shown", null, "Mine", default),
            () => store.DeleteMailboxAsync("Shown", default), () => store.CreateMailboxAsync("Shown", "Inside", default),
        ];
        foreach (var change in changes) Assert.Equal(FailureKind.ReadOnly, (await Assert.ThrowsAsync<MailFailure>(change)).Kind);
        Assert.Equal((1, 1), ((await store.PageAsync("Shown", PageRequest.Newest, default)).Total, (await store.PageAsync("INBOX", PageRequest.Newest, default)).Total));
    }

    [Fact]
    public async Task What_rights_forbid_is_not_sent()
    {
        await using var server = new ScriptedImap { Capabilities = "IMAP4rev1 AUTH=PLAIN SASL-IR ACL MOVE UIDPLUS" };
        server.Answers.Add(("^MYRIGHTS", "* MYRIGHTS INBOX lr\r\n% OK done\r\n"));
        server.Answers.Add(("^LIST .*Other", "* LIST (\\HasNoChildren) \"/\" Other\r\n% OK done\r\n"));
        await using var pool = new PoolUnderTest();
        var person = new MailPerson(mail.Server, "ann@example.test", "secret");
        var store = pool.Store(person, server.Port);
        foreach (var change in new Func<Task>[] { () => store.MoveAsync("INBOX", [new(7, 1)], "Other", default), () => store.FlagAsync("INBOX", [new(7, 1)], MessageFlags.Seen, MessageFlags.None, default) })
            Assert.Equal(FailureKind.ReadOnly, (await Assert.ThrowsAsync<MailFailure>(change)).Kind);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("UID", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_room_is_what_the_server_says()
    {
        await using var server = await MailServer.StartNewAsync(new MailServerOptions { ExtraDovecot = "plugin {\n  quota_rule = *:storage=1M\n}" });
        await using var pool = new PoolUnderTest();
        var person = await server.NewUserAsync();
        await person.AppendAsync(Messages.Raw("Subject: Large", new string('x', 950_000) + "\r\n"));
        var quota = await pool.Store(person).QuotaAsync(default);
        Assert.Equal(1024 * 1024, quota!.Limit);
        Assert.InRange(quota.Used, 940_000, 1_000_000);
        Assert.True(quota.IsNearlyFull);
    }

    [Fact]
    public async Task The_persons_word_about_roles_wins()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        var plain = pool.Store(person);
        await plain.CreateMailboxAsync(null, "My bin", default);
        var store = new Webmail.Mail.Imap.ImapStore(pool.Sessions, PoolUnderTest.Login(person), new ChosenRoles(Trash: "My bin", Sent: "No such folder"));
        Assert.Equal("My bin", await store.EnsureRoleAsync(MailboxRole.Trash, default));
        Assert.Equal("Sent", await store.EnsureRoleAsync(MailboxRole.Sent, default));
        var mailboxes = await store.MailboxesAsync(default);
        Assert.Equal("My bin", mailboxes.Single(mailbox => mailbox.Role == MailboxRole.Trash).Name);
        Assert.Equal(MailboxRole.None, mailboxes.Single(mailbox => mailbox.Name == "Trash").Role);
        Assert.Equal("Trash", await plain.EnsureRoleAsync(MailboxRole.Trash, default));
    }
}
