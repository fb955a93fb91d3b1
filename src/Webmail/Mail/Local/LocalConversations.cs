using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>Conversations of one mailbox: its list where each stands with its newest message, one of them opened, and what belongs to them.</summary>
sealed class LocalConversations(WebmailDb db, LocalMailbox mailbox, CancellationToken cancel)
{
    /// <summary>Of a longer conversation the row shows the first message and the newest.</summary>
    const int MostShown = 25;

    /// <summary>As many as one action may name.</summary>
    const int MostOpened = 400;

    /// <summary>A page in arrival order, found by key.</summary>
    public async Task<MessagePage> PageAsync(PageRequest request)
    {
        var (size, threads) = (ListWindow.SizeOf(request), db.Set<LocalThread>().AsNoTracking().Where(thread => thread.MailboxId == mailbox.Id));
        long pivot = uint.MaxValue;
        var window = LocalWindow.Of(PageSide.Newest, size, mailbox.Threads, 0, false);
        if (request.Side != PageSide.Newest && request.Anchor is { } anchor)
        {
            var standing = await StandingAsync(anchor);
            pivot = standing ?? anchor.Uid;
            window = LocalWindow.Of(request.Side, size, mailbox.Threads, await LocalPlace.CountThreadsAsync(db, mailbox, pivot, cancel), standing is not null);
        }
        var newer = await threads.Where(thread => thread.Newest > pivot).OrderBy(thread => thread.Newest).Take(window.Above).Select(thread => thread.Conversation).ToListAsync(cancel);
        newer.Reverse();
        if (request.Side == PageSide.Older) pivot--;
        var older = await threads.Where(thread => thread.Newest <= pivot).OrderByDescending(thread => thread.Newest).Take(window.Below).Select(thread => thread.Conversation).ToListAsync(cancel);
        var conversations = await ReadAsync(db, mailbox.Id, [.. newer, .. older], cancel);
        var none = conversations.Count == 0;
        return new MessagePage(mailbox.Name, (uint)mailbox.Id, mailbox.Threads, none ? 0 : window.First, none ? 0 : window.Last, [.. conversations.Select(conversation => conversation.Newest)], ReadOnly: false)
        {
            Conversations = conversations, UpTo = (uint)(mailbox.UidNext - 1),
        };
    }

    /// <summary>The UID by which the conversation of this message stands; null when the message is gone.</summary>
    Task<long?> StandingAsync(MessageKey key) =>
        (from message in db.Set<LocalMessage>()
         where message.MailboxId == mailbox.Id && message.Uid == key.Uid
         join thread in db.Set<LocalThread>() on new { message.MailboxId, message.Conversation } equals new { thread.MailboxId, thread.Conversation }
         select (long?)thread.Newest).FirstOrDefaultAsync(cancel);

    /// <summary>Rows of these conversations, in this order; those that are gone are left out.</summary>
    public static async Task<List<Conversation>> ReadAsync(WebmailDb db, long mailboxId, IReadOnlyList<long> conversations, CancellationToken cancel)
    {
        if (conversations.Count == 0) return [];
        var wanted = conversations.ToArray();
        var members = (await LocalRows.Messages(db, mailboxId).Where(message => wanted.Contains(message.Conversation)).OrderBy(message => message.Received).ThenBy(message => message.Uid)
            .Select(message => new { message.Conversation, message.Uid, message.Flags }).ToListAsync(cancel)).ToLookup(member => member.Conversation);
        var shown = conversations.ToDictionary(conversation => conversation, conversation => Shown([.. members[conversation].Select(member => member.Uid)]));
        var envelopes = (await LocalRows.ReadAsync(db, mailboxId, [.. shown.Values.SelectMany(uids => uids)], cancel)).ToDictionary(envelope => (long)envelope.Key.Uid);
        return [.. conversations.Select(conversation => (
                Messages: shown[conversation].Where(envelopes.ContainsKey).Select(uid => envelopes[uid]).ToList(), Members: members[conversation].ToList()))
            .Where(row => row.Messages.Count > 0)
            .Select(row => new Conversation(row.Messages, row.Members.Count, Conversation.Together(row.Members.Select(member => (MessageFlags)member.Flags))))];
    }

    static long[] Shown(long[] members) => members.Length <= MostShown ? members : [members[0], .. members[^(MostShown - 1)..]];

    /// <param name="sent">Where own replies are; null when the mailbox is that one itself.</param>
    public async Task<OpenedConversation> OpenAsync(MessageKey key, LocalMailbox? sent)
    {
        var conversation = await LocalRows.Messages(db, mailbox.Id).Where(message => message.Uid == key.Uid).Select(message => (long?)message.Conversation).FirstOrDefaultAsync(cancel)
            ?? throw new MailFailure(FailureKind.MessageGone);
        var members = LocalRows.Messages(db, mailbox.Id).Where(message => message.Conversation == conversation);
        var count = await members.CountAsync(cancel);
        var shown = await LocalRows.OpenAsync(db, members.OrderByDescending(message => message.Received).Take(MostOpened), cancel);
        if (!shown.Any(message => message.Envelope.Key == key)) shown.InsertRange(0, await LocalRows.OpenAsync(db, members.Where(message => message.Uid == key.Uid), cancel));
        var replies = sent is null ? [] : await LocalRows.OpenAsync(db, LocalRows.Messages(db, sent.Id).Where(message => message.Conversation == conversation)
            .Where(message => (message.Flags & (int)MessageFlags.Deleted) == 0).OrderByDescending(message => message.Received).Take(MostOpened), cancel);
        var known = shown.Select(message => message.MessageId).ToHashSet(StringComparer.Ordinal);
        var own = replies.Where(reply => reply.MessageId.Length == 0 || known.Add(reply.MessageId)).Select(reply => new ConversationMessage(sent!.Name, reply));
        return new OpenedConversation(mailbox.Name, [.. shown.Select(message => new ConversationMessage(mailbox.Name, message)).Concat(own).OrderBy(message => message.Envelope.Received)],
            Math.Max(0, count - shown.Count), CanMute: true);
    }

    public async Task<IReadOnlyList<MessageKey>> WholeAsync(IReadOnlyCollection<MessageKey> keys)
    {
        var whole = new List<MessageKey>();
        foreach (var some in keys.Select(key => (long)key.Uid).Chunk(LocalCounters.Batch))
        {
            var named = LocalRows.Messages(db, mailbox.Id).Where(message => some.Contains(message.Uid)).Select(message => message.Conversation);
            var uids = await LocalRows.Messages(db, mailbox.Id).Where(message => named.Contains(message.Conversation)).OrderBy(message => message.Uid).Select(message => message.Uid).ToListAsync(cancel);
            whole.AddRange(uids.Select(uid => new MessageKey((uint)mailbox.Id, (uint)uid)));
        }
        return [.. whole.Distinct()];
    }
}
