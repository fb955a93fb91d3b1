using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>
/// A page of a list that is not the whole mailbox in arrival order. The list is found with its first page and then leafed through as it was: rows neither jump
/// nor repeat when flags change meanwhile.
/// </summary>
sealed class LocalFound(WebmailDb db, LocalMailbox mailbox, PageRequest request, LocalMail mail)
{
    public async Task<MessagePage> ReadAsync(CancellationToken cancel)
    {
        var anchor = request.Anchor is { } key ? request.Grouped ? await ConversationOf(key, cancel) : key.Uid : -1;
        var rows = (Kept(anchor) ?? await FindAsync(cancel)).Rows;
        var (from, count) = ListWindow.Of(request, rows.Count, anchor < 0 ? -1 : IndexOf(rows, anchor));
        var some = rows.Skip(from).Take(count).ToList();
        var conversations = request.Grouped ? await LocalConversations.ReadAsync(db, mailbox.Id, some, cancel) : null;
        var envelopes = conversations is null ? await LocalRows.ReadAsync(db, mailbox.Id, some, cancel) : [.. conversations.Select(conversation => conversation.Newest)];
        return new MessagePage(mailbox.Name, (uint)mailbox.Id, rows.Count, some.Count == 0 ? 0 : rows.Count - from - some.Count + 1, some.Count == 0 ? 0 : rows.Count - from, envelopes, ReadOnly: false)
        {
            Conversations = conversations, UpTo = (uint)(mailbox.UidNext - 1),
        };
    }

    LocalFoundList? Kept(long anchor) => request.Anchor is not null && mail.Memory.Found(mailbox.Id, request) is { } kept && IndexOf(kept.Rows, anchor) >= 0 ? kept : null;

    async Task<LocalFoundList> FindAsync(CancellationToken cancel)
    {
        var selection = new LocalSelection(db, mailbox.Id, mail.Time.LocalTimeZone);
        var found = new LocalFoundList(request.Grouped ? await selection.ConversationsAsync(request.Order, request.Only, cancel) : await selection.UidsAsync(request.Order, request.Only, cancel));
        mail.Memory.Keep(mailbox.Id, request, found);
        return found;
    }

    async Task<long> ConversationOf(MessageKey key, CancellationToken cancel) =>
        await LocalRows.Messages(db, mailbox.Id).Where(message => message.Uid == key.Uid).Select(message => (long?)message.Conversation).FirstOrDefaultAsync(cancel) ?? -1;

    static int IndexOf(IReadOnlyList<long> rows, long row)
    {
        for (var at = 0; at < rows.Count; at++) if (rows[at] == row) return at;
        return -1;
    }
}
