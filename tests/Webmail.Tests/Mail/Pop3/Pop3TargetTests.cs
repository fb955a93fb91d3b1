using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>POP3 mail that is put into a folder of an IMAP account: it is there, whole and once, before anything is deleted where it came from.</summary>
public sealed class Pop3TargetTests(SqliteApp fixture, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    static readonly string[] Letters =
    [
        .. Enumerable.Range(1, 5).Select(number => $"Date: Mon, {number} Jun 2020 10:00:00 +0000\r\nSubject: Number {number}\r\nMessage-ID: <{number}@target.test>\r\n\r\nText {number}\r\n"),
        "Date: Mon, 8 Jun 2020 10:00:00 +0000\r\nSubject: Without a name\r\n\r\nText\r\n",
    ];

    [Fact]
    public async Task It_is_put_there_and_deleted_at_the_provider_in_a_later_session_only()
    {
        await using var pool = new PoolUnderTest();
        var (server, desk, store) = await NewAsync(pool);
        await using var ending = server;
        await desk.CollectAsync();
        await ExpectAsync(store);
        Assert.Equal(Letters.Length, server.Messages.Count);
        Assert.All(await desk.ItemsAsync(), item => Assert.Equal((Pop3ItemState.Verified, desk.Elsewhere!.AccountId), (item.State, item.TargetAccountId)));
        Assert.Equal(0, await desk.App.InDatabaseAsync(db => db.Set<LocalContent>().CountAsync(content => content.AccountId == desk.Account)));
        await desk.CollectAsync();
        Assert.Empty(server.Messages);
        await ExpectAsync(store);
    }

    [Theory]
    [InlineData(From.Client, @"\bAPPEND\b", false), InlineData(From.Client, @"\bAPPEND\b", true), InlineData(From.Server, "APPENDUID", false), InlineData(From.Server, "APPENDUID", true)]
    public async Task However_it_is_cut_off_it_is_there_once(From from, string pattern, bool delivered)
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var (server, desk, store) = await NewAsync(pool, proxy);
        await using var ending = server;
        proxy.CutWhen(from, pattern, delivered, times: 3);
        for (var tries = 0; tries < 10 && !await desk.TryAsync(); tries++) Assert.Equal(Letters.Length, server.Messages.Count);
        await ExpectAsync(store);
        await desk.CollectAsync();
        await desk.CollectAsync();
        Assert.Empty(server.Messages);
        await ExpectAsync(store);
    }

    [Fact]
    public async Task What_was_put_there_before_the_ledger_could_say_so_is_not_put_there_twice()
    {
        await using var pool = new PoolUnderTest();
        var (server, desk, store) = await NewAsync(pool);
        await using var ending = server;
        await desk.CollectAsync();
        // As if the process had died between the two.
        await desk.App.InDatabaseAsync(db => db.Set<Pop3Item>().Where(item => item.SourceId == desk.Source).ExecuteDeleteAsync());
        await desk.App.InDatabaseAsync(db => db.Set<Pop3Source>().Where(source => source.Id == desk.Source).ExecuteUpdateAsync(set => set.SetProperty(source => source.LastSnapshotHash, "")));
        await desk.CollectAsync();
        await ExpectAsync(store);
        Assert.Equal(Letters.Length, server.Messages.Count);
        Assert.All(await desk.ItemsAsync(), item => Assert.Equal(Pop3ItemState.Verified, item.State));
    }

    [Fact]
    public async Task A_full_target_pauses_the_collection_and_deletes_nothing()
    {
        await using var small = await MailServer.StartNewAsync(new MailServerOptions { ExtraDovecot = "plugin {\n  quota_rule = *:storage=60K\n}" });
        await using var pool = new PoolUnderTest();
        var (server, desk, _) = await NewAsync(pool, owner: await small.NewUserAsync());
        await using var ending = server;
        for (var number = 0; number < Letters.Length; number++) server.Messages[number] = ($"u{number}", $"{Letters[number]}{new string('x', 20_000)}\r\n");
        for (var tries = 0; tries < 3; tries++)
            Assert.Equal(FailureKind.OverQuota, (await Assert.ThrowsAsync<MailFailure>(desk.CollectAsync)).Kind);
        Assert.True(desk.Elsewhere!.Failed);
        // What had room is verified and may go; the others stay.
        var there = (await desk.ItemsAsync()).Count;
        Assert.True(there < Letters.Length);
        Assert.InRange(server.Messages.Count, Letters.Length - there, Letters.Length);
    }

    [Fact]
    public async Task To_mirror_what_is_deleted_here_takes_nothing_of_what_was_put_elsewhere()
    {
        await using var pool = new PoolUnderTest();
        var (server, desk, store) = await NewAsync(pool, policy: Pop3Policy.Mirror);
        await using var ending = server;
        await desk.CollectAsync();
        await store.ExpungeAsync("Archive", await store.KeysAsync("Archive", MessageOrder.Arrival, null, default), default);
        await desk.CollectAsync();
        await (desk with { Elsewhere = null }).CollectAsync();
        Assert.Equal(Letters.Length, server.Messages.Count);
    }

    [Fact]
    public async Task The_target_is_chosen_and_told_and_somebody_elses_account_is_none()
    {
        await using var server = new ScriptedPop3();
        foreach (var (letter, number) in Letters.Select((letter, number) => (letter, number))) server.Messages.Add(($"u{number}", letter));
        await using var house = new WebmailApp(mail.Server, ("Webmail:Servers:1:Domain", "pop.test"), ("Webmail:Servers:1:Pop3", $"pop3+plain://127.0.0.1:{server.Port}"));
        var (other, stranger) = (await mail.NewUserAsync(), await mail.NewUserAsync());
        await mail.Server.CreateMailboxAsync(other.Address, "Archive");
        (await house.SignInAsync(stranger)).Dispose();
        using var browser = await house.SignInAsync(other);
        using (var added = await browser.PostAsync("/settings/accounts/new", "/settings/accounts/new?address=ann@pop.test", ("address", "ann@pop.test"), ("password", "pass")))
            Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        Task<MailAccount> Account(string address) => house.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking().SingleAsync(row => row.Address == address));
        var (popped, into, theirs) = (await Account("ann@pop.test"), await Account(other.Address), await Account(stranger.Address));
        var (page, where) = ($"/settings/accounts/{popped.Id}/target", $"/settings/accounts/{popped.Id}/where");
        Assert.Contains($"value=\"{into.Id}/Archive\"", await browser.TextAsync(page), StringComparison.Ordinal);
        using (var refused = await browser.PostAsync(page, page, ("into", $"{theirs.Id}/INBOX"))) Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using (var chosen = await browser.PostAsync(page, page, ("into", $"{into.Id}/Archive"))) Assert.Equal(where, chosen.Headers.Location!.ToString());
        Assert.Contains($"Archive of {other.Address}", await browser.TextAsync(where), StringComparison.Ordinal);
        server.Messages.Add(("late", "Subject: Late\r\nMessage-ID: <late@target.test>\r\n\r\nText\r\n"));
        await browser.TextAsync($"/mail/{into.Id}/INBOX");
        (await browser.PostAsync($"{where}?handler=fetch", where)).Dispose();
        await Eventually.Async(async () => (await browser.TextAsync($"/mail/{into.Id}/Archive")).Contains("Late", StringComparison.Ordinal));
        await Eventually.Async(async () => (await browser.TextAsync(where)).Contains("data-where=\"elsewhere\"", StringComparison.Ordinal));
    }

    async Task<(ScriptedPop3 Server, CollectDesk Desk, IMailStore Store)> NewAsync(PoolUnderTest pool, CutProxy? proxy = null, MailPerson? owner = null, Pop3Policy policy = Pop3Policy.DeleteAtOnce)
    {
        var server = new ScriptedPop3();
        foreach (var (letter, number) in Letters.Select((letter, number) => (letter, number))) server.Messages.Add(($"u{number}", letter));
        var store = pool.Store(owner ?? await mail.NewUserAsync(), proxy?.Port).InBulk;
        await store.EnsureRoleAsync(MailboxRole.Archive, default);
        var desk = await CollectDesk.NewAsync(fixture.App, server.Port, policy: policy);
        return (server, desk with { Elsewhere = new Pop3Forwarding("target", store, "Archive") }, store);
    }

    static async Task ExpectAsync(IMailStore store)
    {
        var hashes = new List<string>();
        foreach (var key in await store.KeysAsync("Archive", MessageOrder.Arrival, null, default))
        {
            using var bytes = new MemoryStream();
            await store.CopySourceAsync("Archive", key, bytes, default);
            hashes.Add(Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())));
        }
        Assert.Equal(Letters.Select(letter => Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(letter)))).Order(StringComparer.Ordinal), hashes.Order(StringComparer.Ordinal));
    }
}
