using Webmail.Mail.Imap;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

public sealed class ImapSessionsTests(MailServerFixture mail)
{
    [Fact]
    public async Task One_connection_and_one_select_serve_many_pages()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 60));
        var store = pool.Store(person, proxy);
        for (var i = 0; i < 20; i++) await store.PageAsync("INBOX", PageRequest.Newest, default);
        Assert.Equal((1, 1, 20), (proxy.Accepted, proxy.CommandsWith("SELECT"), proxy.CommandsWith("FETCH") + proxy.CommandsWith("NOOP")));
    }

    [Fact]
    public async Task A_thousand_callers_who_give_up_cost_no_connection()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.Numbered(1, 60));
        var store = pool.Store(person);
        await store.PageAsync("INBOX", PageRequest.Newest, default);

        var gaveUp = 0;
        for (var i = 0; i < 1000; i++)
        {
            using var abort = new CancellationTokenSource();
            var page = store.PageAsync("INBOX", PageRequest.Newest, abort.Token);
            if (i % 3 == 0) await Task.Yield();
            await abort.CancelAsync();
            try { await page; }
            catch (OperationCanceledException) { gaveUp++; }
        }

        Assert.True(gaveUp > 500, $"Only {gaveUp} gave up.");
        Assert.Equal(60, (await store.PageAsync("INBOX", PageRequest.Newest, default)).Total);
        Assert.InRange(pool.Opened, 1, 3);
        Assert.Equal(pool.Opened, pool.Open);
    }

    [Fact]
    public async Task Four_thousand_calls_at_once_never_find_a_client_busy()
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync("One", "Text");
        var store = pool.Store(person);
        var key = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Key;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(lane => Task.Run(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                if (lane % 2 == 0) await store.OpenAsync("INBOX", key, default);
                else await store.PageAsync("INBOX", PageRequest.Newest with { Size = 5 }, default);
            }
        })));

        Assert.InRange(pool.Opened, 1, 3);
    }

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
        await FailsAsync(FailureKind.UnknownHost, new ImapStore(pool.Sessions, nowhere).PageAsync("INBOX", PageRequest.Newest, default));
    }

    [Fact]
    public async Task A_server_that_allows_one_connection_is_enough()
    {
        await using var server = await MailServer.StartNewAsync(new MailServerOptions { MaxUserIpConnections = 1 });
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { GrowAfter = TimeSpan.Zero });
        var person = await server.NewUserAsync();
        await person.AppendAsync(Messages.WithAttachment("One", "Text", "big.bin", new byte[600_000]));
        var store = pool.Store(person);
        var key = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Key;

        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() =>
            i % 4 == 0 ? store.CopySourceAsync("INBOX", key, Stream.Null, default) : store.PageAsync("INBOX", PageRequest.Newest, default))));

        Assert.Equal(1, pool.Open);
        Assert.Equal(0, pool.Counted("failed_logins"));
    }

    [Fact]
    public async Task A_long_download_does_not_stand_before_a_click()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Messages.WithAttachment("One", "Text", "big.bin", new byte[600_000]));
        var store = pool.Store(person, proxy);
        var key = (await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes[0].Key;

        proxy.Delay(@"^\* \d+ FETCH .*BODY\[\]", TimeSpan.FromSeconds(5), 1);
        using var enough = new CancellationTokenSource();
        var download = store.CopySourceAsync("INBOX", key, Stream.Null, enough.Token);
        for (var i = 0; i < 20; i++) await store.PageAsync("INBOX", PageRequest.Newest, default);
        Assert.False(download.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
    }

    [Fact]
    public async Task The_longest_idle_connection_makes_room_for_another_person()
    {
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { Total = 2 });
        var stores = new List<ImapStore>();
        for (var i = 0; i < 5; i++) stores.Add(pool.Store(await mail.NewUserAsync()));
        foreach (var store in stores) await store.PageAsync("INBOX", PageRequest.Newest, default);
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.PageAsync("INBOX", PageRequest.Newest, default))));

        Assert.InRange(pool.Open, 1, 2);
        Assert.True(pool.Counted("evictions") >= 3);
    }

    [Fact]
    public async Task Connections_that_rest_are_closed()
    {
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        await pool.Store(await mail.NewUserAsync()).PageAsync("INBOX", PageRequest.Newest, default);
        await Eventually.Async(() => Task.FromResult(pool.Open == 0));
    }

    [Fact]
    public async Task The_connection_that_proved_a_password_shows_the_first_page()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        var login = PoolUnderTest.Login(person, proxy.Port);

        await pool.Sessions.VerifyAsync(login, default);
        await new ImapStore(pool.Sessions, login).PageAsync("INBOX", PageRequest.Newest, default);

        Assert.Equal(1, proxy.CommandsWith("AUTHENTICATE"));
        await FailsAsync(FailureKind.WrongPassword, pool.Sessions.VerifyAsync(PoolUnderTest.Login(person with { Password = "x" }), default));
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
