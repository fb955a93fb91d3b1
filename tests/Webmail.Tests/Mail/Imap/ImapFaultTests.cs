using Webmail.Mail.Imap;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

public sealed class ImapFaultTests(MailServerFixture mail)
{
    [Fact]
    public async Task A_wrong_password_is_tried_once()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        var store = pool.Store(person with { Password = "wrong" }, proxy);

        for (var i = 0; i < 5; i++) await FailsAsync(FailureKind.WrongPassword, store.PageAsync("INBOX", PageRequest.Newest, default));

        Assert.Equal((1, 1), (pool.Counted("failed_logins"), proxy.CommandsWith("AUTHENTICATE")));
        Assert.Equal(0, (await pool.Store(person, proxy).PageAsync("INBOX", PageRequest.Newest, default)).Total);
    }

    [Fact]
    public async Task A_password_changed_elsewhere_costs_one_failed_login()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        var store = pool.Store(person, proxy);
        await store.PageAsync("INBOX", PageRequest.Newest, default);

        await mail.Server.SetPasswordAsync(person.Address, "another");
        proxy.Cut();
        var calls = Enumerable.Range(0, 10).Select(_ => store.PageAsync("INBOX", PageRequest.Newest, default)).ToArray();
        foreach (var call in calls) await FailsAsync(FailureKind.WrongPassword, call);
        await FailsAsync(FailureKind.WrongPassword, store.MailboxesAsync(default));

        Assert.Equal(1, pool.Counted("failed_logins"));
        await pool.Store(person with { Password = "another" }, proxy).PageAsync("INBOX", PageRequest.Newest, default);
    }

    [Fact]
    public async Task Imap_processes_that_are_killed_while_idle_are_not_noticed()
    {
        await using var server = await MailServer.StartNewAsync();
        await using var pool = new PoolUnderTest();
        var person = await server.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3));
        var store = pool.Store(person);
        var page = await store.PageAsync("INBOX", PageRequest.Newest, default);

        Assert.True(server.KillImapChildren() > 0);
        await store.FlagAsync("INBOX", [page.Envelopes[0].Key], MessageFlags.Seen, MessageFlags.None, default);
        server.KillImapChildren();
        Assert.False((await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Unread);
    }

    [Fact]
    public async Task A_server_that_was_away_is_found_again()
    {
        await using var server = await MailServer.StartNewAsync();
        await using var pool = new PoolUnderTest();
        var store = pool.Store(await server.NewUserAsync());
        await store.PageAsync("INBOX", PageRequest.Newest, default);

        server.KillImapChildren();
        await server.StopAsync();
        for (var i = 0; i < 5; i++) await FailsAsync(FailureKind.Unreachable, store.PageAsync("INBOX", PageRequest.Newest, default));
        await server.StartAsync();
        await Eventually.Async(async () => (await store.PageAsync("INBOX", PageRequest.Newest, default)).Total == 0);
    }

    [Theory]
    [InlineData(@"SELECT"), InlineData(@"\bFETCH"), InlineData(@"LIST")]
    public async Task A_connection_reset_inside_a_command_is_not_noticed(string command)
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 3));
        var store = pool.Store(person, proxy);
        if (command != "SELECT") await store.PageAsync("INBOX", PageRequest.Newest, default);

        proxy.CutWhen(From.Client, command);
        Assert.Equal(3, (await store.PageAsync("INBOX", PageRequest.Newest, default)).Total);
        Assert.Equal(3, (await store.MailboxesAsync(default))[0].Messages);

        Assert.Equal((2, 1), (pool.Opened, pool.Counted("retries")));
    }

    [Fact]
    public async Task A_server_that_falls_silent_ends_the_call_at_its_deadline_and_the_connection_with_it()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { CommandDeadline = TimeSpan.FromMilliseconds(300) });
        var store = pool.Store(await mail.NewUserAsync(), proxy);
        await store.PageAsync("INBOX", PageRequest.Newest, default);

        // The mailbox is empty: there is no newest page to ask for, only whether something has come.
        proxy.StallWhen(From.Client, "NOOP");
        await FailsAsync(FailureKind.TimedOut, store.PageAsync("INBOX", PageRequest.Newest, default));
        proxy.Pass();
        await store.PageAsync("INBOX", PageRequest.Newest, default);

        Assert.Equal((2, 0), (pool.Opened, pool.Counted("retries")));
    }

    [Fact]
    public async Task A_host_that_accepts_and_says_nothing_is_given_up()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { ConnectDeadline = TimeSpan.FromMilliseconds(300) });
        proxy.HalfOpen();
        await FailsAsync(FailureKind.TimedOut, pool.Store(await mail.NewUserAsync(), proxy).PageAsync("INBOX", PageRequest.Newest, default));
    }

    [Fact]
    public async Task A_host_that_is_down_is_asked_rarely()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { FirstBackOff = TimeSpan.FromSeconds(1), LongestBackOff = TimeSpan.FromSeconds(8) });
        var store = pool.Store(await mail.NewUserAsync(), proxy);
        proxy.Refuse();
        for (var i = 0; i < 4; i++) await FailsAsync(FailureKind.ConnectionLost, store.PageAsync("INBOX", PageRequest.Newest, default));
        Assert.InRange(proxy.Accepted, 1, 3);
    }

    [Fact]
    public async Task Nobody_listening_and_no_such_host_are_told_apart()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await FailsAsync(FailureKind.Unreachable, pool.Store(person, 1).PageAsync("INBOX", PageRequest.Newest, default));
        var nowhere = PoolUnderTest.Login(person);
        nowhere = nowhere with { Server = nowhere.Server with { Host = "nowhere.invalid", Encryption = Webmail.Mail.Accounts.Encryption.ImplicitTls } };
        await FailsAsync(FailureKind.UnknownHost, new ImapStore(pool.Sessions, nowhere, ChosenRoles.None).PageAsync("INBOX", PageRequest.Newest, default));
    }

    [Fact]
    public async Task Twenty_people_under_cuts_only_ever_see_their_own_mail()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { Total = 20, GrowAfter = TimeSpan.Zero });
        var people = new List<(ImapStore Store, string Canary)>();
        for (var i = 0; i < 20; i++)
        {
            var person = await mail.NewUserAsync();
            await person.AppendAsync(person.Address, "Canary");
            people.Add((pool.Store(person, proxy), person.Address));
        }

        using var enough = new CancellationTokenSource();
        var work = people.Select(person => Task.Run(() => LookAsync(person.Store, person.Canary, enough.Token))).ToArray();
        for (var i = 0; i < 10; i++, await Task.Delay(100)) proxy.Cut();
        await enough.CancelAsync();
        var outcomes = await Task.WhenAll(work);

        Assert.All(outcomes, outcome => Assert.Equal(0, outcome.Wrong));
        Assert.All(outcomes, outcome => Assert.NotEqual(0, outcome.Right));
    }

    static async Task<(int Right, int Wrong)> LookAsync(ImapStore store, string canary, CancellationToken enough)
    {
        var (right, wrong) = (0, 0);
        for (var tries = 0; tries < 1000 && (right == 0 || !enough.IsCancellationRequested); tries++)
        {
            try
            {
                if ((await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes.Single().Subject == canary) right++;
                else wrong++;
            }
            catch (MailFailure)
            {
                // The cuts were too many for this call.
                await Task.Delay(10, default);
            }
        }
        return (right, wrong);
    }

    static async Task FailsAsync(FailureKind kind, Task call) => Assert.Equal(kind, (await Assert.ThrowsAsync<MailFailure>(() => call)).Kind);
}
