using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Local;

/// <summary>Each in an application of its own: the check looks through all there is.</summary>
public sealed class LocalCheckTests
{
    [Fact]
    public async Task Counters_that_are_wrong_are_found_and_made_true()
    {
        await using var app = new WebmailApp(null);
        var account = await KeptAccount.NewAsync(app);
        foreach (var i in Enumerable.Range(0, 5)) await account.DeliverAsync($"Subject: {i}\r\nMessage-ID: <{i}@x>\r\nIn-Reply-To: <{i / 2}@x>");
        await new LocalStore(app.Services.GetRequiredService<LocalMail>(), account.Id, ChosenRoles.None).MoveAsync("INBOX", [await account.DeliverAsync("Subject: Moved")], "Archive", default);
        Assert.Equal((0, "6 messages and 6 mailboxes looked through. Faults: 0."), await CheckAsync(app));

        await app.InDatabaseAsync(db => db.Set<LocalMailbox>().Where(row => row.Name == "INBOX").ExecuteUpdateAsync(set => set.SetProperty(row => row.Unread, 77)));
        await app.InDatabaseAsync(db => db.Set<LocalThread>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Newest, 1)));
        await app.InDatabaseAsync(db => db.Set<LocalBlock>().ExecuteDeleteAsync());
        await app.InDatabaseAsync(db => db.Set<LocalAccount>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Octets, 1)));
        Assert.Equal(3, (await CheckAsync(app)).Faults);
        Assert.Equal(0, (await CheckAsync(app, repair: true)).Faults);
        Assert.Equal(0, (await CheckAsync(app)).Faults);
        var inbox = await app.InDatabaseAsync(db => db.Set<LocalMailbox>().AsNoTracking().SingleAsync(row => row.Name == "INBOX"));
        Assert.Equal((5, 5), (inbox.Messages, inbox.Unread));
    }

    [Fact]
    public async Task Bytes_that_have_changed_are_found()
    {
        await using var app = new WebmailApp(null);
        var account = await KeptAccount.NewAsync(app);
        await account.DeliverAsync("Subject: Whole");
        await account.DeliverAsync("Subject: Other");
        await account.DeliverAsync("Subject: Cut");
        var chunks = await app.InDatabaseAsync(db => db.Set<LocalChunk>().AsNoTracking().OrderBy(row => row.ContentId).ToListAsync());
        await app.InDatabaseAsync(db => db.Set<LocalChunk>().Where(row => row.ContentId == chunks[1].ContentId).ExecuteUpdateAsync(set => set.SetProperty(row => row.Bytes, chunks[0].Bytes)));
        await app.InDatabaseAsync(db => db.Set<LocalChunk>().Where(row => row.ContentId == chunks[2].ContentId).ExecuteUpdateAsync(set => set.SetProperty(row => row.Bytes, new byte[] { 1, 2 })));
        Assert.Equal(2, (await CheckAsync(app, repair: true)).Faults);
    }

    static async Task<(int Faults, string Said)> CheckAsync(WebmailApp app, bool repair = false)
    {
        using var said = new StringWriter();
        return (await new LocalCheck(app.Services.GetRequiredService<LocalMail>(), said).RunAsync(repair, default), said.ToString().TrimEnd());
    }
}
