using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>A copy of a content in a mailbox, without the place it will have there.</summary>
readonly record struct LocalCopy(long ContentId, long Conversation, int Flags, string Keywords, long Received)
{
    public LocalCopy(LocalMessage message) : this(message.ContentId, message.Conversation, message.Flags, message.Keywords, message.Received) { }
}

/// <summary>
/// Changes the mail of one account inside a transaction that its caller has begun. The first thing it does is to write the account's row, so that changes
/// of one account follow each other on every database: what it reads from then on stays true until the transaction ends.
/// </summary>
sealed class LocalWriter
{
    readonly WebmailDb db;
    readonly CancellationToken cancel;

    LocalWriter(WebmailDb db, string accountId, CancellationToken cancel) => (this.db, AccountId, this.cancel) = (db, accountId, cancel);

    public string AccountId { get; }

    /// <exception cref="InvalidOperationException">The context has no transaction.</exception>
    public static async Task<LocalWriter> BeginAsync(WebmailDb db, string accountId, LocalSignal signal, CancellationToken cancel)
    {
        AfterCommit.Instance.Run(db, () => signal.Raise(accountId));
        // Each would be two more round trips; whatever fails here, the caller takes everything back.
        db.Database.AutoSavepointsEnabled = false;
        if (await LockAsync(db, accountId, cancel) == 0)
        {
            // Two may meet here: one of them makes the row, and the other waits for it.
            await db.Database.ExecuteSqlAsync($"insert into \"LocalAccounts\" (\"AccountId\", \"Octets\", \"Change\") values ({accountId}, 0, 0) on conflict do nothing", cancel);
            await LockAsync(db, accountId, cancel);
            await LocalFolders.PrepareAsync(db, accountId, cancel);
        }
        return new LocalWriter(db, accountId, cancel);
    }

    static Task<int> LockAsync(WebmailDb db, string accountId, CancellationToken cancel) => db.Set<LocalAccount>().Where(account => account.AccountId == accountId)
        .ExecuteUpdateAsync(set => set.SetProperty(account => account.Change, account => account.Change + 1), cancel);

    /// <exception cref="MailFailure"><see cref="FailureKind.MailboxGone"/>.</exception>
    public async Task<LocalMailbox> MailboxAsync(string name) =>
        await db.Set<LocalMailbox>().AsNoTracking().FirstOrDefaultAsync(mailbox => mailbox.AccountId == AccountId && mailbox.Name == name, cancel) ?? throw new MailFailure(FailureKind.MailboxGone);

    /// <summary>Puts messages in, in this order.</summary>
    /// <returns>The UID of the first; the others follow.</returns>
    public async Task<long> InsertAsync(LocalMailbox mailbox, IReadOnlyList<LocalCopy> copies)
    {
        // Not what the caller read earlier: it may have put something in itself.
        var first = await db.Set<LocalMailbox>().Where(row => row.Id == mailbox.Id).Select(row => row.UidNext).SingleAsync(cancel);
        if (first + copies.Count > uint.MaxValue) throw new MailFailure(FailureKind.OverQuota);
        var counters = new LocalCounters(db, mailbox.Id, cancel);
        foreach (var some in copies.Select((copy, at) => Message(mailbox.Id, first + at, copy)).Chunk(LocalCounters.Batch))
        {
            db.AddRange(some);
            await db.SaveChangesAsync(cancel);
            foreach (var message in some)
            {
                db.Entry(message).State = EntityState.Detached;
                counters.Count(message.Uid, message.Conversation, message.Flags, 1);
            }
        }
        await db.Set<LocalMailbox>().Where(row => row.Id == mailbox.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.UidNext, first + copies.Count), cancel);
        await counters.WriteAsync();
        await KnowAsync(mailbox, copies);
        return first;
    }

    /// <summary>Takes messages out. Contents nobody refers to any more go with them, unless they are about to be put in elsewhere.</summary>
    public async Task RemoveAsync(LocalMailbox mailbox, IReadOnlyList<LocalMessage> messages, bool kept = false)
    {
        var counters = new LocalCounters(db, mailbox.Id, cancel);
        foreach (var some in messages.Chunk(LocalCounters.Batch))
        {
            var uids = some.Select(message => message.Uid).ToArray();
            await db.Set<LocalMessage>().Where(message => message.MailboxId == mailbox.Id && uids.Contains(message.Uid)).ExecuteDeleteAsync(cancel);
            foreach (var message in some) counters.Count(message.Uid, message.Conversation, message.Flags, -1);
        }
        await counters.WriteAsync();
        if (!kept) await DropUnusedAsync([.. messages.Select(message => message.ContentId).Distinct()]);
    }

    public async Task DropUnusedAsync(IReadOnlyCollection<long> contentIds)
    {
        foreach (var some in contentIds.Chunk(LocalCounters.Batch))
        {
            var unused = await db.Set<LocalContent>().Where(content => some.Contains(content.Id) && !db.Set<LocalMessage>().Any(message => message.ContentId == content.Id))
                .Select(content => new { content.Id, content.Octets, content.Conversation }).ToListAsync(cancel);
            if (unused.Count == 0) continue;
            var (ids, conversations, octets) = (unused.Select(content => content.Id).ToArray(), unused.Select(content => content.Conversation).Distinct().ToArray(), unused.Sum(content => content.Octets));
            await db.Set<LocalContent>().Where(content => ids.Contains(content.Id)).ExecuteDeleteAsync(cancel);
            await db.Set<LocalReference>().Where(reference => reference.AccountId == AccountId && conversations.Contains(reference.Conversation)
                && !db.Set<LocalContent>().Any(content => content.AccountId == AccountId && content.Conversation == reference.Conversation)).ExecuteDeleteAsync(cancel);
            await UseAsync(-octets);
        }
    }

    /// <summary>More octets are kept, or less.</summary>
    public Task<int> UseAsync(long more) => db.Set<LocalAccount>().Where(account => account.AccountId == AccountId)
        .ExecuteUpdateAsync(set => set.SetProperty(account => account.Octets, account => account.Octets + more), cancel);

    /// <summary>A mailbox keeps every keyword that a message in it ever had.</summary>
    public async Task KnowAsync(LocalMailbox mailbox, IEnumerable<LocalCopy> copies)
    {
        var known = mailbox.Keywords.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var all = known.Concat(copies.SelectMany(copy => copy.Keywords.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (all.Count == known.Length) return;
        var keywords = string.Join(' ', all);
        await db.Set<LocalMailbox>().Where(row => row.Id == mailbox.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Keywords, keywords), cancel);
    }

    static LocalMessage Message(long mailboxId, long uid, LocalCopy copy) => new()
    {
        MailboxId = mailboxId, Uid = uid, ContentId = copy.ContentId, Conversation = copy.Conversation, Flags = copy.Flags, Keywords = copy.Keywords, Received = copy.Received,
    };
}
