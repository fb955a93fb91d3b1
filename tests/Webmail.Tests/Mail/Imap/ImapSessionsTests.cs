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
        await new ImapStore(pool.Sessions, login, ChosenRoles.None).PageAsync("INBOX", PageRequest.Newest, default);

        Assert.Equal(1, proxy.CommandsWith("AUTHENTICATE"));
        await FailsAsync(FailureKind.WrongPassword, pool.Sessions.VerifyAsync(PoolUnderTest.Login(person with { Password = "x" }), default));
    }

    [Fact]
    public async Task Who_signs_in_again_and_again_reads_on_where_the_mailbox_is_open()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { PerAccount = 2 });
        var login = PoolUnderTest.Login(await mail.NewUserAsync(), proxy.Port);
        var store = new ImapStore(pool.Sessions, login, ChosenRoles.None);

        for (var device = 0; device < 4; device++)
        {
            await pool.Sessions.VerifyAsync(login, default);
            await store.PageAsync("INBOX", PageRequest.Newest, default);
        }

        Assert.Equal((4, 1), (proxy.CommandsWith("AUTHENTICATE"), proxy.CommandsWith("SELECT")));
        await Eventually.Async(() => Task.FromResult(pool.Open <= 2));
    }

    static async Task FailsAsync(FailureKind kind, Task call) => Assert.Equal(kind, (await Assert.ThrowsAsync<MailFailure>(() => call)).Kind);
}
