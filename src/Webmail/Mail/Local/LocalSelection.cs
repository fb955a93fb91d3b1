using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>The messages of a list in its order.</summary>
sealed class LocalSelection(WebmailDb db, long mailboxId, TimeZoneInfo zone)
{
    public async Task<List<long>> UidsAsync(MessageOrder order, MessageQuery? only, CancellationToken cancel) =>
        await Ordered(Matching(only), order).Select(message => message.Uid).ToListAsync(cancel);

    /// <summary>Conversations, each where its first message stands.</summary>
    public async Task<List<long>> ConversationsAsync(MessageOrder order, MessageQuery? only, CancellationToken cancel) =>
        [.. (await Ordered(Matching(only), order).Select(message => message.Conversation).ToListAsync(cancel)).Distinct()];

    IQueryable<LocalMessage> Matching(MessageQuery? only) =>
        LocalRows.Messages(db, mailboxId) is var all && only is not null ? all.Where(new LocalQuery(db, zone).Of(only)) : all;

    IQueryable<LocalMessage> Ordered(IQueryable<LocalMessage> messages, MessageOrder order)
    {
        if (order.By == OrderBy.Arrival) return order.Reversed ? messages.OrderBy(message => message.Uid) : messages.OrderByDescending(message => message.Uid);
        if (order.By is OrderBy.Unread or OrderBy.Flagged) return Marked(messages, order);
        var pairs = messages.Join(db.Set<LocalContent>(), message => message.ContentId, content => content.Id, (message, content) => new Pair { Message = message, Content = content });
        return Directed(pairs, order).ThenByDescending(pair => pair.Message.Uid).Select(pair => pair.Message);
    }

    static IOrderedQueryable<LocalMessage> Marked(IQueryable<LocalMessage> messages, MessageOrder order)
    {
        var bit = (int)(order.By == OrderBy.Unread ? MessageFlags.Seen : MessageFlags.Flagged);
        var marked = order.By == OrderBy.Unread == order.Reversed ? messages.OrderByDescending(message => message.Flags & bit) : messages.OrderBy(message => message.Flags & bit);
        return marked.ThenByDescending(message => message.Uid);
    }

    static IOrderedQueryable<Pair> Directed(IQueryable<Pair> pairs, MessageOrder order) => (order.By, order.Reversed) switch
    {
        (OrderBy.Date, false) => pairs.OrderByDescending(pair => pair.Content.Date ?? pair.Message.Received),
        (OrderBy.Date, true) => pairs.OrderBy(pair => pair.Content.Date ?? pair.Message.Received),
        (OrderBy.Size, false) => pairs.OrderByDescending(pair => pair.Content.Octets),
        (OrderBy.Size, true) => pairs.OrderBy(pair => pair.Content.Octets),
        (OrderBy.Sender, false) => pairs.OrderBy(pair => pair.Content.SenderKey),
        (OrderBy.Sender, true) => pairs.OrderByDescending(pair => pair.Content.SenderKey),
        (OrderBy.Recipient, false) => pairs.OrderBy(pair => pair.Content.RecipientKey),
        (OrderBy.Recipient, true) => pairs.OrderByDescending(pair => pair.Content.RecipientKey),
        (_, false) => pairs.OrderBy(pair => pair.Content.SubjectKey),
        (_, true) => pairs.OrderByDescending(pair => pair.Content.SubjectKey),
    };

    sealed class Pair
    {
        public required LocalMessage Message { get; init; }
        public required LocalContent Content { get; init; }
    }
}
