using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Imap;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keeping;

/// <summary>
/// Deletes messages on the server whose time there is over, by their UIDs and no others (RFC 4315 §2.1). Only those that an earlier session has verified, and whose
/// copy is read back once more before: whoever has removed the copy here keeps the original.
/// </summary>
sealed class CopyRemoval(WebmailDb db, Pop3Ledger ledger, TimeProvider time)
{
    /// <summary>Messages that are deleted in one session.</summary>
    const int Batch = 100;

    /// <summary>Whether there is something to look at.</summary>
    public async Task<bool> AnyAsync(Pop3Source source, CancellationToken cancel)
    {
        if (source.Policy != Pop3Policy.DeleteAfterDays) return false;
        var before = Before(source.Days);
        return await db.Set<Pop3Item>().AnyAsync(item => item.SourceId == source.Id && item.GoneSince == null && item.FirstSeen <= before
            && (item.State == Pop3ItemState.Verified || item.State == Pop3ItemState.Removed) && db.Set<LocalContent>().Any(content => content.AccountId == source.AccountId && content.Sha256 == item.Sha256), cancel);
    }

    /// <param name="present">Messages on the server that were in the ledger before this session began.</param>
    public async Task<int> RunAsync(Pop3Source source, ImapStore live, IReadOnlyList<(string Mailbox, MessageKey Key, Pop3Known Known)> present, CancellationToken cancel)
    {
        // What the person wants now: they may have changed their mind since this session began.
        var (policy, days) = await ledger.PolicyAsync(source.Id, cancel);
        if (policy != Pop3Policy.DeleteAfterDays) return 0;
        var before = Before(days);
        var due = present.Where(one => one.Known.State is Pop3ItemState.Verified or Pop3ItemState.Removed && one.Known.FirstSeen <= before).ToList();
        var deleted = 0;
        foreach (var some in due.Chunk(Batch))
        {
            var equal = await LocalProof.EqualAsync(db, source.AccountId, some.Select(one => one.Known.Sha256), cancel);
            foreach (var mailbox in some.Where(one => equal.Contains(one.Known.Sha256)).GroupBy(one => one.Mailbox)) deleted += await RemoveAsync(source, live, mailbox.Key, [.. mailbox], cancel);
            if (deleted > 0) break;
        }
        return deleted;
    }

    async Task<int> RemoveAsync(Pop3Source source, ImapStore live, string mailbox, IReadOnlyList<(string Mailbox, MessageKey Key, Pop3Known Known)> some, CancellationToken cancel)
    {
        Guid[] lines = [.. some.Select(one => one.Known.Id)];
        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            // Not without the lease: another session may be at it, or the copies may be gone (CopyErasure).
            await ledger.AdvanceAsync(source, 0, cancel);
            await ledger.RemovingAsync(lines, cancel);
            await transaction.CommitAsync(cancel);
        }
        Failpoint.Pass("copy deleting");
        await live.ExpungeAsync(mailbox, [.. some.Select(one => one.Key)], cancel);
        Failpoint.Pass("copy deleted");
        await ledger.RemovedAsync(lines, cancel);
        return some.Count;
    }

    long Before(int days) => time.GetUtcNow().AddDays(-days).ToUnixTimeMilliseconds();
}
