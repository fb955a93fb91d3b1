using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Keeping;

/// <summary>The application is killed at every step between copying a message of an IMAP account and deleting it there, and each time begins with what the last one left.</summary>
public sealed class CopyCrashTests(MailServerFixture mail, ITestOutputHelper output)
{
    static readonly string[] Steps = ["pop3 fetched", "pop3 stored", "pop3 verified", "copy deleting", "copy deleted"];

    [Fact]
    public async Task Killed_between_keeping_and_deleting_nothing_is_lost_and_nothing_is_doubled()
    {
        var (person, sent) = (await mail.NewUserAsync("ines"), new List<string>());
        await using var app = new ChildApp(new Dictionary<string, string> { ["Webmail__Servers__0__Domain"] = "*", ["Webmail__Servers__0__Imap"] = $"imap+plain://127.0.0.1:{mail.Server.Ports.Imap}" });
        using var browser = app.Open();
        await KeepAsync(app, browser, person);
        await app.KillAsync();
        var runs = LongRuns.Of(Steps.Length);
        for (var run = 0; run < runs; run++)
        {
            StoredMessage[] more = [.. Enumerable.Range(sent.Count, 7).Select(CopyTests.Letter)];
            sent.AddRange(more.Select(message => Hash(message.Bytes)));
            await person.AppendAsync(more);
            await PassTimeAsync(app);
            app.Start(Steps[run % Steps.Length]);
            await app.ReadyAsync();
            Assert.True(await Visits.UntilEndedAsync(app, browser), $"Nothing came by “{Steps[run % Steps.Length]}”.");
            var (there, here) = (await ThereAsync(person), await HereAsync(app));
            Assert.Equal(here.Distinct(), here);
            Assert.Equal(sent.Order(StringComparer.Ordinal), there.Union(here).Order(StringComparer.Ordinal));
        }
        await FinishAsync(app, browser);
        Assert.Equal(sent.Order(StringComparer.Ordinal), await HereAsync(app));
        Assert.Empty(await ThereAsync(person));
        output.WriteLine($"{runs} kills, {sent.Count} messages: 0 lost, 0 doubled");
    }

    static async Task KeepAsync(ChildApp app, Browser browser, MailPerson person)
    {
        app.Start();
        await app.ReadyAsync();
        using (var answer = await browser.SignInAsync(person.Address, person.Password)) Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var account = await app.InDatabaseAsync(db => db.Set<MailAccount>().Select(row => row.Id).SingleAsync());
        var url = $"/settings/accounts/{account}/copies";
        using var kept = await browser.PostAsync(url, url, ("mailboxes", "INBOX"));
        Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);
    }

    /// <summary>Leases run out and pauses end; whatever is copied is due.</summary>
    static Task<int> PassTimeAsync(ChildApp app) => app.InDatabaseAsync(db => db.Set<Pop3Source>().ExecuteUpdateAsync(set => set
        .SetProperty(source => source.LeaseUntil, 0).SetProperty(source => source.NotBefore, 0).SetProperty(source => source.Policy, Pop3Policy.DeleteAfterDays).SetProperty(source => source.Days, 0)));

    /// <summary>At last one that lives.</summary>
    static async Task FinishAsync(ChildApp app, Browser browser)
    {
        await PassTimeAsync(app);
        app.Start();
        await app.ReadyAsync();
        for (var tries = 0; tries < 120; tries++, await Task.Delay(250))
        {
            await Visits.ComeAsync(browser);
            if (await app.InDatabaseAsync(db => db.Set<Pop3Item>().AllAsync(item => item.GoneSince != null)) && await app.InDatabaseAsync(db => db.Set<Pop3Source>().AllAsync(source => source.OnServer == 0))) return;
            if (await app.InDatabaseAsync(db => db.Set<Pop3Source>().AllAsync(source => source.LeaseUntil == 0))) await PassTimeAsync(app);
        }
        Assert.Fail("It was never done.");
    }

    static async Task<List<string>> ThereAsync(MailPerson person)
    {
        await using var pool = new PoolUnderTest();
        return [.. (await CopyDesk.SeenAsync(pool.Store(person), "INBOX")).Select(line => line[..64])];
    }

    /// <summary>The hash of every message that is kept, also of those that are kept twice.</summary>
    static Task<List<string>> HereAsync(ChildApp app) => app.InDatabaseAsync(async db =>
        (await (from message in db.Set<LocalMessage>() join content in db.Set<LocalContent>() on message.ContentId equals content.Id select content.Sha256).ToListAsync())
            .Select(Convert.ToHexStringLower).Order(StringComparer.Ordinal).ToList());

    static string Hash(byte[] message) => Convert.ToHexStringLower(SHA256.HashData(message));
}
