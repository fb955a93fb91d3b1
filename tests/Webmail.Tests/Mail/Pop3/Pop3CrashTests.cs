using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>R39: the application is killed at every step of collecting, and each time begins with what the last one left.</summary>
public sealed class Pop3CrashTests(MailServerFixture mail, ITestOutputHelper output)
{
    static readonly string[] Steps = ["pop3 fetched", "pop3 stored", "pop3 verified", "pop3 deleting", "pop3 deleted", "pop3 quit"];

    [Fact]
    public async Task R39_killed_between_storing_and_deleting_nothing_is_lost_and_nothing_comes_twice()
    {
        var (person, sent) = (await mail.NewUserAsync("paul"), new List<byte[]>());
        await using var app = new ChildApp(new Dictionary<string, string>
        {
            ["Webmail__Servers__0__Domain"] = "*", ["Webmail__Servers__0__Pop3"] = $"pop3+plain://127.0.0.1:{mail.Server.Ports.Pop3}",
        });
        app.Start();
        await app.ReadyAsync();
        using var browser = app.Open();
        using (var answer = await browser.SignInAsync(person.Address, person.Password)) Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
        await app.KillAsync();
        var runs = LongRuns.Of(Steps.Length);
        for (var run = 0; run < runs; run++)
        {
            var more = Enumerable.Range(sent.Count, 7).Select(Letter).ToList();
            sent.AddRange(more);
            await person.AppendAsync(more.Select(message => new StoredMessage(message)));
            await PassTimeAsync(app);
            app.Start(Steps[run % Steps.Length]);
            await app.ReadyAsync();
            Assert.True(await Visits.UntilEndedAsync(app, browser), $"Nothing came by “{Steps[run % Steps.Length]}”. {await StateAsync(app)}");
        }
        await FinishAsync(app, browser);
        Assert.Equal(sent.Select(message => Convert.ToHexStringLower(SHA256.HashData(message))).Order(StringComparer.Ordinal), await HashesAsync(app));
        Assert.Empty(mail.Server.Doveadm("search", "-u", person.Address, "mailbox", "INBOX", "all").Trim());
        output.WriteLine($"{runs} kills, {sent.Count} messages: 0 lost, 0 doubled");
    }

    static Task<string> StateAsync(ChildApp app) => app.InDatabaseAsync(async db =>
    {
        var source = await db.Set<Pop3Source>().AsNoTracking().SingleAsync();
        var items = await db.Set<Pop3Item>().AsNoTracking().ToListAsync();
        return $"{source.Policy} {source.Mode} {source.Doubts} doubts, {source.Problem} {source.ServerText}, {source.RoundDone}/{source.RoundTotal}, last {source.LastAt}, not before {source.NotBefore}, lease {source.LeaseUntil}; "
            + string.Join(", ", items.GroupBy(item => (item.State, item.GoneSince is null)).Select(group => $"{group.Count()} {group.Key}"));
    });

    /// <summary>Leases run out and pauses end; whatever is stored is to be deleted.</summary>
    static Task<int> PassTimeAsync(ChildApp app) => app.InDatabaseAsync(db => db.Set<Pop3Source>().ExecuteUpdateAsync(set => set
        .SetProperty(source => source.LeaseUntil, 0).SetProperty(source => source.NotBefore, 0).SetProperty(source => source.Policy, Pop3Policy.DeleteAtOnce)));

    /// <summary>At last one that lives.</summary>
    static async Task FinishAsync(ChildApp app, Browser browser)
    {
        await PassTimeAsync(app);
        app.Start();
        await app.ReadyAsync();
        for (var tries = 0; tries < 120; tries++)
        {
            await Visits.ComeAsync(browser);
            if (await app.InDatabaseAsync(db => db.Set<Pop3Item>().AllAsync(item => item.GoneSince != null)) && await app.InDatabaseAsync(db => db.Set<Pop3Source>().AllAsync(source => source.OnServer == 0))) return;
            if (await app.InDatabaseAsync(db => db.Set<Pop3Source>().AllAsync(source => source.LeaseUntil == 0))) await PassTimeAsync(app);
            await Task.Delay(250);
        }
        Assert.Fail("It was never done.");
    }

    static Task<List<string>> HashesAsync(ChildApp app) => app.InDatabaseAsync(async db =>
        (await (from message in db.Set<LocalMessage>() join content in db.Set<LocalContent>() on message.ContentId equals content.Id select content.Sha256).ToListAsync())
            .Select(Convert.ToHexStringLower).Order(StringComparer.Ordinal).ToList());

    static byte[] Letter(int number) => Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Message-ID: <{number}@crash.test>\r\nSubject: Number {number}\r\n\r\nText {number}.\r\n"));
}
