using MailKit;
using Webmail.Mail.Stores;
using Envelope = Webmail.Mail.Stores.Envelope;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Mail.Imap;

/// <summary>Conversations of a list in its order: where they stand in the index they were found in.</summary>
internal sealed record FoundConversations(KnownThreads Threads, IReadOnlyList<int> Order, int? OnlyNewest);

/// <summary>
/// One page of a mailbox's conversations. What belongs together is known for the whole mailbox (<see cref="ImapThreads"/>); a page then costs what its
/// messages cost.
/// </summary>
internal sealed class ImapConversations(ImapSession session, string mailbox, PageRequest request, MailMemory memory)
{
    /// <summary>Of a longer conversation the row shows the first message and the newest; of the others only flags are asked for.</summary>
    const int MostShown = 25;

    readonly ImapRows rows = new(session, mailbox, memory);

    public async Task<MessagePage> ReadAsync(CancellationToken cancel)
    {
        if (request.Anchor is { } anchor) session.Expect(anchor);
        if (request.Anew && !session.Fresh) await session.SyncAsync(cancel);
        var found = await FindAsync(await new ImapThreads(session, mailbox, memory).ReadAsync(cancel), cancel);
        var total = found.Order.Count;
        var (from, count) = ListWindow.Of(request, total, request.Anchor is { } around ? IndexOf(found, around.Uid) : -1);
        var page = found.Order.Skip(from).Take(count).Select(at => found.Threads.Index[at].ToArray()).ToList();
        var conversations = await ConversationsAsync(page, cancel);
        var none = page.Count == 0;
        return new MessagePage(mailbox, found.Threads.Validity, total, none ? 0 : total - from - page.Count + 1, none ? 0 : total - from,
            [.. conversations.Select(conversation => conversation.Newest)], session.Folder.Access != FolderAccess.ReadWrite)
        { OnlyNewest = found.OnlyNewest, Conversations = conversations, UpTo = session.HighestUid };
    }

    /// <summary>As the mailbox lies, or as a selection orders it; a selection is leafed through as it was found, like every other.</summary>
    async Task<FoundConversations> FindAsync(KnownThreads threads, CancellationToken cancel)
    {
        if (request.Order.IsNatural && request.Only is null) return new(threads, new Natural(threads.Index.Count), threads.OnlyNewest);
        if (request.Anchor is { } anchor && memory.FoundConversations(session.Login, mailbox, request.Order, request.Only) is { } kept
            && kept.Threads.Validity == anchor.Validity && IndexOf(kept, anchor.Uid) >= 0) return kept;
        var selected = await ImapFound.FindAsync(session, mailbox, request.Order, request.Only, memory, cancel);
        var found = new FoundConversations(threads, threads.Index.Among(selected.Uids), selected.OnlyNewest ?? threads.OnlyNewest);
        memory.Keep(session.Login, mailbox, request.Order, request.Only, found);
        return found;
    }

    static int IndexOf(FoundConversations found, uint uid)
    {
        var at = found.Threads.Index.IndexOf(uid);
        if (at < 0 || found.Order is Natural) return at;
        for (var i = 0; i < found.Order.Count; i++) if (found.Order[i] == at) return i;
        return -1;
    }

    async Task<List<Conversation>> ConversationsAsync(List<uint[]> page, CancellationToken cancel)
    {
        var shown = page.SelectMany(Shown).ToList();
        if (shown.Count == 0) return [];
        var fetched = await rows.FetchAsync(Set(shown), seen: shown.Count(rows.Knows) * 2 > shown.Count, cancel);
        var envelopes = fetched.GroupBy(row => row.Envelope.Key.Uid).ToDictionary(same => same.Key, same => same.First().Envelope);
        var others = await FlagsAsync([.. page.SelectMany(members => members.Except(Shown(members)))], cancel);
        return [.. page.Select(members => Conversation(members, envelopes, others)).OfType<Conversation>()];
    }

    static IEnumerable<uint> Shown(uint[] members) => members.Length <= MostShown ? members : members[^(MostShown - 1)..].Prepend(members[0]);

    async Task<Dictionary<uint, MessageFlags>> FlagsAsync(List<uint> uids, CancellationToken cancel)
    {
        if (uids.Count == 0) return [];
        var summaries = await session.Folder.FetchAsync(Set(uids), new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.Flags), cancel);
        return summaries.Where(row => row.UniqueId.IsValid).GroupBy(row => row.UniqueId.Id).ToDictionary(same => same.Key, same => ImapEnvelopes.Flags(same.First()));
    }

    /// <summary>Null when all of it has gone meanwhile.</summary>
    static Conversation? Conversation(uint[] members, Dictionary<uint, Envelope> envelopes, Dictionary<uint, MessageFlags> others)
    {
        // By the date they came: what was moved away and back has a new UID.
        var messages = Shown(members).Where(envelopes.ContainsKey).Select(uid => envelopes[uid]).OrderBy(envelope => envelope.Received).ToList();
        if (messages.Count == 0) return null;
        var flags = messages.Select(envelope => envelope.Flags).Concat(members.Where(others.ContainsKey).Select(uid => others[uid]));
        return new(messages, members.Length, Stores.Conversation.Together(flags));
    }

    static UniqueIdSet Set(IEnumerable<uint> uids) => new(uids.Select(uid => new UniqueId(uid)), MailKit.Search.SortOrder.Ascending);

    /// <summary>The numbers from 0 on, without keeping them.</summary>
    sealed class Natural(int count) : IReadOnlyList<int>
    {
        public int this[int index] => index;
        public int Count => count;
        public IEnumerator<int> GetEnumerator() => Enumerable.Range(0, count).GetEnumerator();
        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
