using Webmail.Mail.Imap;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Tests.Mail.Imap;

/// <summary>
/// Another program deletes a mailbox that is selected here and makes one of the same name at once. Dovecot goes on answering from the former one, and tells so
/// in passing only: by a warning, by a refusal without reason, or by the end of the connection, as it comes.
/// </summary>
/// <remarks>In Maildir: where the index holds what there is (sdbox), Dovecot 2.3 removes that of the new one when it notices, and with it the mail.</remarks>
public sealed class MailboxMadeAnewTests : IAsyncLifetime
{
    MailServer? server;

    public async ValueTask InitializeAsync() => server = await MailServer.StartNewAsync(new MailServerOptions { Format = MailFormat.Maildir });

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("flag"), InlineData("flags"), InlineData("label"), InlineData("expunge"), InlineData("move"), InlineData("copy")]
    public async Task R11_a_change_from_the_former_one_changes_nothing_in_the_new_one(string change)
    {
        await using var pool = new PoolUnderTest();
        var person = await server!.NewUserAsync();
        var store = pool.Store(person);
        var old = await ShownAndMadeAnewAsync(store, person);

        var refused = await Record.ExceptionAsync(() => RunAsync(store, change, old));

        if (refused is not null) Assert.Equal(FailureKind.MailboxChanged, Assert.IsType<MailFailure>(refused).Kind);
        // Dovecot may still carry away what was seen, and says so; it changes nothing else.
        else Assert.Contains(change, new[] { "move", "copy" });
        Assert.Equal([("New 1", ""), ("New 2", ""), ("New 3", "")], Held(person));
        await ShowsTheNewAsync(store);
    }

    [Fact]
    public async Task R11_what_is_read_by_keys_of_the_former_one_is_refused_once_the_list_is_of_the_new_one()
    {
        await using var pool = new PoolUnderTest();
        var person = await server!.NewUserAsync();
        var store = pool.Store(person);
        var old = await ShownAndMadeAnewAsync(store, person);
        await ShowsTheNewAsync(store);
        Func<Task>[] stale =
        [
            () => store.OpenAsync("Work", old[0], default), () => store.CopySourceAsync("Work", old[1], Stream.Null, default),
            () => store.PageAsync("Work", new PageRequest(PageSide.Older, old[0], 3), default), () => store.FlagAsync("Work", old, MessageFlags.Seen, MessageFlags.None, default),
        ];
        foreach (var call in stale) Assert.Equal(FailureKind.MailboxChanged, (await Assert.ThrowsAsync<MailFailure>(call)).Kind);
    }

    [Fact]
    public async Task R11_somebody_who_is_looking_need_not_ask()
    {
        await using var proxy = new CutProxy(server!.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await server!.NewUserAsync();
        await using var watch = pool.Sessions.Watch(PoolUnderTest.Login(person, proxy.Port), _ => { });
        await Eventually.Async(() => Task.FromResult(proxy.CommandsWith("IDLE") > 0));
        var store = pool.Store(person, proxy);
        var old = await ShownAndMadeAnewAsync(store, person);
        // Within seconds of the last answer nothing is asked but what has changed since.
        await Eventually.Async(async () => (await store.PageAsync("Work", PageRequest.Newest, default)).Envelopes[0].Key.Validity != old[0].Validity);
        Assert.Equal(0, proxy.CommandsWith("NOOP"));
    }

    [Fact]
    public async Task A_server_that_warns_all_the_time_is_not_asked_each_time()
    {
        await using var scripted = new ScriptedImap();
        scripted.Answers.Add(("FETCH", "* NO The disk is nearly full\r\n* 1 FETCH (UID 5 FLAGS () INTERNALDATE \"01-Jan-2026 00:00:00 +0000\")\r\n% OK done\r\n"));
        await using var pool = new PoolUnderTest();
        var store = new ImapStore(pool.Sessions, LoginTo(scripted), ChosenRoles.None);
        for (var i = 0; i < 5; i++) Assert.Equal(1, (await store.PageAsync("INBOX", PageRequest.Newest, default)).Total);
        Assert.Equal(2, scripted.Commands.Count(command => command.StartsWith("SELECT", StringComparison.Ordinal)));
    }

    /// <summary>Which mailbox is not there such a refusal does not say.</summary>
    [Theory]
    [InlineData("NO [NONEXISTENT] Mailbox was deleted under us", 8, FailureKind.MailboxChanged), InlineData("NO [TRYCREATE] No such mailbox", 8, FailureKind.MailboxChanged)]
    [InlineData("NO [TRYCREATE] No such mailbox", 7, FailureKind.MailboxGone)]
    public async Task R11_a_refusal_because_a_mailbox_is_gone_may_mean_the_one_that_is_open(string refusal, int validity, FailureKind kind)
    {
        await using var scripted = new ScriptedImap { Capabilities = "IMAP4rev1 AUTH=PLAIN SASL-IR MOVE UIDPLUS" };
        scripted.Answers.Add(("MOVE", $"% {refusal}\r\n"));
        scripted.Answers.Add(("FETCH", "* 1 FETCH (UID 5 FLAGS () INTERNALDATE \"01-Jan-2026 00:00:00 +0000\")\r\n% OK done\r\n"));
        scripted.Answers.Add(("Archive", "* LIST (\\HasNoChildren) \"/\" Archive\r\n% OK done\r\n"));
        await using var pool = new PoolUnderTest();
        var store = new ImapStore(pool.Sessions, LoginTo(scripted), ChosenRoles.None);
        var shown = await store.PageAsync("INBOX", PageRequest.Newest, default);
        scripted.Answers.Add(("SELECT", $"* 1 EXISTS\r\n* OK [UIDVALIDITY {validity}] ok\r\n* OK [PERMANENTFLAGS (\\Seen)] ok\r\n% OK [READ-WRITE] done\r\n"));
        Assert.Equal(kind, (await Assert.ThrowsAsync<MailFailure>(() => store.MoveAsync("INBOX", [shown.Envelopes[0].Key], "Archive", default))).Kind);
    }

    /// <summary>As Dovecot does when it has seen the deletion: the process of that connection says of the new mailbox too that it was deleted.</summary>
    [Theory]
    [InlineData("move", 8, FailureKind.MailboxChanged), InlineData("copy", 8, FailureKind.MailboxChanged), InlineData("move", 0, FailureKind.MailboxGone), InlineData("copy", 0, FailureKind.MailboxGone)]
    public async Task R11_whether_a_mailbox_is_gone_a_connection_tells_that_has_not_known_it(string change, int validity, FailureKind kind)
    {
        const string Gone = "% NO Mailbox was deleted under us\r\n";
        await using var scripted = new ScriptedImap { Capabilities = "IMAP4rev1 AUTH=PLAIN SASL-IR MOVE UIDPLUS" };
        scripted.Answers.Add(("FETCH", "* 1 FETCH (UID 5 FLAGS () INTERNALDATE \"01-Jan-2026 00:00:00 +0000\")\r\n% OK done\r\n"));
        scripted.Answers.Add(("Archive", "* LIST (\\HasNoChildren) \"/\" Archive\r\n% OK done\r\n"));
        await using var pool = new PoolUnderTest();
        var store = new ImapStore(pool.Sessions, LoginTo(scripted), ChosenRoles.None);
        var shown = await store.PageAsync("INBOX", PageRequest.Newest, default);
        scripted.Answers.Insert(0, ("MOVE|COPY", Gone));
        var logins = Logins();
        // The new mailbox is seen by who has logged in since.
        scripted.Answer = command => command.StartsWith("SELECT", StringComparison.Ordinal)
            ? validity == 0 || Logins() == logins ? Gone : $"* 1 EXISTS\r\n* OK [UIDVALIDITY {validity}] ok\r\n* OK [PERMANENTFLAGS (\\Seen)] ok\r\n% OK [READ-WRITE] done\r\n" : null;
        Assert.Equal(kind, (await Assert.ThrowsAsync<MailFailure>(() => RunAsync(store, change, [shown.Envelopes[0].Key], "INBOX"))).Kind);

        int Logins() => scripted.Commands.Count(command => command.StartsWith("AUTHENTICATE", StringComparison.Ordinal));
    }

    /// <summary>A move by hand: its copy was made, what follows is refused, and another connection finds the mailbox as it was.</summary>
    [Fact]
    public async Task R11_what_must_not_be_done_twice_is_not_done_on_another_connection_when_a_part_of_it_was_done()
    {
        await using var scripted = new ScriptedImap { Capabilities = "IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS" };
        scripted.Answers.Add(("COPY", "% OK [COPYUID 9 5 1] done\r\n"));
        scripted.Answers.Add(("FETCH", "* 1 FETCH (UID 5 FLAGS () INTERNALDATE \"01-Jan-2026 00:00:00 +0000\")\r\n% OK done\r\n"));
        scripted.Answers.Add(("^LIST.*Archive", "* LIST (\\HasNoChildren) \"/\" Archive\r\n% OK done\r\n"));
        await using var pool = new PoolUnderTest();
        var store = new ImapStore(pool.Sessions, LoginTo(scripted), ChosenRoles.None);
        var shown = await store.PageAsync("INBOX", PageRequest.Newest, default);
        var gone = false;
        scripted.Answer = command =>
        {
            gone |= command.StartsWith("UID STORE", StringComparison.Ordinal);
            // Whoever logs in after that sees it as it was.
            gone &= !command.StartsWith("AUTHENTICATE", StringComparison.Ordinal);
            return gone && (command.StartsWith("UID STORE", StringComparison.Ordinal) || command.StartsWith("SELECT", StringComparison.Ordinal)) ? "% NO Mailbox was deleted under us\r\n" : null;
        };
        Assert.Equal(FailureKind.MailboxGone, (await Assert.ThrowsAsync<MailFailure>(() => store.MoveAsync("INBOX", [shown.Envelopes[0].Key], "Archive", default))).Kind);
        Assert.Single(scripted.Commands, command => command.StartsWith("UID COPY", StringComparison.Ordinal));
    }

    static Webmail.Mail.Accounts.MailLogin LoginTo(ScriptedImap scripted) =>
        new(Guid.Empty, "1", 1, new(Webmail.Mail.Accounts.MailProtocol.Imap, "127.0.0.1", scripted.Port, Webmail.Mail.Accounts.Encryption.None), "u", new("p"));

    static Task RunAsync(ImapStore store, string change, MessageKey[] old, string mailbox = "Work") => change switch
    {
        "flag" => store.FlagAsync(mailbox, old[..1], MessageFlags.Seen, MessageFlags.None, default),
        "flags" => store.FlagAsync(mailbox, old, MessageFlags.Seen, MessageFlags.None, default),
        "label" => store.LabelAsync(mailbox, old, "todo", true, default),
        "expunge" => store.ExpungeAsync(mailbox, old, default),
        "move" => store.MoveAsync(mailbox, old, "Archive", default),
        "copy" => store.CopyAsync(mailbox, old, "Archive", default),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    static async Task<MessageKey[]> ShownAndMadeAnewAsync(ImapStore store, MailPerson person)
    {
        await person.AppendAsync(Messages.Numbered(1, 5), "Work");
        var shown = await store.PageAsync("Work", PageRequest.Newest, default);
        // Once more, as a resting connection answers.
        await store.PageAsync("Work", PageRequest.Newest, default);
        person.Server.Doveadm("mailbox", "delete", "-u", person.Address, "Work");
        person.Server.Doveadm("mailbox", "create", "-u", person.Address, "Work");
        for (var i = 1; i <= 3; i++) await person.AppendAsync($"New {i}", "Text.", "Work");
        return [.. shown.Envelopes.Select(envelope => envelope.Key)];
    }

    /// <summary>Subjects and flags, as the server sees them.</summary>
    static (string, string)[] Held(MailPerson person) =>
        [.. person.Server.Doveadm("-f", "tab", "fetch", "-u", person.Address, "hdr.subject flags", "mailbox", "Work", "ALL")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split('\t')).Select(row => (row[0], row[1].Replace("\\Recent", "", StringComparison.Ordinal).Trim()))];

    static async Task ShowsTheNewAsync(ImapStore store)
    {
        var page = await store.PageAsync("Work", PageRequest.Newest with { Anew = true }, default);
        Assert.Equal(["New 3", "New 2", "New 1"], page.Envelopes.Select(envelope => envelope.Subject));
        Assert.Equal(3, page.Total);
    }
}
