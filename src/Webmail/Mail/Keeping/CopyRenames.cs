using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keeping;

/// <summary>
/// Finds a mailbox again that was renamed on the server. RENAME keeps UIDVALIDITY and UIDs on every server we know; but many servers give all mailboxes
/// the same UIDVALIDITY, so a mailbox is only taken for another when it has a known message under its UID, octet by octet. Then the ledger calls its messages by their new
/// names, and nothing but that one is got again.
/// </summary>
sealed class CopyRenames(WebmailDb db, Pop3Ledger ledger, KeepingStore store)
{
    /// <summary>So many messages are looked for: some may have been deleted meanwhile.</summary>
    const int Proofs = 5;

    /// <param name="all">The mailboxes of the server.</param>
    public async Task FollowAsync(Pop3Source source, IReadOnlyList<Mailbox> all, CancellationToken cancel)
    {
        // Where none is chosen by name, those that were copied last time.
        var chosen = source.Mailboxes.Length > 0;
        List<string> names = chosen ? [.. CopyChoice.Names(source.Mailboxes)] : [.. source.Before.Keys];
        // What lies below a mailbox is renamed with it, here as well.
        foreach (var missing in CopyChoice.Missing(all, string.Join('\n', names)).Order(StringComparer.Ordinal))
        {
            var known = await KnownAsync(source, missing, cancel);
            if (known.Count == 0 || await FindAsync(known, CopyChoice.Possible(all).Where(mailbox => !names.Contains(mailbox.Name)), cancel) is not { } renamed) continue;
            names[names.IndexOf(missing)] = renamed.Name;
            var moved = await new CopyFolders(store.Kept).RenameAsync(missing, renamed, cancel);
            // Those that are filed elsewhere here are met one by one.
            var same = moved ? await SameAsync(source, missing, renamed.Name, cancel) : [];
            await ledger.RechooseAsync(source, chosen ? names : [], new(missing, renamed.Name, same), cancel);
        }
    }

    /// <summary>The newest messages of a mailbox that were there last time. None of one that has been missed before: it is looked for once.</summary>
    async Task<List<Pop3Known>> KnownAsync(Pop3Source source, string mailbox, CancellationToken cancel)
    {
        var rows = await Lines(source, mailbox).Where(item => item.State != Pop3ItemState.Skipped).OrderByDescending(item => item.FirstSeen).Take(Proofs).ToListAsync(cancel);
        return [.. rows.Select(Pop3Known.Of)];
    }

    IQueryable<Pop3Item> Lines(Pop3Source source, string mailbox)
    {
        var start = CopyEntries.NameOf(mailbox);
        return db.Set<Pop3Item>().AsNoTracking().Where(item => item.SourceId == source.Id && item.GoneSince == null && item.Uidl.StartsWith(start));
    }

    async Task<Mailbox?> FindAsync(IReadOnlyList<Pop3Known> known, IEnumerable<Mailbox> among, CancellationToken cancel)
    {
        var mailboxes = among.ToDictionary(mailbox => mailbox.Name, StringComparer.Ordinal);
        foreach (var cursor in await store.Live.CursorsAsync(mailboxes.Keys, cancel))
            foreach (var (line, key) in await ThereAsync(cursor.Mailbox, known.Where(line => CopyEntries.KeyOf(line.Uidl)?.Validity == cursor.Validity), cancel))
                if (await HasAsync(cursor.Mailbox, key, line.Sha256, cancel)) return mailboxes[cursor.Mailbox];
        return null;
    }

    /// <returns>Those of which the mailbox has a message of this size under their UID, the smallest first.</returns>
    async Task<IReadOnlyList<(Pop3Known Line, MessageKey Key)>> ThereAsync(string mailbox, IEnumerable<Pop3Known> lines, CancellationToken cancel)
    {
        var byKey = lines.ToDictionary(line => CopyEntries.KeyOf(line.Uidl)!.Value);
        if (byKey.Count == 0) return [];
        try
        {
            var marks = await store.Live.MarksAsync(mailbox, [.. byKey.Keys], cancel);
            return [.. marks.Where(one => byKey.TryGetValue(one.Key, out var line) && line.Size == Math.Min(one.Octets, int.MaxValue)).OrderBy(one => one.Octets).Select(one => (byKey[one.Key], one.Key))];
        }
        catch (MailFailure one) when (IsGone(one))
        {
            return [];
        }
    }

    /// <returns>The lines whose messages lie in the mailbox under its new name as they lay under the old one.</returns>
    async Task<IReadOnlyCollection<Guid>> SameAsync(Pop3Source source, string was, string now, CancellationToken cancel)
    {
        var taken = (await Lines(source, now).Select(item => item.Uidl).ToListAsync(cancel)).Select(CopyEntries.KeyOf).ToHashSet();
        var lines = (await Lines(source, was).ToListAsync(cancel)).Select(Pop3Known.Of).Where(line => CopyEntries.KeyOf(line.Uidl) is { } key && !taken.Contains(key));
        return [.. (await ThereAsync(now, lines, cancel)).Select(one => one.Line.Id)];
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
        catch (MailFailure one) when (IsGone(one))
        {
            return false;
        }
    }

    static bool IsGone(MailFailure one) => one.Kind is FailureKind.MessageGone or FailureKind.Refused or FailureKind.MailboxGone or FailureKind.MailboxChanged;
}

/// <summary>A mailbox that was renamed on the server.</summary>
/// <param name="Lines">Of the ledger, whose messages are now called after it.</param>
sealed record CopyRename(string Was, string Is, IReadOnlyCollection<Guid> Lines);
