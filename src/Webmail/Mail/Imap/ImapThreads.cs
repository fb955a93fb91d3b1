using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>The conversations of a mailbox as they were when it held this many messages.</summary>
/// <param name="Messages">Of the mailbox: more than the index has when <paramref name="OnlyNewest"/> says so.</param>
internal sealed record KnownThreads(uint Validity, int Messages, ConversationIndex Index, int? OnlyNewest);

/// <summary>
/// Which messages of the selected mailbox belong together: by the server (THREAD, RFC 5256), or found here among the newest
/// <see cref="ImapSelection.MostHere"/>. Kept until messages come or go; flags do not matter.
/// </summary>
internal sealed class ImapThreads(ImapSession session, string mailbox, MailMemory memory)
{
    static readonly TimeSpan TrustFor = TimeSpan.FromSeconds(10);
    readonly ImapFolder folder = session.Folder;

    public async Task<KnownThreads> ReadAsync(CancellationToken cancel)
    {
        var kept = memory.Threads(session.Login, mailbox);
        if (!session.Fresh && (kept is null || session.SinceSync > TrustFor)) await session.SyncAsync(cancel);
        if (kept is not null && await session.HoldsStillAsync(kept.Validity, kept.Messages, kept.Index.Newest, cancel)) return kept;
        var found = (kept is null ? null : await WithoutGoneAsync(kept, cancel))
            ?? (session.Client.ThreadingAlgorithms.Contains(ThreadingAlgorithm.References) ? await AskAsync(cancel) : await FindHereAsync(cancel));
        memory.Keep(session.Login, mailbox, found);
        return found;
    }

    /// <summary>When conversations have only gone, the others are as they were: nobody need thread the whole mailbox again, and send it.</summary>
    /// <returns>Null when it may be otherwise.</returns>
    async Task<KnownThreads?> WithoutGoneAsync(KnownThreads kept, CancellationToken cancel)
    {
        if (kept.Validity != folder.UidValidity || kept.Messages <= folder.Count || kept.OnlyNewest is not null || !session.Offers(ImapCapabilities.ESearch)) return null;
        if ((await folder.SearchAsync(SearchOptions.All, SearchQuery.All, cancel)).UniqueIds is not UniqueIdSet there) return null;
        var index = kept.Index.Left(uid => there.Contains(new UniqueId(uid)));
        return index?.Messages == there.Count ? kept with { Messages = there.Count, Index = index } : null;
    }

    async Task<KnownThreads> AskAsync(CancellationToken cancel)
    {
        // RFC 5256 says nothing of an empty mailbox, and MailKit waits for an answer.
        if (folder.Count == 0) return new(folder.UidValidity, 0, ConversationIndex.Empty, null);
        var index = await ThreadAsync(cancel);
        return new(folder.UidValidity, index.Messages, index, null);
    }

    /// <summary>
    /// THREAD=REFS (draft-ietf-morg-inthread) costs Dovecot a ninth of REFERENCES and does not join strangers that have one subject. MailKit neither
    /// knows nor hears of it: it is tried once on each connection.
    /// </summary>
    async Task<ConversationIndex> ThreadAsync(CancellationToken cancel)
    {
        if (session.LacksRefs) return await ThreadAsync(byRefs: false, cancel);
        try
        {
            return await ThreadAsync(byRefs: true, cancel);
        }
        catch (ImapCommandException e) when (e.Response is ImapCommandResponse.Bad or ImapCommandResponse.No)
        {
            session.LacksRefs = true;
        }
        return await ThreadAsync(byRefs: false, cancel);
    }

    async Task<ConversationIndex> ThreadAsync(bool byRefs, CancellationToken cancel)
    {
        var line = new ThreadLine();
        (session.Guard.ThreadByRefs, session.Guard.Threads) = (byRefs, line);
        try
        {
            await folder.ThreadAsync(ThreadingAlgorithm.References, SearchQuery.All, cancel);
            return line.Index;
        }
        finally
        {
            (session.Guard.ThreadByRefs, session.Guard.Threads) = (false, null);
        }
    }

    async Task<KnownThreads> FindHereAsync(CancellationToken cancel)
    {
        var count = folder.Count;
        if (count == 0) return new(folder.UidValidity, 0, ConversationIndex.Empty, null);
        var request = new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.Envelope | MessageSummaryItems.References);
        var rows = await folder.FetchAsync(Math.Max(0, count - ImapSelection.MostHere), count - 1, request, cancel);
        var index = ConversationIndex.Of(Threading.Group(rows.Where(row => row.UniqueId.IsValid).OrderBy(row => row.Index).Select(Threaded)), (group, members) => members.AddRange(group));
        return new(folder.UidValidity, count, index, count > ImapSelection.MostHere ? ImapSelection.MostHere : null);
    }

    static ThreadedMessage Threaded(IMessageSummary row)
    {
        var answered = row.Envelope?.InReplyTo is { Length: > 0 } id ? [id] : Array.Empty<string>();
        return new(row.UniqueId.Id, row.Envelope?.MessageId ?? "", row.References is { Count: > 0 } references ? [.. references] : answered);
    }
}
