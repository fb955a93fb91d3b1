using System.Text;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Tests.Mail.Transfer;

/// <summary>What can break off, be full or tell untruths while messages go from one account to another: nothing is lost, and nothing is made twice.</summary>
public sealed class HandoverFaultTests(SqliteApp fixture, MailServerFixture mail) : TwoMailboxes(fixture, mail)
{
    [Theory]
    [InlineData(From.Client, @"\bAPPEND\b", false), InlineData(From.Client, @"\bAPPEND\b", true), InlineData(From.Server, "APPENDUID", false), InlineData(From.Server, "APPENDUID", true)]
    public async Task A_copy_that_is_cut_off_is_made_once(From from, string pattern, bool delivered)
    {
        await using var proxy = new CutProxy(Mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var (home, other) = (await NewAsync(pool, "imap"), await Mail.NewUserAsync());
        await home.FillAsync();
        var before = await home.SeenAsync("INBOX");
        var there = pool.Store(other, proxy);
        await there.EnsureRoleAsync(MailboxRole.Archive, default);
        proxy.CutWhen(from, pattern, delivered);
        var job = await CarryAsync(home.Store, there, keep: false);
        Assert.Equal((JobState.Done, before.Length), (job.Progress.State, job.Progress.Done));
        Assert.Empty(await home.SeenAsync("INBOX"));
        Assert.Equal(before, await new Side(there, _ => [], null!).SeenAsync("Archive"));
    }

    [Fact]
    public async Task What_breaks_off_between_the_copy_and_the_removal_is_in_both_places()
    {
        await using var proxy = new CutProxy(Mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap", proxy), await NewAsync(pool, "imap"));
        await home.FillAsync();
        var before = home.View("INBOX");
        proxy.CutWhen(From.Client, "STORE .*Deleted", deliver: false, times: 10);
        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Failed, FailureKind.ConnectionLost, 0, before.Length), (job.Progress.State, job.Progress.Failure, job.Progress.Done, job.Progress.Left));
        // Nothing is said to have been moved, so nothing can be taken back by removing it there.
        Assert.False(job.Progress.CanUndo);
        Assert.Equal(before, home.View("INBOX"));
        Assert.Equal(before, there.View("Archive"));
    }

    [Fact]
    public async Task A_server_that_tells_no_UIDs_is_asked_by_Message_ID_or_by_size_and_date()
    {
        await using var proxy = new CutProxy(Mail.Server.Ports.Imap);
        proxy.Without("UIDPLUS");
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap"), await NewAsync(pool, "imap", proxy));
        await home.FillAsync();
        proxy.Replace(@"\[APPENDUID[^\]]*\] ", "");
        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Done, OddMessages.Length, 0), (job.Progress.State, job.Progress.Done, job.Progress.Left));
        Assert.Empty(home.View("INBOX"));
        Assert.Equal(OddMessages.Length, there.View("Archive").Length);
    }

    [Fact]
    public async Task A_message_that_came_shorter_than_it_is_stays()
    {
        await using var proxy = new CutProxy(Mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap", proxy), await NewAsync(pool, "kept"));
        await home.FillAsync();
        var before = home.View("INBOX");
        proxy.Replace(@"RFC822\.SIZE \d+", "RFC822.SIZE 99999999");
        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Failed, before.Length), (job.Progress.State, job.Progress.Left));
        Assert.Equal(before, home.View("INBOX"));
    }

    [Fact]
    public async Task A_size_that_is_not_the_copys_is_settled_by_reading_it()
    {
        await using var proxy = new CutProxy(Mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap"), await NewAsync(pool, "imap", proxy));
        await home.FillAsync();
        proxy.Replace(@"RFC822\.SIZE \d+", "RFC822.SIZE 7");
        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Done, OddMessages.Length, 0), (job.Progress.State, job.Progress.Done, job.Progress.Left));
        Assert.Empty(home.View("INBOX"));
    }

    [Fact]
    public async Task What_the_server_writes_in_another_way_stays_where_it_is_whole()
    {
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "kept"), await NewAsync(pool, "imap"));
        await home.FillAsync();
        // Dovecot makes one line end of this.
        await home.Put(Encoding.ASCII.GetBytes("Subject: CR CR LF\r\nMessage-ID: <crcrlf@odd.test>\r\n\r\na\r\r\nb\r\n"), MessageFlags.None, "");
        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Done, OddMessages.Length, 1), (job.Progress.State, job.Progress.Done, job.Progress.Left));
        Assert.Single(await home.SeenAsync("INBOX"));
    }

    [Fact]
    public async Task A_full_mailbox_says_so_and_nothing_is_lost()
    {
        await using var small = await MailServer.StartNewAsync(new MailServerOptions { ExtraDovecot = "plugin {\n  quota_rule = *:storage=60K\n}" });
        await using var pool = new PoolUnderTest();
        var (home, other) = (await NewAsync(pool, "imap"), await small.NewUserAsync());
        for (var i = 1; i <= 5; i++) await home.Put(Encoding.ASCII.GetBytes($"Subject: {i}\r\nMessage-ID: <{i}@full.test>\r\n\r\n{new string('x', 20_000)}\r\n"), MessageFlags.None, "");
        var there = pool.Store(other);
        await there.EnsureRoleAsync(MailboxRole.Archive, default);
        var before = await home.SeenAsync("INBOX");
        var job = await CarryAsync(home.Store, there, keep: false);
        Assert.Equal((JobState.Failed, FailureKind.OverQuota), (job.Progress.State, job.Progress.Failure));
        Assert.InRange(job.Progress.Done, 1, 4);
        var (left, moved) = (await home.SeenAsync("INBOX"), await new Side(there, _ => [], null!).SeenAsync("Archive"));
        Assert.Equal((5 - job.Progress.Done, job.Progress.Done), (left.Length, moved.Length));
        Assert.Equal(before, left.Concat(moved).Order(StringComparer.Ordinal));
        Assert.True(Jobs.TryUndo(job));
        await job.Ended;
        Assert.Equal(before, await home.SeenAsync("INBOX"));
    }
}
