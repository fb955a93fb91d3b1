using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Pop3;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Mail.Keeping;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>The application is killed while it puts what it has collected into an IMAP account: before the ledger says so, and just after.</summary>
public sealed class Pop3TargetCrashTests(MailServerFixture mail)
{
    static readonly string[] Steps = ["pop3 forwarded", "pop3 stored", "pop3 forwarded", "pop3 fetched", "pop3 verified"];

    [Fact]
    public async Task Killed_between_putting_it_there_and_noting_it_everything_is_there_once()
    {
        var (person, sent) = (await mail.NewUserAsync(), new List<string>());
        await mail.Server.CreateMailboxAsync(person.Address, "Archive");
        await using var server = new ScriptedPop3();
        await using var app = new ChildApp(new Dictionary<string, string>
        {
            ["Webmail__Servers__0__Domain"] = "*", ["Webmail__Servers__0__Imap"] = $"imap+plain://127.0.0.1:{mail.Server.Ports.Imap}",
            ["Webmail__Servers__1__Domain"] = "pop.test", ["Webmail__Servers__1__Pop3"] = $"pop3+plain://127.0.0.1:{server.Port}",
        });
        using var browser = app.Open();
        var popped = await ChooseAsync(app, browser, person);
        await app.KillAsync();
        foreach (var step in Steps)
        {
            Arrive(server, sent);
            await PassTimeAsync(app);
            app.Start(step);
            await app.ReadyAsync();
            for (var tries = 0; tries < 120 && !app.HasExited; tries++, await Task.Delay(250)) await FetchAsync(browser, popped);
            Assert.True(app.HasExited, $"Nothing came by “{step}”.");
        }
        await PassTimeAsync(app);
        app.Start();
        await app.ReadyAsync();
        await Eventually.Async(async () =>
        {
            await FetchAsync(browser, popped);
            return await app.InDatabaseAsync(db => db.Set<Pop3Item>().CountAsync(item => item.State == Pop3ItemState.Verified)) == sent.Count;
        });
        await using var pool = new PoolUnderTest();
        Assert.Equal(sent.Order(StringComparer.Ordinal), (await CopyDesk.SeenAsync(pool.Store(person), "Archive")).Select(line => line[..64]));
    }

    static void Arrive(ScriptedPop3 server, List<string> sent)
    {
        for (var more = 0; more < 4; more++)
        {
            var letter = $"Date: Mon, 1 Jun 2020 10:00:00 +0000\r\nSubject: Number {sent.Count}\r\nMessage-ID: <{sent.Count}@kill.test>\r\n\r\nText\r\n";
            server.Messages.Add(($"u{sent.Count}", letter));
            sent.Add(Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(letter))));
        }
    }

    /// <summary>"Fetch now", which brings the keys of both accounts.</summary>
    static async Task FetchAsync(Browser browser, string popped)
    {
        try
        {
            var where = $"/settings/accounts/{popped}/where";
            using var fetched = await browser.PostAsync($"{where}?handler=Fetch", where);
        }
        catch (HttpRequestException)
        {
            // It died over it.
        }
    }

    /// <returns>The account that is collected.</returns>
    static async Task<string> ChooseAsync(ChildApp app, Browser browser, MailPerson person)
    {
        app.Start();
        await app.ReadyAsync();
        using (var answer = await browser.SignInAsync(person.Address, person.Password)) Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        using (var added = await browser.PostAsync("/settings/accounts/new", "/settings/accounts/new?address=ann@pop.test", ("address", "ann@pop.test"), ("password", "pass")))
            Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var accounts = await app.InDatabaseAsync(db => db.Set<MailAccount>().ToDictionaryAsync(row => row.Address, row => row.Id));
        var url = $"/settings/accounts/{accounts["ann@pop.test"]}/target";
        using var chosen = await browser.PostAsync(url, url, ("into", $"{accounts[person.Address]}/Archive"));
        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
        return accounts["ann@pop.test"];
    }

    static Task<int> PassTimeAsync(ChildApp app) => app.InDatabaseAsync(db => db.Set<Pop3Source>().ExecuteUpdateAsync(set => set.SetProperty(source => source.LeaseUntil, 0).SetProperty(source => source.NotBefore, 0)));
}
