using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Local;

/// <summary>Where something stands in a mailbox, as seen from the oldest: blocks are added up, and only the last one is counted through.</summary>
static class LocalPlace
{
    /// <summary>How many messages have this UID or a smaller one: the sequence number of the message that has it.</summary>
    public static async Task<int> CountAsync(WebmailDb db, long mailboxId, long uid, CancellationToken cancel)
    {
        var block = uid / LocalBlock.Width;
        var first = block * LocalBlock.Width;
        var below = await db.Set<LocalBlock>().Where(row => row.MailboxId == mailboxId && row.Number < block).SumAsync(row => row.Messages, cancel);
        return below + await db.Set<LocalMessage>().CountAsync(message => message.MailboxId == mailboxId && message.Uid >= first && message.Uid <= uid, cancel);
    }

    /// <summary>How many conversations have a newest message with this UID or a smaller one.</summary>
    public static async Task<int> CountThreadsAsync(WebmailDb db, long mailboxId, long newest, CancellationToken cancel)
    {
        var block = newest / LocalBlock.Width;
        var first = block * LocalBlock.Width;
        var below = await db.Set<LocalBlock>().Where(row => row.MailboxId == mailboxId && row.Number < block).SumAsync(row => row.Threads, cancel);
        return below + await db.Set<LocalThread>().CountAsync(thread => thread.MailboxId == mailboxId && thread.Newest >= first && thread.Newest <= newest, cancel);
    }
}
