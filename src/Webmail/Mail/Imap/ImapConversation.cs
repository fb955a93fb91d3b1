using MailKit;
using MailKit.Search;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// Opens a conversation: its messages in the mailbox, and what the person answered, which lies in Sent. Two connections: the mailbox stays selected on
/// one, because selecting a large one is dear.
/// </summary>
internal sealed class ImapConversation(ImapSessions sessions, MailLogin login, string mailbox, MessageKey key)
{
    /// <summary>As many as one action may name.</summary>
    const int MostMessages = 400;
    const int MostIds = 25;

    /// <param name="sent">Where own replies are; null when the mailbox is that one itself.</param>
    public async Task<OpenedConversation> OpenAsync(string? sent, CancellationToken cancel)
    {
        var opened = await sessions.UseAsync(login, mailbox, ReadAsync, CommandPlan.Read with { Deadline = sessions.Pool.Options.SearchDeadline }, cancel);
        if (sent is null) return opened;
        try
        {
            var replies = await sessions.UseAsync(login, sent, (session, deadline) => RepliesAsync(session, sent, opened, deadline), CommandPlan.BulkRead, cancel);
            var known = opened.Messages.Select(message => message.Opened.MessageId).ToHashSet(StringComparer.Ordinal);
            var own = replies.Where(reply => reply.MessageId.Length == 0 || known.Add(reply.MessageId)).Select(reply => new ConversationMessage(sent, reply));
            return opened with { Messages = [.. opened.Messages.Concat(own).OrderBy(message => message.Envelope.Received)] };
        }
        catch (MailFailure)
        {
            return opened with { RepliesKnown = false };
        }
    }

    async Task<OpenedConversation> ReadAsync(ImapSession session, CancellationToken cancel)
    {
        session.Expect(key);
        var index = (await new ImapThreads(session, mailbox, sessions.Memory).ReadAsync(cancel)).Index;
        var at = index.IndexOf(key.Uid);
        // Older than what was threaded here: a message by itself.
        uint[] members = at < 0 ? [key.Uid] : index[at].ToArray();
        var shown = members.Length <= MostMessages ? members : [.. members[^MostMessages..].Append(key.Uid).Distinct()];
        var rows = new ImapRows(session, mailbox, sessions.Memory);
        var fetched = await rows.FetchAsync(new UniqueIdSet(shown.Select(uid => new UniqueId(uid)), SortOrder.Ascending), seen: shown.Count(rows.Knows) * 2 > shown.Length, cancel);
        if (!fetched.Any(row => row.Envelope.Key == key)) throw new MailFailure(FailureKind.MessageGone);
        var messages = fetched.DistinctBy(row => row.Envelope.Key).OrderBy(row => row.Envelope.Received).Select(row => new ConversationMessage(mailbox, row.Message with { At = row.Index + 1 }));
        return new(mailbox, [.. messages], members.Length - shown.Length, session.Keeps(Keywords.Muted));
    }

    public static async Task<IReadOnlyList<MessageKey>> WholeAsync(ImapSession session, string mailbox, IReadOnlyCollection<MessageKey> keys, MailMemory memory, CancellationToken cancel)
    {
        foreach (var key in keys) session.Expect(key);
        var index = (await new ImapThreads(session, mailbox, memory).ReadAsync(cancel)).Index;
        var whole = keys.SelectMany(key => index.IndexOf(key.Uid) is var at && at >= 0 ? index[at].ToArray() : [key.Uid]);
        return [.. whole.Distinct().Select(uid => new MessageKey(session.Folder.UidValidity, uid))];
    }

    /// <summary>What answers a message of the conversation, or was answered by one. Nobody answers before there was something to answer.</summary>
    static async Task<IReadOnlyList<OpenedMessage>> RepliesAsync(ImapSession session, string sent, OpenedConversation opened, CancellationToken cancel)
    {
        if (!session.Fresh) await session.SyncAsync(cancel);
        var ids = opened.Messages.Select(message => message.Opened.MessageId).Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
        var parents = opened.Messages.Select(message => message.Opened.InReplyTo).Where(id => id.Length > 0 && !ids.Contains(id)).Distinct();
        var questions = ids.TakeLast(MostIds).SelectMany(id => (SearchQuery[])[SearchQuery.HeaderContains("In-Reply-To", id), SearchQuery.HeaderContains("References", id)])
            .Concat(parents.TakeLast(MostIds).SelectMany(id => (SearchQuery[])[SearchQuery.HeaderContains("Message-ID", id), SearchQuery.HeaderContains("References", id)])).ToList();
        if (questions.Count == 0 || session.Folder.Count == 0) return [];
        var found = await session.Folder.SearchAsync(questions.Skip(1).Aggregate(questions[0], (all, next) => all.Or(next)), cancel);
        if (found.Count == 0) return [];
        var uids = new UniqueIdSet(found.TakeLast(MostMessages), SortOrder.Ascending);
        var summaries = await session.Folder.FetchAsync(uids, session.ListRequest(ImapEnvelopes.Items), cancel);
        return [.. summaries.Where(row => row.UniqueId.IsValid && row.Flags?.HasFlag(MailKit.MessageFlags.Deleted) != true).Select(row => ImapEnvelopes.Whole(row, session.Folder.UidValidity))];
    }
}
