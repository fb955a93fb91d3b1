using System.Diagnostics;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.MailServers;

public sealed class CutProxyTests(MailServerFixture servers)
{
    [Fact]
    public async Task It_passes_everything_and_counts()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        using var imap = await OpenAsync(proxy);
        await imap.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        Assert.Equal(1, proxy.Accepted);
        Assert.Equal(1, proxy.Open);
        Assert.Equal(1, proxy.CommandsWith("EXAMINE"));
        Assert.Equal(0, proxy.CommandsWith("SELECT"));
    }

    [Fact]
    public async Task A_stalled_line_goes_on_where_it_stopped()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        using var imap = await OpenAsync(proxy);
        proxy.Stall();
        var answer = imap.NoOpAsync();
        await Task.Delay(200);
        Assert.False(answer.IsCompleted);
        proxy.Pass();
        await answer;
    }

    [Fact]
    public async Task Cut_is_a_reset_and_close_is_an_end_of_file()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        using var cut = await GreetedAsync(proxy);
        proxy.Cut();
        var reset = await Assert.ThrowsAsync<IOException>(() => cut.GetStream().ReadAsync(new byte[1]).AsTask());
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.InnerException).SocketErrorCode);
        using var closed = await GreetedAsync(proxy);
        proxy.Close();
        Assert.Equal(0, await closed.GetStream().ReadAsync(new byte[1]));
        for (var tries = 0; proxy.Open > 0 && tries < 100; tries++) await Task.Delay(10);
        Assert.Equal(0, proxy.Open);
    }

    [Fact]
    public async Task A_half_open_server_accepts_and_says_nothing_until_the_network_is_well()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        proxy.HalfOpen();
        using var client = new TcpClient("127.0.0.1", proxy.Port);
        var greeting = client.GetStream().ReadAsync(new byte[1]).AsTask();
        await Task.Delay(200);
        Assert.False(greeting.IsCompleted);
        proxy.Pass();
        Assert.Equal(1, await greeting);
    }

    [Fact]
    public async Task Refused_connections_are_reset()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        proxy.Refuse();
        await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync(proxy));
        proxy.Pass();
        using var imap = await OpenAsync(proxy);
        Assert.True(imap.IsConnected);
    }

    [Fact]
    public async Task One_byte_at_a_time_is_still_imap()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        proxy.Slice(1);
        using var imap = await OpenAsync(proxy);
        await imap.NoOpAsync();
    }

    [Fact]
    public async Task A_slow_line_takes_its_time()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        using var imap = await OpenAsync(proxy);
        proxy.Slow(100);
        var clock = Stopwatch.StartNew();
        await imap.NoOpAsync();
        // "A00000005 OK NOOP completed…" has more than 40 bytes; a lower bound, so a busy machine cannot fail it.
        Assert.True(clock.Elapsed > TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task A_limit_cuts_in_the_middle_of_an_answer()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        using var client = await GreetedAsync(proxy);
        proxy.Limit(10);
        await client.GetStream().WriteAsync("a NOOP\r\n"u8.ToArray());
        var seen = 0;
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (await client.GetStream().ReadAsync(new byte[1]) is > 0 and var read) seen += read;
        });
        Assert.InRange(seen, 0, 10);
    }

    [Fact]
    public async Task A_command_can_reach_the_server_while_its_answer_is_lost()
    {
        var person = await servers.NewUserAsync();
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        using var imap = await OpenAsync(proxy, person);
        proxy.CutWhen(From.Server, "OK .*Create");
        await Assert.ThrowsAnyAsync<Exception>(() => imap.GetFolder(imap.PersonalNamespaces[0]).CreateAsync("Made", true));
        Assert.Contains("Made", person.Server.Doveadm("mailbox", "list", "-u", person.Address), StringComparison.Ordinal);
        using var again = await OpenAsync(proxy, person);
        Assert.True(again.IsAuthenticated);
    }

    [Fact]
    public async Task A_command_can_be_lost_before_the_server_sees_it()
    {
        var person = await servers.NewUserAsync();
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        using var imap = await OpenAsync(proxy, person);
        proxy.CutWhen(From.Client, "CREATE", deliver: false);
        await Assert.ThrowsAnyAsync<Exception>(() => imap.GetFolder(imap.PersonalNamespaces[0]).CreateAsync("Made", true));
        Assert.DoesNotContain("Made", person.Server.Doveadm("mailbox", "list", "-u", person.Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_can_be_late()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        using var imap = await OpenAsync(proxy);
        proxy.Delay("OK NOOP", TimeSpan.FromMilliseconds(300));
        var clock = Stopwatch.StartNew();
        await imap.NoOpAsync();
        Assert.True(clock.Elapsed > TimeSpan.FromMilliseconds(290));
    }

    [Fact]
    public async Task A_stall_can_wait_for_a_command()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        using var imap = await OpenAsync(proxy);
        proxy.StallWhen(From.Client, "NOOP");
        var answer = imap.NoOpAsync();
        await Task.Delay(200);
        Assert.False(answer.IsCompleted);
        proxy.Pass();
        await answer;
    }

    [Fact]
    public async Task Capabilities_can_be_hidden()
    {
        await using var proxy = new CutProxy(servers.Server.Ports.Imap);
        proxy.Without("SORT", "MOVE", "UIDPLUS");
        using var imap = await OpenAsync(proxy);
        Assert.Equal(ImapCapabilities.None, imap.Capabilities & (ImapCapabilities.Sort | ImapCapabilities.Move | ImapCapabilities.UidPlus));
        Assert.True(imap.Capabilities.HasFlag(ImapCapabilities.SortDisplay | ImapCapabilities.CondStore));
    }

    async Task<ImapClient> OpenAsync(CutProxy proxy, MailPerson? person = null)
    {
        person ??= await servers.NewUserAsync();
        var imap = new ImapClient();
        await imap.ConnectAsync("127.0.0.1", proxy.Port, SecureSocketOptions.None);
        await imap.AuthenticateAsync(person.Address, person.Password);
        return imap;
    }

    static async Task<TcpClient> GreetedAsync(CutProxy proxy)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", proxy.Port);
        var buffer = new byte[1000];
        for (var read = 0; !buffer.AsSpan(0, read).EndsWith("\r\n"u8);) read += await client.GetStream().ReadAsync(buffer.AsMemory(read));
        return client;
    }
}
