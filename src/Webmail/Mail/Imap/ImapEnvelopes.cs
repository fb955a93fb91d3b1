using MailKit;
using Webmail.Mail.Stores;
using static Webmail.Mail.Stores.SenderWords;
using Envelope = Webmail.Mail.Stores.Envelope;
using MessageFlags = Webmail.Mail.Stores.MessageFlags;

namespace Webmail.Mail.Imap;

/// <summary>Turns what FETCH answers into the words of the store. Anything may be missing or absurd: a stranger wrote it.</summary>
internal static class ImapEnvelopes
{
    const int MostKeywords = 100;

    /// <summary>What a row or an opened message needs. No RFC822.SIZE: on a new connection to a large Maildir it alone costs 75 ms.</summary>
    public const MessageSummaryItems Items =
        MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.InternalDate | MessageSummaryItems.Envelope | MessageSummaryItems.BodyStructure;

    /// <param name="known">The message when it was opened before, or null.</param>
    public static async Task<OpenedMessage> OpenAsync(ImapSession session, MessageKey key, OpenedMessage? known, CancellationToken cancel)
    {
        session.Expect(key);
        var withHeader = known?.Header is null && session.Care == Care.WithHeader;
        var request = known is null ? session.OpenRequest(Items) : withHeader ? session.OpenRequest(ImapRows.Changing) : new(ImapRows.Changing);
        var row = await RowAsync(session, key, request, cancel);
        // It may have come after this connection last heard of the mailbox: another one showed it in a list.
        if (row is null && !session.Fresh)
        {
            await session.SyncAsync(cancel);
            row = await RowAsync(session, key, request, cancel);
        }
        if (row is null) throw new MailFailure(FailureKind.MessageGone);
        var header = withHeader ? row.Headers : known?.Header;
        return known is null ? Whole(row, key.Validity) with { Header = header } : known with { Envelope = Again(known.Envelope, row), At = row.Index + 1, Header = header };
    }

    static async Task<IMessageSummary?> RowAsync(ImapSession session, MessageKey key, FetchRequest request, CancellationToken cancel) =>
        (await session.Folder.FetchAsync([new UniqueId(key.Uid)], request, cancel))
            .FirstOrDefault(row => row.UniqueId.Id == key.Uid && row.Fields.HasFlag(MessageSummaryItems.Flags));

    /// <param name="before">The message before it in the list: most of a mailbox are to the same person, who is kept once.</param>
    public static OpenedMessage Whole(IMessageSummary row, uint validity, Envelope? before = null)
    {
        var structure = ImapParts.From(row.Body);
        var given = HeaderEnvelope.Of(row);
        var envelope = From(row, given, validity, structure);
        if (before is not null) envelope = envelope with { To = Same(envelope.To, before.To) };
        // Servers say who is answered even when it is the writer (RFC 9051 §7.5.2).
        return new OpenedMessage(
            envelope, row.Index + 1, Correspondents(given?.Cc), Correspondents(given?.Bcc), Same(Correspondents(given?.ReplyTo), envelope.From),
            Clean(given?.MessageId), structure) { InReplyTo = Clean(given?.InReplyTo) };
    }

    static IReadOnlyList<Correspondent> Same(IReadOnlyList<Correspondent> people, IReadOnlyList<Correspondent> known) => people.SequenceEqual(known) ? known : people;

    static Envelope From(IMessageSummary row, MailKit.Envelope? envelope, uint validity, Stores.MessagePart? structure) => new(
        new MessageKey(validity, row.UniqueId.Id),
        Flags(row),
        Clean(envelope?.Subject),
        Correspondents(envelope?.From),
        Correspondents(envelope?.To),
        envelope?.Date,
        row.InternalDate ?? envelope?.Date ?? DateTimeOffset.UnixEpoch,
        structure is { HasAttachments: true },
        Cut(Clean(row.PreviewText), Envelope.LongestSnippet))
    {
        Keywords = Keys(row),
    };

    /// <summary>Those that are not flags to us. Servers may list any number: what no screen of ours could name is left out.</summary>
    static string Keys(IMessageSummary row) => row.Keywords.Count == 0 ? "" : string.Join(' ', row.Keywords
        .Where(keyword => Stores.MessageQuery.IsKeyword(keyword) && !keyword.Equals(Keywords.Forwarded, StringComparison.OrdinalIgnoreCase) && !keyword.Equals(Keywords.Junk, StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal).Take(MostKeywords));

    // Most messages are one text: no tree is made to see that.
    public static bool HasAttachments(BodyPart? body) => body is not BodyPartText { ContentDisposition: null } && ImapParts.From(body) is { HasAttachments: true };

    /// <summary>A message that was read before: only its flags may have changed. The same object when they have not.</summary>
    public static Envelope Again(Envelope envelope, IMessageSummary row) => (Flags(row), Keys(row)) is var (flags, keywords) && flags == envelope.Flags && keywords == envelope.Keywords ? envelope : envelope with { Flags = flags, Keywords = keywords };

    public static MessageFlags Flags(IMessageSummary row)
    {
        // The first five bits have the same meaning in MailKit, but its order of values is its own affair.
        var flags = MessageFlags.None;
        var given = row.Flags ?? MailKit.MessageFlags.None;
        if (given.HasFlag(MailKit.MessageFlags.Seen)) flags |= MessageFlags.Seen;
        if (given.HasFlag(MailKit.MessageFlags.Answered)) flags |= MessageFlags.Answered;
        if (given.HasFlag(MailKit.MessageFlags.Flagged)) flags |= MessageFlags.Flagged;
        if (given.HasFlag(MailKit.MessageFlags.Deleted)) flags |= MessageFlags.Deleted;
        if (given.HasFlag(MailKit.MessageFlags.Draft)) flags |= MessageFlags.Draft;
        foreach (var keyword in row.Keywords)
            foreach (var named in Keywords.All)
                if (keyword.Equals(named.Keyword, StringComparison.OrdinalIgnoreCase)) flags |= named.Flag;
        return flags;
    }
}
