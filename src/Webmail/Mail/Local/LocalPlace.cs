using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Local;

/// <summary>Where something stands in a mailbox: blocks are added up from the nearer end, and only the one it lies in is counted through.</summary>
static class LocalPlace
{
    /// <summary>How many messages have this UID or a smaller one: the sequence number of the message that has it.</summary>
    public static async Task<int> CountAsync(WebmailDb db, LocalMailbox mailbox, long uid, CancellationToken cancel)
    {
        var (block, first) = BlockOf(uid);
        var blocks = db.Set<LocalBlock>().Where(row => row.MailboxId == mailbox.Id);
        var below = IsNearTheOldest(mailbox, uid)
            ? await blocks.Where(row => row.Number < block).SumAsync(row => row.Messages, cancel)
            : mailbox.Messages - await blocks.Where(row => row.Number >= block).SumAsync(row => row.Messages, cancel);
        return below + await db.Set<LocalMessage>().CountAsync(message => message.MailboxId == mailbox.Id && message.Uid >= first && message.Uid <= uid, cancel);
    }

    /// <summary>How many conversations have a newest message with this UID or a smaller one.</summary>
    public static async Task<int> CountThreadsAsync(WebmailDb db, LocalMailbox mailbox, long newest, CancellationToken cancel)
    {
        var (block, first) = BlockOf(newest);
        var blocks = db.Set<LocalBlock>().Where(row => row.MailboxId == mailbox.Id);
        var below = IsNearTheOldest(mailbox, newest)
            ? await blocks.Where(row => row.Number < block).SumAsync(row => row.Threads, cancel)
            : mailbox.Threads - await blocks.Where(row => row.Number >= block).SumAsync(row => row.Threads, cancel);
        return below + await db.Set<LocalThread>().CountAsync(thread => thread.MailboxId == mailbox.Id && thread.Newest >= first && thread.Newest <= newest, cancel);
    }

    static (long Block, long First) BlockOf(long uid) => (uid / LocalBlock.Width, uid / LocalBlock.Width * LocalBlock.Width);

    static bool IsNearTheOldest(LocalMailbox mailbox, long uid) => uid < mailbox.UidNext / 2;
}
