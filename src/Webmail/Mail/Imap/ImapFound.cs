using MailKit;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// One page of a list that is not the whole mailbox in arrival order. The list is found once and then leafed through as it was: rows neither jump nor
/// repeat when flags change meanwhile, and a further page costs one FETCH. Asking for the first page finds it anew, unless it can only be what it was.
/// </summary>
internal sealed class ImapFound(ImapSession session, string mailbox, PageRequest request, MailMemory memory)
{
    public async Task<MessagePage> ReadAsync(CancellationToken cancel)
    {
        if (request.Anchor is { } anchor) session.Expect(anchor);
        var found = Kept() ?? await FindAsync(session, mailbox, request.Order, request.Only, memory, cancel);
        var (from, count) = ListWindow.Of(request, found.Uids.Count, request.Anchor is { } around ? IndexOf(found.Uids, around.Uid) : -1);
        var uids = found.Uids.Skip(from).Take(count).ToList();
        var envelopes = uids.Count == 0 ? [] : await FetchAsync(uids, cancel);
        var total = found.Uids.Count;
        return new MessagePage(mailbox, found.Validity, total, uids.Count == 0 ? 0 : total - from - uids.Count + 1, uids.Count == 0 ? 0 : total - from, envelopes,
            session.Folder.Access != FolderAccess.ReadWrite) { OnlyNewest = found.OnlyNewest, UpTo = session.HighestUid };
    }

    /// <summary>All of the list, found anew.</summary>
    public static async Task<IReadOnlyList<MessageKey>> AllAsync(ImapSession session, MessageOrder order, MessageQuery? only, CancellationToken cancel)
    {
        if (!session.Fresh) await session.SyncAsync(cancel);
        var found = await new ImapSelection(session, order, only, cancel).FindAsync();
        return [.. found.Uids.Select(uid => new MessageKey(found.Validity, uid))];
    }

    FoundMessages? Kept() =>
        request.Anchor is { } anchor && memory.Found(session.Login, mailbox, request.Order, request.Only) is { } kept && kept.Validity == anchor.Validity && kept.Uids.Contains(anchor.Uid)
            ? kept : null;

    /// <summary>All of the list as it is now. To order 100,000 messages by size takes Dovecot 130 ms, to say that they are the same ones 0.2.</summary>
    public static async Task<FoundMessages> FindAsync(ImapSession session, string mailbox, MessageOrder order, MessageQuery? only, MailMemory memory, CancellationToken cancel)
    {
        if (!session.Fresh) await session.SyncAsync(cancel);
        if (order.IsLasting && only is null && memory.Found(session.Login, mailbox, order, only) is { } before
            && await session.HoldsStillAsync(before.Validity, before.Messages, before.Newest, cancel)) return before;
        var found = await new ImapSelection(session, order, only, cancel).FindAsync();
        memory.Keep(session.Login, mailbox, order, only, found);
        return found;
    }

    static int IndexOf(IReadOnlyList<uint> uids, uint uid)
    {
        for (var i = 0; i < uids.Count; i++) if (uids[i] == uid) return i;
        return -1;
    }

    async Task<List<Stores.Envelope>> FetchAsync(List<uint> uids, CancellationToken cancel)
    {
        var rows = new ImapRows(session, mailbox, memory);
        var set = new UniqueIdSet(uids.Select(uid => new UniqueId(uid)), MailKit.Search.SortOrder.Ascending);
        var fetched = await rows.FetchAsync(set, seen: uids.Count(rows.Knows) * 2 > uids.Count, cancel);
        var known = fetched.GroupBy(row => row.Envelope.Key.Uid).ToDictionary(group => group.Key, group => group.First().Envelope);
        return [.. uids.Where(known.ContainsKey).Select(uid => known[uid])];
    }
}
