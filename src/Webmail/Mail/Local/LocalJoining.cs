using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Mail.Local;

/// <summary>
/// Finds the conversation of a new message by the Message-IDs it names (RFC 5256 §3, steps 1 and 2, for a whole account): those it names belong to it from then
/// on, also before they come. Conversations that turn out to be one become one.
/// </summary>
static class LocalJoining
{
    /// <summary>Mail that comes in the wrong order joins two or three. Whoever names more would make one heap of what is not theirs.</summary>
    const int MostJoined = 5;

    /// <param name="account">Whose row is locked.</param>
    public static async Task<long> JoinAsync(WebmailDb db, string account, long contentId, LocalLetter letter, CancellationToken cancel)
    {
        var ids = letter.Ids.ToArray();
        var known = await db.Set<LocalReference>().AsNoTracking().Where(reference => reference.AccountId == account && ids.Contains(reference.MessageId)).ToListAsync(cancel);
        var met = known.Select(reference => reference.Conversation).Distinct().Order().ToList();
        var conversation = met.Count switch { 0 => contentId, <= MostJoined => met[0], _ => Nearest(ids, known) };
        if (met.Count is > 1 and <= MostJoined) await MergeAsync(db, account, [.. met[1..]], conversation, cancel);
        var added = ids.Except(known.Select(reference => reference.MessageId), StringComparer.Ordinal)
            .Select(id => new LocalReference { AccountId = account, MessageId = id, Conversation = conversation }).ToList();
        db.AddRange(added);
        await db.SaveChangesAsync(cancel);
        foreach (var reference in added) db.Entry(reference).State = EntityState.Detached;
        return conversation;
    }

    /// <summary>The message it answers is named last.</summary>
    static long Nearest(string[] ids, List<LocalReference> known) => known.MaxBy(reference => Array.IndexOf(ids, reference.MessageId))!.Conversation;

    static async Task MergeAsync(WebmailDb db, string account, long[] others, long into, CancellationToken cancel)
    {
        await db.Set<LocalContent>().Where(content => content.AccountId == account && others.Contains(content.Conversation))
            .ExecuteUpdateAsync(set => set.SetProperty(content => content.Conversation, into), cancel);
        await db.Set<LocalReference>().Where(reference => reference.AccountId == account && others.Contains(reference.Conversation))
            .ExecuteUpdateAsync(set => set.SetProperty(reference => reference.Conversation, into), cancel);
        foreach (var mailbox in await db.Set<LocalMailbox>().Where(mailbox => mailbox.AccountId == account).Select(mailbox => mailbox.Id).ToListAsync(cancel))
        {
            var moved = await db.Set<LocalMessage>().Where(message => message.MailboxId == mailbox && others.Contains(message.Conversation))
                .ExecuteUpdateAsync(set => set.SetProperty(message => message.Conversation, into), cancel);
            if (moved == 0) continue;
            var counters = new LocalCounters(db, mailbox, cancel);
            foreach (var conversation in others.Append(into)) counters.Touch(conversation);
            await counters.WriteAsync();
        }
    }
}
