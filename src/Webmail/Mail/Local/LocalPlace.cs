using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Local;

/// <summary>Where something stands in a mailbox: blocks are added up from the nearer end, and only the one it lies in is counted through.</summary>
static class LocalPlace
{
    /// <summary>How many messages have this UID or a smaller one: the sequence number of the message that has it.</summary>
    public static async Task<int> CountAsync(WebmailDb db, LocalMailbox mailbox, long uid, CancellationToken cancel)
    {
        var first = uid / LocalBlock.Width * LocalBlock.Width;
        return await BeforeAsync(db, mailbox, uid, block => block.Messages, mailbox.Messages, cancel)
            + await db.Set<LocalMessage>().CountAsync(message => message.MailboxId == mailbox.Id && message.Uid >= first && message.Uid <= uid, cancel);
    }

    /// <summary>How many conversations have a newest message with this UID or a smaller one.</summary>
    public static async Task<int> CountThreadsAsync(WebmailDb db, LocalMailbox mailbox, long newest, CancellationToken cancel)
    {
        var first = newest / LocalBlock.Width * LocalBlock.Width;
        return await BeforeAsync(db, mailbox, newest, block => block.Threads, mailbox.Threads, cancel)
            + await db.Set<LocalThread>().CountAsync(thread => thread.MailboxId == mailbox.Id && thread.Newest >= first && thread.Newest <= newest, cancel);
    }

    /// <summary>How much is in the blocks below that of a UID, of <paramref name="all"/> there is.</summary>
    static async Task<int> BeforeAsync(WebmailDb db, LocalMailbox mailbox, long uid, Expression<Func<LocalBlock, int>> counted, int all, CancellationToken cancel)
    {
        var (blocks, number) = (db.Set<LocalBlock>().Where(block => block.MailboxId == mailbox.Id), uid / LocalBlock.Width);
        return uid < mailbox.UidNext / 2
            ? await blocks.Where(block => block.Number < number).SumAsync(counted, cancel)
            : all - await blocks.Where(block => block.Number >= number).SumAsync(counted, cancel);
    }
}
