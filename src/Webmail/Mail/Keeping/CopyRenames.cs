using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keeping;

/// <summary>
/// Finds a chosen mailbox again that was renamed on the server. RENAME keeps UIDVALIDITY and UIDs on every server we know; but many servers give all mailboxes
/// the same UIDVALIDITY, so a mailbox is only taken for another when it has a known message under its UID, octet by octet.
/// </summary>
sealed class CopyRenames(WebmailDb db, Pop3Ledger ledger, KeepingStore store)
{
    /// <summary>So many messages are looked for: some may have been deleted meanwhile.</summary>
    const int Proofs = 5;

    /// <param name="all">The mailboxes of the server.</param>
    public async Task FollowAsync(Pop3Source source, IReadOnlyList<Mailbox> all, CancellationToken cancel)
    {
        List<string> names = [.. CopyChoice.Names(source.Mailboxes)];
        foreach (var missing in CopyChoice.Missing(all, source.Mailboxes))
        {
            var known = await KnownAsync(source, missing, cancel);
            if (known.Count == 0 || await FindAsync(known, CopyChoice.Possible(all).Where(mailbox => !names.Contains(mailbox.Name)), cancel) is not { } renamed) continue;
            names[names.IndexOf(missing)] = renamed.Name;
            await new CopyFolders(store.Kept).RenameAsync(missing, renamed, cancel);
            await ledger.RechooseAsync(source, names, cancel);
        }
    }

    /// <summary>The newest messages of a mailbox that were there last time. None of one that has been missed before: it is looked for once.</summary>
    async Task<List<Pop3Known>> KnownAsync(Pop3Source source, string mailbox, CancellationToken cancel)
    {
        var start = CopyEntries.NameOf(mailbox);
        var rows = await db.Set<Pop3Item>().AsNoTracking().Where(item => item.SourceId == source.Id && item.GoneSince == null && item.State != Pop3ItemState.Skipped && item.Uidl.StartsWith(start))
            .OrderByDescending(item => item.FirstSeen).Take(Proofs).ToListAsync(cancel);
        return [.. rows.Select(Pop3Known.Of)];
    }

    async Task<Mailbox?> FindAsync(IReadOnlyList<Pop3Known> known, IEnumerable<Mailbox> among, CancellationToken cancel)
    {
        var mailboxes = among.ToDictionary(mailbox => mailbox.Name, StringComparer.Ordinal);
        foreach (var cursor in await store.Live.CursorsAsync(mailboxes.Keys, cancel))
            foreach (var line in known)
                if (CopyEntries.KeyOf(line.Uidl) is { } key && key.Validity == cursor.Validity && await HasAsync(cursor.Mailbox, key, line.Sha256, cancel)) return mailboxes[cursor.Mailbox];
        return null;
    }

    async Task<bool> HasAsync(string mailbox, MessageKey key, string sha256, CancellationToken cancel)
    {
        try
        {
            await using var spool = new MessageSpool();
            await store.Live.CopySourceAsync(mailbox, key, spool, cancel);
            spool.Complete();
            return spool.Sha256 == sha256;
        }
        catch (MailFailure one) when (one.Kind is FailureKind.MessageGone or FailureKind.Refused or FailureKind.MailboxGone or FailureKind.MailboxChanged)
        {
            return false;
        }
    }
}
