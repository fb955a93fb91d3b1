using MailKit;
using MailKit.Search;
using MimeKit;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>Puts messages into mailboxes (RFC 9051 §6.3.12) and finds those that are there already.</summary>
internal static class ImapAppend
{
    public static async Task<bool> RunAsync(ImapSession session, string mailbox, AppendRequest request, CancellationToken cancel)
    {
        var folder = await session.FindAsync(mailbox, cancel);
        await session.Rights.ExpectAsync(folder, MailboxRights.Insert, cancel);
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        await folder.AppendAsync(format, request, cancel);
        return true;
    }

    /// <summary>Into the selected mailbox, which tells the keywords it keeps.</summary>
    public static async Task<MessageKey?> RunAsync(ImapSession session, Stream raw, MessageMarks marks, CancellationToken cancel)
    {
        await session.Rights.ExpectAsync(session.Folder, MailboxRights.Insert, cancel);
        using var message = RawMessage.Of(raw);
        var kept = ImapChange.KeywordsOf(session.Folder);
        var keywords = ImapMarks.Keywords(marks).Where(kept.Keeps).ToList();
        var uid = await session.Folder.AppendAsync(FormatOptions.Default, new AppendRequest(message, ImapChange.System(marks.Flags), keywords, marks.Received), cancel);
        return uid is { Id: > 0 } known ? new MessageKey(known.Validity > 0 ? known.Validity : session.Folder.UidValidity, known.Id) : null;
    }

    public static async Task<IReadOnlyList<MessageKey>> FindAsync(ImapSession session, string messageId, CancellationToken cancel)
    {
        // A mailbox that was selected before does not know of what has come since, until the server is asked.
        if (!session.Fresh) await session.SyncAsync(cancel);
        var found = await session.Folder.SearchAsync(SearchQuery.HeaderContains("Message-ID", messageId), cancel);
        return [.. found.Select(uid => new MessageKey(session.Folder.UidValidity, uid.Id))];
    }
}
