using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>What a list needs of a message and its content.</summary>
sealed record LocalRow(
    long MailboxId, long Uid, int Flags, string Keywords, long Received, string Subject, string From, string To, long? Date, int DateOffset, bool HasAttachments, string Snippet)
{
    public Envelope ToEnvelope() => new(
        new MessageKey((uint)MailboxId, (uint)Uid), (MessageFlags)Flags, Subject, LocalWords.People(From), LocalWords.People(To),
        Date is { } date ? DateTimeOffset.FromUnixTimeMilliseconds(date).ToOffset(TimeSpan.FromMinutes(DateOffset)) : null,
        DateTimeOffset.FromUnixTimeMilliseconds(Received), HasAttachments, Snippet) { Keywords = Keywords };
}

/// <summary>Reads messages with what they say.</summary>
static class LocalRows
{
    /// <summary>Rows of lists, without the structure.</summary>
    public static IQueryable<LocalRow> Of(WebmailDb db, IQueryable<LocalMessage> messages) =>
        from message in messages
        join content in db.Set<LocalContent>().AsNoTracking() on message.ContentId equals content.Id
        select new LocalRow(message.MailboxId, message.Uid, message.Flags, message.Keywords, message.Received, content.Subject, content.From, content.To, content.Date,
            content.DateOffset, content.HasAttachments, content.Snippet);

    /// <summary>By their UIDs, in the order given; those that are gone are left out.</summary>
    public static async Task<List<Envelope>> ReadAsync(WebmailDb db, long mailboxId, IReadOnlyList<long> uids, CancellationToken cancel)
    {
        if (uids.Count == 0) return [];
        var wanted = uids.ToArray();
        var rows = await Of(db, Messages(db, mailboxId).Where(message => wanted.Contains(message.Uid))).ToDictionaryAsync(row => row.Uid, cancel);
        return [.. uids.Where(rows.ContainsKey).Select(uid => rows[uid].ToEnvelope())];
    }

    /// <summary>Those of the messages that are there, oldest first.</summary>
    public static async Task<List<LocalMessage>> FindAsync(WebmailDb db, long mailboxId, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel)
    {
        var found = new List<LocalMessage>();
        foreach (var some in keys.Select(key => (long)key.Uid).Distinct().Order().Chunk(LocalCounters.Batch))
            found.AddRange(await Messages(db, mailboxId).Where(message => some.Contains(message.Uid)).OrderBy(message => message.Uid).ToListAsync(cancel));
        return found;
    }

    /// <summary>
    /// By their Message-ID, oldest first. From the content to its few places, and these are sorted out here: asked for all at once, SQLite goes through the mailbox.
    /// </summary>
    public static async Task<IReadOnlyList<MessageKey>> FindAsync(WebmailDb db, LocalMailbox mailbox, string messageId, CancellationToken cancel)
    {
        var contents = await db.Set<LocalContent>().Where(content => content.AccountId == mailbox.AccountId && content.MessageId == messageId).Select(content => content.Id).ToListAsync(cancel);
        if (contents.Count == 0) return [];
        var places = await db.Set<LocalMessage>().Where(message => contents.Contains(message.ContentId)).Select(message => new { message.MailboxId, message.Uid }).ToListAsync(cancel);
        return [.. places.Where(place => place.MailboxId == mailbox.Id).OrderBy(place => place.Uid).Select(place => new MessageKey((uint)place.MailboxId, (uint)place.Uid))];
    }

    public static async Task<IReadOnlyList<MessageMarks>> MarksAsync(WebmailDb db, long mailboxId, IReadOnlyCollection<MessageKey> keys, CancellationToken cancel)
    {
        var marks = new List<MessageMarks>();
        foreach (var some in keys.Select(key => (long)key.Uid).Distinct().Order().Chunk(LocalCounters.Batch))
            marks.AddRange(await Messages(db, mailboxId).Where(message => some.Contains(message.Uid)).OrderBy(message => message.Uid)
                .Join(db.Set<LocalContent>().AsNoTracking(), message => message.ContentId, content => content.Id, (message, content) => new MessageMarks(
                    new MessageKey((uint)message.MailboxId, (uint)message.Uid), (MessageFlags)message.Flags, message.Keywords, DateTimeOffset.FromUnixTimeMilliseconds(message.Received), content.Octets))
                .ToListAsync(cancel));
        return marks;
    }

    public static IQueryable<LocalMessage> Messages(WebmailDb db, long mailboxId) => db.Set<LocalMessage>().AsNoTracking().Where(message => message.MailboxId == mailboxId);

    public static async Task<List<OpenedMessage>> OpenAsync(WebmailDb db, IQueryable<LocalMessage> messages, CancellationToken cancel)
    {
        var pairs = await messages.Join(db.Set<LocalContent>().AsNoTracking(), message => message.ContentId, content => content.Id, (message, content) => new { message, content }).ToListAsync(cancel);
        return [.. pairs.OrderBy(pair => pair.message.Received).ThenBy(pair => pair.message.Uid).Select(pair => Opened(pair.message, pair.content))];
    }

    public static OpenedMessage Opened(LocalMessage message, LocalContent content)
    {
        var row = new LocalRow(message.MailboxId, message.Uid, message.Flags, message.Keywords, message.Received, content.Subject, content.From, content.To, content.Date,
            content.DateOffset, content.HasAttachments, content.Snippet);
        var structure = LocalWords.Structure(content.Structure) is { } root ? PartSpans.From(root) : null;
        return new OpenedMessage(row.ToEnvelope(), At: null, LocalWords.People(content.Cc), LocalWords.People(content.Bcc), LocalWords.People(content.ReplyTo), content.MessageId, structure)
        {
            InReplyTo = content.InReplyTo,
        };
    }
}
