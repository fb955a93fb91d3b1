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

    /// <summary>Gives each of them its conversation.</summary>
    /// <param name="account">Whose row is locked.</param>
    /// <returns>What is to be added: the names that are new.</returns>
    public static async Task<List<object>> JoinAsync(WebmailDb db, string account, IReadOnlyList<LocalMade> made, CancellationToken cancel)
    {
        var known = await KnownAsync(db, account, [.. made.SelectMany(message => message.Letter.Ids).Distinct(StringComparer.Ordinal)], cancel);
        List<LocalReference> added = [];
        foreach (var (letter, content) in made)
        {
            var ids = letter.Ids.ToList();
            var met = ids.Where(known.ContainsKey).Select(id => known[id]).ToList();
            var all = met.Distinct().Order().ToArray();
            // Who names more than may be joined belongs to the message it answers, which is named last.
            content.Conversation = all.Length switch { 0 => content.Id, <= MostJoined => all[0], _ => met[^1] };
            if (all.Length is > 1 and <= MostJoined) await JoinAsync(all[1..], content.Conversation);
            foreach (var id in ids)
                if (known.TryAdd(id, content.Conversation)) added.Add(new LocalReference { AccountId = account, MessageId = id, Conversation = content.Conversation });
        }
        return [.. added];

        // In the database, and among those that are not in it yet.
        async Task JoinAsync(long[] others, long into)
        {
            await MergeAsync(db, account, others, into, cancel);
            foreach (var id in known.Where(pair => others.Contains(pair.Value)).Select(pair => pair.Key).ToList()) known[id] = into;
            foreach (var reference in added.Where(reference => others.Contains(reference.Conversation))) reference.Conversation = into;
            foreach (var (_, content) in made.Where(message => others.Contains(message.Content.Conversation))) content.Conversation = into;
        }
    }

    /// <summary>The conversations that these names belong to.</summary>
    static async Task<Dictionary<string, long>> KnownAsync(WebmailDb db, string account, string[] ids, CancellationToken cancel)
    {
        Dictionary<string, long> known = new(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(LocalCounters.Batch))
            foreach (var reference in await db.Set<LocalReference>().AsNoTracking().Where(reference => reference.AccountId == account && some.Contains(reference.MessageId)).ToListAsync(cancel))
                known[reference.MessageId] = reference.Conversation;
        return known;
    }

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
