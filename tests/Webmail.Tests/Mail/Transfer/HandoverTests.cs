using System.Globalization;
using System.Text;
using Webmail.Mail.Acting;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Tests.Mail.Transfer;

/// <summary>Messages on their way from one account to another: real servers and the real database.</summary>
public sealed class HandoverTests(SqliteApp fixture, MailServerFixture mail) : TwoMailboxes(fixture, mail)
{
    [Theory]
    [InlineData("imap", "kept"), InlineData("kept", "imap"), InlineData("imap", "imap")]
    public async Task Messages_go_with_octets_flags_and_dates_and_come_back(string from, string to)
    {
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, from), await NewAsync(pool, to));
        await home.FillAsync();
        var (before, own) = (await home.SeenAsync("INBOX"), home.View("INBOX"));
        Assert.Equal(OddMessages.Length, before.Length);

        var job = await CarryAsync(home.Store, there.Store, keep: false);
        Assert.Equal((JobState.Done, before.Length, 0, 0), (job.Progress.State, job.Progress.Done, job.Progress.Missing, job.Progress.Left));
        Assert.Empty(await home.SeenAsync("INBOX"));
        Assert.Equal(before, await there.SeenAsync("Archive"));
        if (from == to) Assert.Equal(own, there.View("Archive"));

        Assert.True(Jobs.TryUndo(job));
        await job.Ended;
        Assert.Equal((JobState.Undone, 0), (job.Progress.State, job.Progress.Undoable));
        Assert.Empty(await there.SeenAsync("Archive"));
        Assert.Equal(before, await home.SeenAsync("INBOX"));
        Assert.Equal(own, home.View("INBOX"));
    }

    [Fact]
    public async Task Copies_are_made_and_go_again_and_the_originals_stay()
    {
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap"), await NewAsync(pool, "kept"));
        await home.FillAsync();
        var before = home.View("INBOX");
        var job = await CarryAsync(home.Store, there.Store, keep: true);
        Assert.Equal(OddMessages.Length, job.Progress.Done);
        Assert.Equal(await home.SeenAsync("INBOX"), await there.SeenAsync("Archive"));
        Assert.True(Jobs.TryUndo(job));
        await job.Ended;
        Assert.Empty(await there.SeenAsync("Archive"));
        Assert.Equal(before, home.View("INBOX"));
    }

    [Fact]
    public async Task A_message_of_many_slices_is_never_whole_in_memory_and_arrives_whole()
    {
        await using var pool = new PoolUnderTest();
        var (home, there) = (await NewAsync(pool, "imap"), await NewAsync(pool, "imap"));
        var large = Encoding.ASCII.GetBytes($"Subject: Large\r\nMessage-ID: <large@test>\r\n\r\n{string.Concat(Enumerable.Range(0, 60_000).Select(line => string.Create(CultureInfo.InvariantCulture, $"line {line:D60}\r\n")))}");
        await home.Put(large, MessageFlags.Seen, "");
        var before = home.View("INBOX");
        Assert.Equal(1, (await CarryAsync(home.Store, there.Store, keep: false)).Progress.Done);
        Assert.Equal(before, there.View("Archive"));
    }
}
