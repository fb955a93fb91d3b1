using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Mail.Keeping;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>The application is killed while it puts what it has collected into an IMAP account: before the ledger says so, just after, and while it deletes at the provider.</summary>
public sealed class Pop3TargetCrashTests(MailServerFixture mail, ITestOutputHelper output)
{
    static readonly string[] Steps = ["pop3 forwarded", "pop3 stored", "pop3 forwarded", "pop3 verified", "pop3 deleted"];

    [Fact]
    public async Task Killed_between_putting_it_there_and_noting_it_everything_is_there_once()
    {
        var (person, sent) = (await mail.NewUserAsync(), new List<string>());
        await mail.Server.CreateMailboxAsync(person.Address, "Archive");
        await using var server = new ScriptedPop3();
        await using var app = NewApp(server);
        using var browser = app.Open();
        var popped = await ChooseAsync(app, browser, person);
        await app.KillAsync();
        var runs = LongRuns.Of(Steps.Length);
        for (var run = 0; run < runs; run++)
        {
            Arrive(server, sent);
            await KillAtAsync(Steps[run % Steps.Length], app, browser, popped);
            // Whatever was put there, nothing of it twice, and the rest is where it was.
            var (there, rest) = (await ThereAsync(person), Hashes(server));
            Assert.All(there.CountBy(hash => hash), known => Assert.InRange(known.Value, 1, sent.Count(hash => hash == known.Key)));
            Assert.Empty(sent.Except(there.Concat(rest)));
        }
        await FinishAsync(app, browser, popped, server);
        Assert.Equal(sent.Order(StringComparer.Ordinal), await ThereAsync(person));
        output.WriteLine($"{runs} kills, {sent.Count} messages: 0 lost, 0 doubled");
    }

    [Theory]
    [InlineData("pop3 forwarded"), InlineData("pop3 stored")]
    public async Task Killed_before_its_person_chooses_another_place_everything_is_in_one_of_them(string step)
    {
        var (person, sent) = (await mail.NewUserAsync(), new List<string>());
        foreach (var mailbox in (string[])["Archive", "Other"]) await mail.Server.CreateMailboxAsync(person.Address, mailbox);
        await using var server = new ScriptedPop3();
        await using var app = NewApp(server);
        using var browser = app.Open();
        var popped = await ChooseAsync(app, browser, person);
        var into = await app.InDatabaseAsync(db => db.Set<MailAccount>().Where(row => row.Address == person.Address).Select(row => row.Id).SingleAsync());
        // From one folder to another, and from there to this webmail.
        foreach (var place in (string[])[$"{into}/Other", $"{popped}/INBOX"])
        {
            await app.KillAsync();
            Arrive(server, sent);
            await KillAtAsync(step, app, browser, popped);
            await PassTimeAsync(app, due: long.MaxValue);
            app.Start();
            await app.ReadyAsync();
            await PutIntoAsync(browser, popped, place);
        }
        await FetchAllAsync(browser, popped, server);
        var here = await app.InDatabaseAsync(db => db.Set<LocalMessage>().Join(db.Set<LocalContent>(), message => message.ContentId, content => content.Id, (_, content) => content.Sha256).ToListAsync());
        Assert.Equal(sent.Order(StringComparer.Ordinal), here.Select(Convert.ToHexStringLower).Concat(await ThereAsync(person)).Concat(await ThereAsync(person, "Other")).Order(StringComparer.Ordinal));
    }

    ChildApp NewApp(ScriptedPop3 server) => new(new Dictionary<string, string>
    {
        ["Webmail__Servers__0__Domain"] = "*", ["Webmail__Servers__0__Imap"] = $"imap+plain://127.0.0.1:{mail.Server.Ports.Imap}",
        ["Webmail__Servers__1__Domain"] = "pop.test", ["Webmail__Servers__1__Pop3"] = $"pop3+plain://127.0.0.1:{server.Port}",
    });

    static async Task KillAtAsync(string step, ChildApp app, Browser browser, string popped)
    {
        await PassTimeAsync(app);
        app.Start(step);
        await app.ReadyAsync();
        for (var tries = 0; tries < 120 && !app.HasExited; tries++, await Task.Delay(250)) await FetchAsync(browser, popped);
        Assert.True(app.HasExited, $"Nothing came by “{step}”.");
    }

    /// <summary>One as most are, one that nothing tells but its letters, and one that the provider has delivered twice.</summary>
    static void Arrive(ScriptedPop3 server, List<string> sent)
    {
        var number = sent.Count;
        var twice = Letter($"Date: Mon, 1 Jun 2020 10:00:00 +0000\r\nMessage-ID: <{number}@twice.test>\r\n", number);
        string[] letters = [Letter($"Date: Mon, 1 Jun 2020 10:00:00 +0000\r\nMessage-ID: <{number}@kill.test>\r\n", number), Letter("", number), twice, twice];
        lock (server.Messages) server.Messages.AddRange(letters.Select((letter, index) => ($"u{number + index}", letter)));
        sent.AddRange(letters.Select(Hash));
    }

    static string Letter(string headers, int number) => $"{headers}Subject: Number {number}\r\n\r\nText\r\n";

    static string Hash(string letter) => Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(letter)));

    static List<string> Hashes(ScriptedPop3 server)
    {
        lock (server.Messages) return [.. server.Messages.Select(message => Hash(message.Text))];
    }

    static async Task<List<string>> ThereAsync(MailPerson person, string mailbox = "Archive")
    {
        await using var pool = new PoolUnderTest();
        return [.. (await CopyDesk.SeenAsync(pool.Store(person), mailbox)).Select(line => line[..64]).Order(StringComparer.Ordinal)];
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
        await PutIntoAsync(browser, accounts["ann@pop.test"], $"{accounts[person.Address]}/Archive");
        return accounts["ann@pop.test"];
    }

    static async Task PutIntoAsync(Browser browser, string popped, string place)
    {
        var url = $"/settings/accounts/{popped}/target";
        using var chosen = await browser.PostAsync(url, url, ("into", place));
        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
    }

    /// <summary>Leases run out and pauses end; what is verified is deleted at the provider.</summary>
    static Task<int> PassTimeAsync(ChildApp app, long due = 0) => app.InDatabaseAsync(db => db.Set<Pop3Source>().ExecuteUpdateAsync(set => set
        .SetProperty(source => source.LeaseUntil, 0).SetProperty(source => source.NotBefore, due).SetProperty(source => source.Policy, Pop3Policy.DeleteAtOnce)));

    /// <summary>At last one that lives: it deletes only what it has seen there, and in the end that is everything.</summary>
    static async Task FinishAsync(ChildApp app, Browser browser, string popped, ScriptedPop3 server)
    {
        await PassTimeAsync(app);
        app.Start();
        await app.ReadyAsync();
        await FetchAllAsync(browser, popped, server);
    }

    static async Task FetchAllAsync(Browser browser, string popped, ScriptedPop3 server)
    {
        for (var tries = 0; tries < 120 && Hashes(server).Count > 0; tries++, await Task.Delay(250)) await FetchAsync(browser, popped);
        Assert.Empty(Hashes(server));
    }
}
