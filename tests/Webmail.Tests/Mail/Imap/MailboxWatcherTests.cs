using System.Collections.Concurrent;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

public sealed class MailboxWatcherTests(MailServerFixture mail)
{
    [Theory]
    [InlineData(new string[0], "INBOX"), InlineData(new string[0], "Sent")]
    [InlineData(new[] { "NOTIFY" }, "INBOX"), InlineData(new[] { "NOTIFY", "IDLE" }, "INBOX")]
    public async Task Mail_that_another_client_files_is_heard(string[] without, string mailbox)
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        if (without.Length > 0) proxy.Without(without);
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { WatchRenewal = TimeSpan.FromSeconds(without.Contains("IDLE") ? 1 : 540) });
        var person = await mail.NewUserAsync();
        var heard = new ConcurrentQueue<string>();
        await using var subscription = pool.Sessions.Watch(PoolUnderTest.Login(person, proxy.Port), heard.Enqueue);
        await Eventually.Async(() => Task.FromResult(!heard.IsEmpty));
        heard.Clear();

        await person.AppendAsync("New", "Text", mailbox);
        await Eventually.Async(() => Task.FromResult(heard.Contains(mailbox)));
    }

    [Fact]
    public async Task Listeners_share_a_connection_that_goes_with_the_last()
    {
        await using var pool = new PoolUnderTest();
        var login = PoolUnderTest.Login(await mail.NewUserAsync());
        var first = pool.Sessions.Watch(login, _ => { });
        var second = pool.Sessions.Watch(login, _ => { });
        await Eventually.Async(() => Task.FromResult(pool.Open == 1));
        await first.DisposeAsync();
        Assert.Equal(1, pool.Open);
        await second.DisposeAsync();
        await Eventually.Async(() => Task.FromResult(pool.Open == 0));
        Assert.Equal(1, pool.Opened);
    }

    [Fact]
    public async Task A_lost_connection_is_replaced_and_the_renewal_keeps_it()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { WatchRenewal = TimeSpan.FromMilliseconds(200) });
        var person = await mail.NewUserAsync();
        var heard = new ConcurrentQueue<string>();
        await using var subscription = pool.Sessions.Watch(PoolUnderTest.Login(person, proxy.Port), heard.Enqueue);
        await Eventually.Async(() => Task.FromResult(proxy.CommandsWith("IDLE") > 2));
        Assert.Equal(1, pool.Opened);
        proxy.Cut();
        await Eventually.Async(() => Task.FromResult(pool.Opened == 2));
        heard.Clear();
        await person.AppendAsync("New", "Text");
        await Eventually.Async(() => Task.FromResult(heard.Contains("INBOX")));
    }

    [Fact]
    public async Task The_watcher_gives_its_connection_to_a_reader_when_the_server_allows_one()
    {
        await using var server = await MailServer.StartNewAsync(new MailServerOptions { MaxUserIpConnections = 1 });
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { GrowAfter = TimeSpan.Zero });
        var person = await server.NewUserAsync();
        await using var subscription = pool.Sessions.Watch(PoolUnderTest.Login(person), _ => { });
        await Eventually.Async(() => Task.FromResult(pool.Open == 1));
        Assert.Equal(0, (await pool.Store(person).PageAsync("INBOX", PageRequest.Newest, default)).Total);
    }

    /// <summary>Otherwise nobody would hear of new mail for minutes after others have left.</summary>
    [Fact]
    public async Task Who_listens_gets_the_room_of_one_who_has_not_read_for_long()
    {
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { Total = 4, SpareAfter = TimeSpan.FromSeconds(1) });
        foreach (var name in new[] { "ann", "bob", "carl", "dora" }) await pool.Store(await mail.NewUserAsync(name)).PageAsync("INBOX", PageRequest.Newest, default);
        Assert.Equal(4, pool.Open);
        var (person, heard) = (await mail.NewUserAsync(), new ConcurrentQueue<string>());
        await using var subscription = pool.Sessions.Watch(PoolUnderTest.Login(person), heard.Enqueue);
        await Eventually.Async(() => Task.FromResult(!heard.IsEmpty));
        Assert.Equal((4, 1), (pool.Open, pool.Counted("evictions")));
    }

    [Fact]
    public async Task Who_has_just_read_makes_no_room_for_one_who_listens()
    {
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { Total = 2, WatchRenewal = TimeSpan.FromSeconds(9) });
        foreach (var name in new[] { "ann", "bob" }) await pool.Store(await mail.NewUserAsync(name)).PageAsync("INBOX", PageRequest.Newest, default);
        var heard = new ConcurrentQueue<string>();
        await using var subscription = pool.Sessions.Watch(PoolUnderTest.Login(await mail.NewUserAsync()), heard.Enqueue);
        // Who has tried in vain for a ninth of a renewal is told to look for themselves.
        await Eventually.Async(() => Task.FromResult(!heard.IsEmpty));
        Assert.Equal((2, 0), (pool.Open, pool.Counted("evictions")));
    }
}
