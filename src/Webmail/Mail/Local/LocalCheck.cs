using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>
/// Looks through all mail that is kept here: whether the bytes are still those that came (SHA-256), and whether what is counted is what is there. Counters can
/// be made true again; bytes that are damaged have to come from a backup.
/// </summary>
public sealed class LocalCheck(LocalMail mail, TextWriter output)
{
    /// <summary>The first argument that asks for it: <c>Webmail check-mail [repair]</c>.</summary>
    public const string Verb = "check-mail";

    int faults, contents, mailboxes;

    /// <returns>How many faults are left.</returns>
    public async Task<int> RunAsync(bool repair, CancellationToken cancel)
    {
        foreach (var account in await mail.ReadAsync(db => db.Set<LocalAccount>().AsNoTracking().OrderBy(row => row.AccountId).ToListAsync(cancel)))
        {
            await ContentsAsync(account, repair, cancel);
            foreach (var mailbox in await mail.ReadAsync(db => db.Set<LocalMailbox>().AsNoTracking().Where(row => row.AccountId == account.AccountId).ToListAsync(cancel)))
                await MailboxAsync(mailbox, repair, cancel);
        }
        await output.WriteLineAsync($"{contents} messages and {mailboxes} mailboxes looked through. Faults: {faults}.");
        return faults;
    }

    async Task ContentsAsync(LocalAccount account, bool repair, CancellationToken cancel)
    {
        long octets = 0;
        foreach (var id in await mail.ReadAsync(db => db.Set<LocalContent>().Where(row => row.AccountId == account.AccountId).OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(cancel)))
        {
            contents++;
            octets += await mail.ReadAsync(db => ContentAsync(db, id, cancel));
        }
        if (octets == account.Octets) return;
        await FaultAsync($"Account {account.AccountId}: {account.Octets} octets are noted, {octets} are there.", repair);
        if (repair) await mail.ChangeAsync(account.AccountId, (_, writer) => writer.UseAsync(octets - account.Octets), cancel);
    }

    async Task<long> ContentAsync(WebmailDb db, long id, CancellationToken cancel)
    {
        if (await db.Set<LocalContent>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel) is not { } content) return 0;
        using var hash = new HashSink();
        try
        {
            await LocalBytes.CopyAsync(db, id, (0, content.Octets), hash, () => false, cancel);
            if (!hash.Result().AsSpan().SequenceEqual(content.Sha256)) await FaultAsync($"Account {content.AccountId}, message {id}: its bytes have changed.", false);
        }
        catch (MailFailure failure) when (failure.Kind == FailureKind.Damaged)
        {
            await FaultAsync($"Account {content.AccountId}, message {id}: its bytes cannot be read.", false);
        }
        if (!await db.Set<LocalMessage>().AnyAsync(message => message.ContentId == id, cancel)) await FaultAsync($"Account {content.AccountId}, message {id}: it lies in no mailbox.", false);
        return content.Octets;
    }

    async Task MailboxAsync(LocalMailbox mailbox, bool repair, CancellationToken cancel)
    {
        mailboxes++;
        if (await mail.ReadAsync(db => CountedAsync(db, mailbox, cancel))) return;
        await FaultAsync($"Account {mailbox.AccountId}, mailbox {mailbox.Name}: what is counted is not what is there.", repair);
        if (repair) await mail.ChangeAsync(mailbox.AccountId, (db, _) => RecountAsync(db, mailbox.Id, cancel), cancel);
    }

    static async Task<bool> CountedAsync(WebmailDb db, LocalMailbox mailbox, CancellationToken cancel)
    {
        var messages = LocalRows.Messages(db, mailbox.Id);
        var threads = db.Set<LocalThread>().AsNoTracking().Where(thread => thread.MailboxId == mailbox.Id);
        if (await messages.CountAsync(cancel) != mailbox.Messages || await messages.CountAsync(message => (message.Flags & (int)MessageFlags.Seen) == 0, cancel) != mailbox.Unread) return false;
        if (await messages.MaxAsync(message => (long?)message.Uid, cancel) >= mailbox.UidNext) return false;
        if (await messages.Select(message => message.Conversation).Distinct().CountAsync(cancel) != mailbox.Threads || await threads.CountAsync(cancel) != mailbox.Threads) return false;
        if (await threads.AnyAsync(thread => thread.Messages != messages.Count(message => message.Conversation == thread.Conversation)
            || thread.Newest != messages.Where(message => message.Conversation == thread.Conversation).Max(message => message.Uid), cancel)) return false;
        return await BlocksAsync(db, messages, threads, mailbox.Id, cancel);
    }

    static async Task<bool> BlocksAsync(WebmailDb db, IQueryable<LocalMessage> messages, IQueryable<LocalThread> threads, long mailboxId, CancellationToken cancel)
    {
        var there = await messages.GroupBy(message => message.Uid / LocalBlock.Width).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancel);
        var standing = await threads.GroupBy(thread => thread.Newest / LocalBlock.Width).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancel);
        var blocks = await db.Set<LocalBlock>().AsNoTracking().Where(block => block.MailboxId == mailboxId).ToListAsync(cancel);
        return there.Keys.Union(standing.Keys).All(number => blocks.Any(block => block.Number == number))
            && blocks.All(block => block.Messages == there.GetValueOrDefault(block.Number) && block.Threads == standing.GetValueOrDefault(block.Number));
    }

    static async Task<bool> RecountAsync(WebmailDb db, long mailboxId, CancellationToken cancel)
    {
        await db.Set<LocalThread>().Where(thread => thread.MailboxId == mailboxId).ExecuteDeleteAsync(cancel);
        await db.Set<LocalBlock>().Where(block => block.MailboxId == mailboxId).ExecuteDeleteAsync(cancel);
        var highest = await LocalRows.Messages(db, mailboxId).MaxAsync(message => (long?)message.Uid, cancel) ?? 0;
        await db.Set<LocalMailbox>().Where(mailbox => mailbox.Id == mailboxId).ExecuteUpdateAsync(set => set.SetProperty(mailbox => mailbox.Messages, 0).SetProperty(mailbox => mailbox.Unread, 0)
            .SetProperty(mailbox => mailbox.Threads, 0).SetProperty(mailbox => mailbox.UidNext, mailbox => mailbox.UidNext > highest ? mailbox.UidNext : highest + 1), cancel);
        var counters = new LocalCounters(db, mailboxId, cancel);
        foreach (var message in await LocalRows.Messages(db, mailboxId).Select(message => new { message.Uid, message.Conversation, message.Flags }).ToListAsync(cancel))
            counters.Count(message.Uid, message.Conversation, message.Flags, 1);
        await counters.WriteAsync();
        return true;
    }

    async Task FaultAsync(string sentence, bool mended)
    {
        if (!mended) faults++;
        await output.WriteLineAsync(mended ? $"{sentence} Counted anew." : sentence);
    }

    sealed class HashSink : Sink
    {
        readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public byte[] Result() => hash.GetHashAndReset();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            hash.AppendData(buffer.Span);
            return ValueTask.CompletedTask;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
