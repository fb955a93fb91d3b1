using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Local;

/// <summary>Keeps what is counted of one mailbox true, in the transaction that changes its messages: counters, conversations, and where they stand.</summary>
sealed class LocalCounters(WebmailDb db, long mailboxId, CancellationToken cancel)
{
    public const int Batch = 500;

    readonly Dictionary<long, (int Messages, int Threads)> blocks = [];
    readonly HashSet<long> conversations = [];
    int messages, unread, threads;

    public void Count(long uid, long conversation, int flags, int sign)
    {
        messages += sign;
        if ((flags & (int)Stores.MessageFlags.Seen) == 0) unread += sign;
        conversations.Add(conversation);
        Add(uid, sign, 0);
    }

    /// <summary>Messages became unread, or read.</summary>
    public void CountUnread(int more) => unread += more;

    /// <summary>Messages now belong to this one, or did.</summary>
    public void Touch(long conversation) => conversations.Add(conversation);

    public async Task WriteAsync()
    {
        foreach (var some in conversations.Chunk(Batch)) await RefreshAsync(some);
        foreach (var (number, more) in blocks) await WriteAsync(number, more.Messages, more.Threads);
        await db.Set<LocalMailbox>().Where(mailbox => mailbox.Id == mailboxId).ExecuteUpdateAsync(set => set
            .SetProperty(mailbox => mailbox.Messages, mailbox => mailbox.Messages + messages).SetProperty(mailbox => mailbox.Unread, mailbox => mailbox.Unread + unread)
            .SetProperty(mailbox => mailbox.Threads, mailbox => mailbox.Threads + threads).SetProperty(mailbox => mailbox.Change, mailbox => mailbox.Change + 1), cancel);
    }

    void Add(long uid, int more, int moreThreads)
    {
        var (there, conversing) = blocks.GetValueOrDefault(uid / LocalBlock.Width);
        blocks[uid / LocalBlock.Width] = (there + more, conversing + moreThreads);
    }

    async Task RefreshAsync(long[] some)
    {
        var now = await db.Set<LocalMessage>().Where(message => message.MailboxId == mailboxId && some.Contains(message.Conversation)).GroupBy(message => message.Conversation)
            .Select(group => new { Conversation = group.Key, Newest = group.Max(message => message.Uid), Messages = group.Count() }).ToDictionaryAsync(group => group.Conversation, cancel);
        var kept = await db.Set<LocalThread>().Where(thread => thread.MailboxId == mailboxId && some.Contains(thread.Conversation)).ToDictionaryAsync(thread => thread.Conversation, cancel);
        foreach (var conversation in some)
        {
            var (before, after) = (kept.GetValueOrDefault(conversation), now.GetValueOrDefault(conversation));
            if (before is not null) Leave(before);
            if (after is null && before is not null) db.Remove(before);
            if (after is null) continue;
            threads++;
            Add(after.Newest, 0, 1);
            if (before is not null) (before.Newest, before.Messages) = (after.Newest, after.Messages);
            else kept[conversation] = db.Add(new LocalThread { MailboxId = mailboxId, Conversation = conversation, Newest = after.Newest, Messages = after.Messages }).Entity;
        }
        await db.SaveChangesAsync(cancel);
        foreach (var thread in kept.Values) db.Entry(thread).State = EntityState.Detached;
    }

    void Leave(LocalThread thread)
    {
        threads--;
        Add(thread.Newest, 0, -1);
    }

    async Task WriteAsync(long number, int more, int moreThreads)
    {
        if (more == 0 && moreThreads == 0) return;
        var there = await db.Set<LocalBlock>().Where(block => block.MailboxId == mailboxId && block.Number == number).ExecuteUpdateAsync(set => set
            .SetProperty(block => block.Messages, block => block.Messages + more).SetProperty(block => block.Threads, block => block.Threads + moreThreads), cancel);
        if (there > 0) return;
        var made = db.Add(new LocalBlock { MailboxId = mailboxId, Number = number, Messages = more, Threads = moreThreads });
        await db.SaveChangesAsync(cancel);
        made.State = EntityState.Detached;
    }
}
