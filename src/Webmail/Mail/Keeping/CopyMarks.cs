using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keeping;

/// <summary>Lets copies follow their originals: into the mailbox they were filed in, and with the flags and keywords they were given. A copy that its person has moved here is left alone.</summary>
sealed class CopyMarks(CopyRound round, WebmailDb db)
{
    /// <summary>What a mailbox does with a message, and not what a person thinks of it, is not taken over.</summary>
    const MessageFlags Followed = MessageFlags.Seen | MessageFlags.Answered | MessageFlags.Flagged | MessageFlags.Forwarded | MessageFlags.Junk | MessageFlags.NotJunk | MessageFlags.Muted;

    readonly LocalStore kept = round.Store.Kept;

    public async Task FollowAsync(
        IReadOnlyList<(Pop3Known Known, Mailbox Mailbox)> filed, IEnumerable<((Mailbox Mailbox, MessageKey Key) There, Pop3Known Known)> present, Pop3Ledger ledger, CancellationToken cancel)
    {
        var names = await db.Set<LocalMailbox>().AsNoTracking().Where(mailbox => mailbox.AccountId == round.Source.AccountId).ToDictionaryAsync(mailbox => (uint)mailbox.Id, mailbox => mailbox.Name, cancel);
        foreach (var (known, mailbox) in filed) await FileAsync(known, await round.Folders.ForAsync(mailbox, cancel), names, ledger, cancel);
        var byPlace = present.Where(one => one.Known.State is Pop3ItemState.Stored or Pop3ItemState.Verified).ToLookup(one => one.There.Mailbox.Name);
        foreach (var cursor in round.Cursors)
        {
            if (round.Before.GetValueOrDefault(cursor.Mailbox) is not { ModSeq: > 0 } before || before.Validity != cursor.Validity || before.ModSeq == cursor.ModSeq) continue;
            var changed = (await round.Store.Live.ChangedAsync(cursor.Mailbox, before.ModSeq, cancel)).ToDictionary(marks => marks.Key);
            var copies = byPlace[cursor.Mailbox].Where(one => changed.ContainsKey(one.There.Key)).Select(one => (Copy: KeyOf(one.Known), There: changed[one.There.Key]));
            foreach (var mailbox in copies.Where(one => one.Copy is { } copy && names.ContainsKey(copy.Validity)).GroupBy(one => names[one.Copy!.Value.Validity], one => (Copy: one.Copy!.Value, one.There)))
                await MarkAsync(mailbox.Key, [.. mailbox], cancel);
        }
    }

    async Task MarkAsync(string mailbox, IReadOnlyList<(MessageKey Copy, MessageMarks There)> changed, CancellationToken cancel)
    {
        foreach (var alike in changed.GroupBy(one => one.There.Flags & Followed, one => one.Copy)) await kept.FlagAsync(mailbox, [.. alike], alike.Key, Followed & ~alike.Key, cancel);
        var here = (await kept.MarksAsync(mailbox, [.. changed.Select(one => one.Copy)], cancel)).ToDictionary(marks => marks.Key, Keywords);
        var steps = changed.Where(one => here.ContainsKey(one.Copy)).SelectMany(one => Steps(one.Copy, here[one.Copy], Keywords(one.There)));
        foreach (var alike in steps.GroupBy(step => (step.Keyword, step.On), step => step.Copy)) await kept.LabelAsync(mailbox, [.. alike], alike.Key.Keyword, alike.Key.On, cancel);
    }

    static IEnumerable<(MessageKey Copy, string Keyword, bool On)> Steps(MessageKey copy, HashSet<string> here, HashSet<string> there) =>
        there.Except(here, here.Comparer).Select(keyword => (copy, keyword, true)).Concat(here.Except(there, here.Comparer).Select(keyword => (copy, keyword, false)));

    /// <summary>Their case does not matter (RFC 9051 §2.3.2).</summary>
    static HashSet<string> Keywords(MessageMarks marks) => marks.Keywords.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);

    async Task FileAsync(Pop3Known known, string mailbox, Dictionary<uint, string> names, Pop3Ledger ledger, CancellationToken cancel)
    {
        if (KeyOf(known) is not { } key || !names.TryGetValue(key.Validity, out var from) || from == mailbox) return;
        if ((await kept.MarksAsync(from, [key], cancel)).Count == 0) return;
        var receipt = await kept.MoveAsync(from, [key], mailbox, cancel);
        if (receipt.Moved is [var filed]) await ledger.FiledAsync(known.Id, filed.ToString(), cancel);
    }

    static MessageKey? KeyOf(Pop3Known known) => MessageKey.TryParse(known.TargetUid, out var key) ? key : null;
}
