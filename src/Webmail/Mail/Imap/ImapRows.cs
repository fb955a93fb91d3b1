using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Stores;
using Envelope = Webmail.Mail.Stores.Envelope;

namespace Webmail.Mail.Imap;

/// <summary>A message of a window: where it stands now, and what a list shows of it.</summary>
internal readonly record struct ImapRow(int Index, OpenedMessage Message)
{
    public Envelope Envelope => Message.Envelope;
}

/// <summary>
/// Fetches rows. What never changes under a UID (RFC 9051 §2.3.1.1) is not fetched again while it is remembered: only the flags are asked for, and the rest
/// for messages that were not met before.
/// </summary>
internal sealed class ImapRows(ImapSession session, string mailbox, MailMemory memory)
{
    internal const MessageSummaryItems Changing = MessageSummaryItems.UniqueId | MessageSummaryItems.Flags;

    readonly ImapFolder folder = session.Folder;

    /// <param name="seen">Whether most of them are likely remembered.</param>
    public Task<List<ImapRow>> FetchAsync(IList<UniqueId> uids, bool seen, CancellationToken cancel) =>
        FetchAsync(request => folder.FetchAsync(uids, request, cancel), seen, cancel);

    /// <param name="first">Sequence number.</param>
    /// <param name="last">Sequence number.</param>
    public Task<List<ImapRow>> FetchAsync(int first, int last, bool seen, CancellationToken cancel) =>
        FetchAsync(request => folder.FetchAsync(first - 1, last - 1, request, cancel), seen, cancel);

    /// <summary>Those that came or changed since (RFC 7162 §3.1.4.1), and the highest number of a change among them.</summary>
    public async Task<(List<ImapRow> Rows, ulong ModSeq)> FetchChangedAsync(IList<UniqueId> uids, ulong since, CancellationToken cancel)
    {
        var latest = since;
        var found = await FetchAsync(async request =>
        {
            request.ChangedSince = since;
            var summaries = await folder.FetchAsync(uids, request, cancel);
            foreach (var summary in summaries) latest = Math.Max(latest, summary.ModSeq ?? 0);
            return summaries;
        }, true, cancel);
        return (found, latest);
    }

    /// <summary>Whether a message is remembered.</summary>
    public bool Knows(uint uid) => memory.Message(session.Login, mailbox, new(folder.UidValidity, uid)) is not null;

    async Task<List<ImapRow>> FetchAsync(Func<FetchRequest, Task<IList<IMessageSummary>>> fetch, bool seen, CancellationToken cancel)
    {
        var summaries = await fetch(seen ? new FetchRequest(Changing) : session.ListRequest(ImapEnvelopes.Items));
        var rows = new List<ImapRow>(summaries.Count);
        var strangers = new List<UniqueId>();
        foreach (var summary in summaries.Where(summary => summary.UniqueId.IsValid && summary.Fields.HasFlag(MessageSummaryItems.Flags)))
        {
            session.Met(summary.UniqueId.Id);
            if (!seen) Meet(summary, rows);
            else if (memory.Message(session.Login, mailbox, new(folder.UidValidity, summary.UniqueId.Id)) is { } known) MeetAgain(known, summary, rows);
            else strangers.Add(summary.UniqueId);
        }
        if (strangers.Count == 0) return rows;
        foreach (var summary in await folder.FetchAsync(strangers, session.ListRequest(ImapEnvelopes.Items), cancel))
            if (summary.UniqueId.IsValid) Meet(summary, rows);
        return rows;
    }

    void Meet(IMessageSummary summary, List<ImapRow> rows)
    {
        var message = ImapEnvelopes.Whole(summary, folder.UidValidity, rows.Count > 0 ? rows[^1].Envelope : null);
        // Without its structure a message cannot be opened from memory.
        if (session.Care != Care.WithoutStructure) memory.Keep(session.Login, mailbox, message);
        rows.Add(new(summary.Index, message));
    }

    void MeetAgain(OpenedMessage known, IMessageSummary summary, List<ImapRow> rows)
    {
        var envelope = ImapEnvelopes.Again(known.Envelope, summary);
        if (envelope != known.Envelope) memory.Keep(session.Login, mailbox, known = known with { Envelope = envelope });
        rows.Add(new(summary.Index, known));
    }
}
