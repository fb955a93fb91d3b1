using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>POP3 mail that is put into a folder of an IMAP account: it is there, whole and once, before anything is deleted where it came from.</summary>
public sealed class Pop3TargetTests(OwnSqliteApp fixture, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
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
        Assert.All(await desk.ItemsAsync(), item => Assert.Equal((Pop3ItemState.Verified, desk.Elsewhere!.Place.AccountId), (item.State, item.TargetAccountId)));
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

    [Theory, InlineData("target/Archive"), InlineData("target/Called otherwise then"), InlineData("removed and added again/Archive")]
    public async Task What_was_put_there_before_the_ledger_could_say_so_is_not_put_there_twice(string inDoubt)
    {
        await using var pool = new PoolUnderTest();
        var (server, desk, store) = await NewAsync(pool);
        await using var ending = server;
        await desk.CollectAsync();
        // As if the process had died between the two.
        await desk.App.InDatabaseAsync(db => db.Set<Pop3Item>().Where(item => item.SourceId == desk.Source).ExecuteDeleteAsync());
        await desk.App.InDatabaseAsync(db => db.Set<Pop3Source>().Where(source => source.Id == desk.Source)
            .ExecuteUpdateAsync(set => set.SetProperty(source => source.LastSnapshotHash, "").SetProperty(source => source.InDoubt, inDoubt)));
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
    public async Task Only_after_a_session_that_broke_off_messages_are_looked_for_before_they_are_put_there()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var (server, desk, _) = await NewAsync(pool, proxy, policy: Pop3Policy.Leave);
        await using var ending = server;
        await desk.CollectAsync();
        Assert.Equal((Letters.Length, 0, 1), (proxy.CommandsWith("APPEND"), proxy.CommandsWith("SEARCH"), proxy.CommandsWith("FETCH")));
        Assert.Equal("", (await desk.LookAsync()).InDoubt);
        server.Messages.Add(("late", Letters[0].Replace("1@target", "late@target", StringComparison.Ordinal)));
        // As if a process had died with messages on their way.
        await desk.App.InDatabaseAsync(db => db.Set<Pop3Source>().Where(source => source.Id == desk.Source).ExecuteUpdateAsync(set => set.SetProperty(source => source.InDoubt, "target/Archive")));
        await desk.CollectAsync();
        Assert.Equal((Letters.Length + 1, 1), (proxy.CommandsWith("APPEND"), proxy.CommandsWith("SEARCH")));
        Assert.Equal("", (await desk.LookAsync()).InDoubt);
    }

    async Task<(ScriptedPop3 Server, CollectDesk Desk, IMailStore Store)> NewAsync(PoolUnderTest pool, CutProxy? proxy = null, MailPerson? owner = null, Pop3Policy policy = Pop3Policy.DeleteAtOnce)
    {
        var server = new ScriptedPop3();
        foreach (var (letter, number) in Letters.Select((letter, number) => (letter, number))) server.Messages.Add(($"u{number}", letter));
        var store = pool.Store(owner ?? await mail.NewUserAsync(), proxy?.Port).InBulk;
        await store.EnsureRoleAsync(MailboxRole.Archive, default);
        var desk = await CollectDesk.NewAsync(fixture.App, server.Port, policy: policy);
        return (server, desk with { Elsewhere = new Pop3Forwarding(new Pop3Place("target", "Archive"), store) }, store);
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
