using MailKit;
using MailKit.Search;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>Reads what a mailbox knows of messages beside their octets.</summary>
internal static class ImapMarks
{
    internal const MessageSummaryItems Items = MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.InternalDate | MessageSummaryItems.Size;

    public static async Task<IReadOnlyList<MessageMarks>> ReadAsync(ImapSession session, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel)
    {
        foreach (var key in keys) session.Expect(key);
        if (keys.Count == 0) return [];
        var uids = new UniqueIdSet(keys.Select(key => new UniqueId(key.Uid)), SortOrder.Ascending);
        var rows = await FetchAsync(session, uids, cancel);
        // They may have come after this connection last heard of the mailbox.
        if (rows.Count < uids.Count && !session.Fresh)
        {
            await session.SyncAsync(cancel);
            rows = await FetchAsync(session, uids, cancel);
        }
        return rows;
    }

    static async Task<List<MessageMarks>> FetchAsync(ImapSession session, UniqueIdSet uids, CancellationToken cancel)
    {
        return Of(session, await session.Folder.FetchAsync(uids, new FetchRequest(Items), cancel));
    }

    public static List<MessageMarks> Of(ImapSession session, IEnumerable<IMessageSummary> rows) => [.. rows.Where(row => row.UniqueId.IsValid && row.Fields.HasFlag(MessageSummaryItems.Flags) && row.InternalDate is not null).Select(row => new MessageMarks(
            new MessageKey(session.Folder.UidValidity, row.UniqueId.Id), ImapEnvelopes.Flags(row), Others(row), row.InternalDate!.Value, row.Size ?? 0))];

    static string Others(IMessageSummary row) => string.Join(' ', row.Keywords
        .Where(keyword => MessageQuery.IsKeyword(keyword) && !Imap.Keywords.All.Any(named => named.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal));

    /// <summary>All of them, with those that are flags to us.</summary>
    public static IEnumerable<string> Keywords(MessageMarks marks) =>
        Imap.Keywords.Of(marks.Flags).Concat(marks.Keywords.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
