using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Local;
using Webmail.Mail.Stores;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Local;

public sealed class LocalBatchOnSqliteTests(OwnSqliteApp fixture) : LocalBatchTests(fixture.App), IClassFixture<OwnSqliteApp>;

public sealed class LocalBatchOnPostgresTests(OwnPostgresApp fixture) : LocalBatchTests(fixture.App), IClassFixture<OwnPostgresApp>;

/// <summary>Many messages delivered at once are what they are when they are delivered one by one.</summary>
public abstract class LocalBatchTests(WebmailApp app)
{
    // In the wrong order, joining what is there already, twice the same, one with very many names, one that is large.
    static readonly string[] Headers =
    [
        "Subject: c\r\nMessage-ID: <c@x>\r\nIn-Reply-To: <b@x>", "Subject: a\r\nMessage-ID: <a@x>", "Subject: other\r\nMessage-ID: <o@x>", "Subject: b\r\nMessage-ID: <b@x>\r\nReferences: <a@x> <old@x>",
        "Subject: other\r\nMessage-ID: <o@x>", "Subject: late\r\nMessage-ID: <l@x>\r\nIn-Reply-To: <c@x>", "Subject: nothing",
        .. Enumerable.Range(0, 7).Select(i => $"Subject: {i}\r\nMessage-ID: <{i}@x>"), "Subject: heap\r\nMessage-ID: <heap@x>\r\nReferences: <0@x> <1@x> <2@x> <3@x> <4@x> <5@x> <6@x>",
    ];

    static byte[] Message(string header) => Encoding.UTF8.GetBytes($"{header}\r\n\r\n{(header.Contains("late", StringComparison.Ordinal) ? new string('x', 600_000) : "Text.")}\r\n");

    [Fact]
    public async Task A_batch_gives_the_same_mailbox_conversations_and_counters_as_one_after_the_other()
    {
        var (single, batch) = (await KeptAccount.NewAsync(app), await KeptAccount.NewAsync(app));
        foreach (var account in new[] { single, batch }) await account.DeliverAsync("Subject: old\r\nMessage-ID: <old@x>");
        foreach (var header in Headers) await single.DeliverAsync(Message(header));
        var keys = await DeliverAsync(batch, Headers.Select(Message));
        Assert.Equal(Enumerable.Range(2, Headers.Length), keys.Select(key => (int)key.Uid));
        Assert.Equal(await StateAsync(single), await StateAsync(batch));
        var hashes = await app.InDatabaseAsync(db => db.Set<LocalContent>().Where(row => row.AccountId == batch.Id).Select(row => row.Sha256).ToListAsync());
        var equal = await app.InDatabaseAsync(db => LocalProof.EqualAsync(db, batch.Id, hashes.Select(Convert.ToHexStringLower), default));
        Assert.Equal(hashes.Count, equal.Count);
    }

    [Fact]
    public async Task What_is_damaged_or_gone_is_not_proven()
    {
        var account = await KeptAccount.NewAsync(app);
        await DeliverAsync(account, Headers[..4].Select(Message));
        var rows = await app.InDatabaseAsync(db => db.Set<LocalContent>().Where(row => row.AccountId == account.Id).OrderBy(row => row.Id).ToListAsync());
        await app.InDatabaseAsync(db => db.Set<LocalChunk>().Where(row => row.ContentId == rows[0].Id).ExecuteDeleteAsync());
        var other = await app.InDatabaseAsync(db => db.Set<LocalChunk>().Where(row => row.ContentId == rows[1].Id).Select(row => row.Bytes).SingleAsync());
        await app.InDatabaseAsync(db => db.Set<LocalChunk>().Where(row => row.ContentId == rows[2].Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Bytes, other)));
        var equal = await app.InDatabaseAsync(db => LocalProof.EqualAsync(db, account.Id, [.. rows.Select(row => Convert.ToHexStringLower(row.Sha256)), new string('0', 64)], default));
        Assert.Equal(new[] { rows[1], rows[3] }.Select(row => Convert.ToHexStringLower(row.Sha256)).Order(), equal.Order());
    }

    Task<IReadOnlyList<MessageKey>> DeliverAsync(KeptAccount account, IEnumerable<byte[]> messages) => app.InDatabaseAsync(async db =>
    {
        var arrivals = new List<LocalArrival>();
        foreach (var raw in messages) arrivals.Add(new(await LocalLetter.ReadAsync(new MemoryStream(raw), default), MessageFlags.None, DateTimeOffset.UnixEpoch.AddDays(20_000)));
        await using var transaction = await db.Database.BeginTransactionAsync();
        var keys = await app.Services.GetRequiredService<LocalDelivery>().DeliverAsync(db, account.Id, "INBOX", arrivals, default);
        await transaction.CommitAsync();
        return keys;
    });

    /// <summary>Everything but the numbers that the database gives.</summary>
    Task<string> StateAsync(KeptAccount account) => app.InDatabaseAsync(async db =>
    {
        var mailbox = await db.Set<LocalMailbox>().SingleAsync(row => row.AccountId == account.Id && row.Name == "INBOX");
        var messages = await (from message in db.Set<LocalMessage>()
                              join content in db.Set<LocalContent>() on message.ContentId equals content.Id
                              where message.MailboxId == mailbox.Id
                              orderby message.Uid
                              select new { message.Uid, message.Conversation, OfContent = content.Conversation, content.Subject }).ToListAsync();
        var references = await db.Set<LocalReference>().Where(row => row.AccountId == account.Id).OrderBy(row => row.MessageId).ToListAsync();
        var blocks = await db.Set<LocalBlock>().Where(row => row.MailboxId == mailbox.Id).Select(row => new { row.Number, row.Messages, row.Threads }).ToListAsync();
        var threads = await db.Set<LocalThread>().Where(row => row.MailboxId == mailbox.Id).OrderBy(row => row.Newest).Select(row => new { row.Newest, row.Messages }).ToListAsync();
        var octets = await db.Set<LocalAccount>().Where(row => row.AccountId == account.Id).Select(row => row.Octets).SingleAsync();
        // A conversation is called by its first message here.
        var first = messages.GroupBy(message => message.Conversation).ToDictionary(group => group.Key, group => group.Min(message => message.Uid));
        Assert.All(messages, message => Assert.Equal(message.Conversation, message.OfContent));
        return $"{mailbox.Messages} {mailbox.Unread} {mailbox.Threads} {mailbox.UidNext} {octets}\n{string.Join('\n', messages.Select(message => $"{message.Uid} {message.Subject} in {first[message.Conversation]}"))}\n"
            + $"{string.Join('\n', references.Select(row => $"{row.MessageId} {first.GetValueOrDefault(row.Conversation)}"))}\n{string.Join(' ', blocks)}\n{string.Join(' ', threads)}";
    });
}
