using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Local;

public sealed class LocalDeliveryOnSqliteTests(OwnSqliteApp fixture) : LocalDeliveryTests(fixture.App), IClassFixture<OwnSqliteApp>;

public sealed class LocalDeliveryOnPostgresTests(OwnPostgresApp fixture) : LocalDeliveryTests(fixture.App), IClassFixture<OwnPostgresApp>;

public abstract class LocalDeliveryTests(WebmailApp app)
{
    LocalDelivery Delivery => app.Services.GetRequiredService<LocalDelivery>();

    [Fact]
    public async Task A_message_is_kept_byte_for_byte_and_counted()
    {
        var account = await KeptAccount.NewAsync(app);
        var raw = RandomNumberGenerator.GetBytes(700_000).Select(octet => (byte)(32 + (octet % 90))).ToArray();
        "Subject: Large one\r\nMessage-ID: <large@example.test>\r\n\r\n"u8.CopyTo(raw);
        var key = await account.DeliverAsync(raw, flags: MessageFlags.Flagged);

        var (mailbox, content) = await app.InDatabaseAsync(async db => (await Mailbox(account, "INBOX", db).SingleAsync(), await db.Set<LocalContent>().SingleAsync(row => row.AccountId == account.Id)));
        Assert.Equal(((uint)mailbox.Id, 1u), (key.Validity, key.Uid));
        Assert.Equal((1, 1, 1, 2L), (mailbox.Messages, mailbox.Unread, mailbox.Threads, mailbox.UidNext));
        Assert.Equal(("Large one", "large@example.test", 700_000L), (content.Subject, content.MessageId, content.Octets));
        Assert.Equal(SHA256.HashData(raw), content.Sha256);
        Assert.Equal(raw, await BytesAsync(content.Id));
        Assert.Equal(700_000, await app.InDatabaseAsync(db => db.Set<LocalAccount>().Where(row => row.AccountId == account.Id).Select(row => row.Octets).SingleAsync()));
    }

    [Fact]
    public async Task A_new_account_gets_the_usual_mailboxes()
    {
        var account = await KeptAccount.NewAsync(app);
        await account.DeliverAsync("Subject: First");
        var names = await app.InDatabaseAsync(db => db.Set<LocalMailbox>().Where(row => row.AccountId == account.Id).OrderBy(row => row.Id).Select(row => row.Name).ToListAsync());
        Assert.Equal(["INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"], names);
        Assert.Equal(FailureKind.MailboxGone, (await Assert.ThrowsAsync<MailFailure>(() => account.DeliverAsync("Subject: Nowhere", mailbox: "No such"))).Kind);
    }

    [Fact]
    public async Task The_same_bytes_are_stored_once()
    {
        var account = await KeptAccount.NewAsync(app);
        var first = await account.DeliverAsync("Subject: Twice");
        var second = await account.DeliverAsync("Subject: Twice");
        await account.DeliverAsync("Subject: Twice", mailbox: "Archive");
        Assert.Equal((1u, 2u), (first.Uid, second.Uid));
        Assert.Equal(1, await app.InDatabaseAsync(db => db.Set<LocalContent>().CountAsync(row => row.AccountId == account.Id)));
        Assert.Equal(25, await app.InDatabaseAsync(db => db.Set<LocalAccount>().Where(row => row.AccountId == account.Id).Select(row => row.Octets).SingleAsync()));
    }

    [Fact]
    public async Task What_is_rolled_back_was_never_there_and_nobody_hears_of_it()
    {
        var account = await KeptAccount.NewAsync(app);
        await account.DeliverAsync("Subject: Stays");
        var heard = 0;
        using var ear = app.Services.GetRequiredService<LocalSignal>().Listen(account.Id, () => heard++);
        await app.InDatabaseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            using var raw = new MemoryStream("Subject: Never\r\n\r\n"u8.ToArray());
            await Delivery.DeliverAsync(db, account.Id, "INBOX", raw, MessageFlags.None, DateTimeOffset.UtcNow, default);
            return 0;
        });
        Assert.Equal(0, heard);
        Assert.Equal((1, 2L), await app.InDatabaseAsync(async db => await Mailbox(account, "INBOX", db).Select(row => new ValueTuple<int, long>(row.Messages, row.UidNext)).SingleAsync()));
        await account.DeliverAsync("Subject: Heard");
        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task Deliveries_at_the_same_time_have_uids_of_their_own_and_true_counters()
    {
        var account = await KeptAccount.NewAsync(app);
        var keys = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => account.DeliverAsync($"Subject: Number {i}\r\nIn-Reply-To: <one@example.test>"))));
        Assert.Equal(Enumerable.Range(1, 12).Select(i => (uint)i), keys.Select(key => key.Uid).Order());
        var mailbox = await app.InDatabaseAsync(db => Mailbox(account, "INBOX", db).SingleAsync());
        Assert.Equal((12, 12, 1), (mailbox.Messages, mailbox.Unread, mailbox.Threads));
        var block = await app.InDatabaseAsync(db => db.Set<LocalBlock>().SingleAsync(row => row.MailboxId == mailbox.Id));
        Assert.Equal((12, 1), (block.Messages, block.Threads));
    }

    [Fact]
    public async Task Conversations_are_joined_also_in_the_wrong_order_but_nobody_makes_one_heap_of_all()
    {
        var account = await KeptAccount.NewAsync(app);
        await account.DeliverAsync("Message-ID: <c@x>\r\nIn-Reply-To: <b@x>");
        await account.DeliverAsync("Message-ID: <a@x>");
        await account.DeliverAsync("Message-ID: <other@x>");
        Assert.Equal(3, await ThreadsAsync(account));
        await account.DeliverAsync("Message-ID: <b@x>\r\nReferences: <a@x>", mailbox: "Archive");
        Assert.Equal(2, await ThreadsAsync(account));
        foreach (var i in Enumerable.Range(0, 8)) await account.DeliverAsync($"Message-ID: <{i}@x>");
        await account.DeliverAsync($"Message-ID: <heap@x>\r\nReferences: {string.Join(' ', Enumerable.Range(0, 8).Select(i => $"<{i}@x>"))}");
        Assert.Equal(10, await ThreadsAsync(account));
    }

    [Fact]
    public async Task Over_quota_nothing_is_stored_and_all_accounts_of_a_person_count()
    {
        var first = await KeptAccount.NewAsync(app);
        var second = await KeptAccount.NewAsync(app, first.PersonId);
        await first.DeliverAsync("Subject: Ten", new string('x', 1000));
        var narrow = new LocalDelivery(new LocalQuota(1500), app.Services.GetRequiredService<LocalSignal>());
        using var raw = new MemoryStream(Encoding.ASCII.GetBytes("Subject: More\r\n\r\n" + new string('y', 1000)));
        var failure = await app.InDatabaseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            return await Assert.ThrowsAsync<MailFailure>(() => narrow.DeliverAsync(db, second.Id, "INBOX", raw, MessageFlags.None, DateTimeOffset.UtcNow, default));
        });
        Assert.Equal(FailureKind.OverQuota, failure.Kind);
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Set<LocalContent>().CountAsync(row => row.AccountId == second.Id)));
    }

    [Fact]
    public async Task With_the_account_everything_goes()
    {
        var account = await KeptAccount.NewAsync(app);
        await account.DeliverAsync("Subject: Gone");
        var content = await app.InDatabaseAsync(db => db.Set<LocalContent>().Where(row => row.AccountId == account.Id).Select(row => row.Id).SingleAsync());
        await app.InDatabaseAsync(db => db.Set<MailAccount>().Where(row => row.Id == account.Id).ExecuteDeleteAsync());
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Set<LocalChunk>().CountAsync(row => row.ContentId == content)));
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Set<LocalText>().CountAsync(row => row.ContentId == content)));
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Set<LocalMessage>().CountAsync(row => row.ContentId == content)));
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task A40_A41_a_bomb_is_kept_but_not_taken_apart(string name, string raw)
    {
        var account = await KeptAccount.NewAsync(app);
        await account.DeliverAsync(Encoding.UTF8.GetBytes(raw));
        var content = await app.InDatabaseAsync(db => db.Set<LocalContent>().AsNoTracking().SingleAsync(row => row.AccountId == account.Id));
        Assert.True(content.Structure is null, name);
        Assert.Equal(Encoding.UTF8.GetBytes(raw), await BytesAsync(content.Id));
    }

    public static TheoryData<string, string> Bombs() => new()
    {
        { "levels", "Subject: Bomb\r\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n")) },
        { "parts", "Subject: Bomb\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\n\r\n", 100_000)) },
        { "fields", string.Concat(Enumerable.Repeat("X: y\r\n", 100_000)) + "\r\n" },
        { "one field", "Subject: " + string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n ", 20_000)) + "\r\n\r\n" },
        { "nothing", "" },
        { "no message", "\0\u0001\u0002" },
    };

    [Fact]
    public async Task Text_that_is_none_does_not_keep_a_message_out()
    {
        var account = await KeptAccount.NewAsync(app);
        byte[] raw = [.. "Subject: =?utf-16?B?ANg=?= =?utf-8?B?AGE=?=\r\nFrom: =?utf-7?Q?+2AA-?= <a@x>\r\nContent-Type: text/plain; charset=utf-16\r\n\r\n"u8, 0, 0xD8, 0, 0, 65, 0, 0xFF, 0xFF];
        await account.DeliverAsync(raw);
        Assert.Equal(1, await app.InDatabaseAsync(db => db.Set<LocalText>().CountAsync(text => db.Set<LocalContent>().Any(row => row.Id == text.ContentId && row.AccountId == account.Id))));
    }

    static IQueryable<LocalMailbox> Mailbox(KeptAccount account, string name, Webmail.Data.WebmailDb db) =>
        db.Set<LocalMailbox>().AsNoTracking().Where(row => row.AccountId == account.Id && row.Name == name);

    Task<int> ThreadsAsync(KeptAccount account) => app.InDatabaseAsync(db => Mailbox(account, "INBOX", db).Select(row => row.Threads).SingleAsync());

    Task<byte[]> BytesAsync(long content) => app.InDatabaseAsync(async db =>
    {
        using var copy = new MemoryStream();
        var octets = await db.Set<LocalContent>().Where(row => row.Id == content).Select(row => row.Octets).SingleAsync();
        await LocalBytes.CopyAsync(db, content, (0, octets), copy, () => false, default);
        return copy.ToArray();
    });
}
