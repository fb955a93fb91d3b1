namespace Webmail.Mail.Stores;

/// <summary>System flags (RFC 9051 §2.3.2) and the keywords every client knows ($Forwarded, $Junk, $NotJunk, $MDNSent; RFC 5788), and $Muted.</summary>
[Flags]
public enum MessageFlags { None = 0, Seen = 1, Answered = 2, Flagged = 4, Deleted = 8, Draft = 16, Forwarded = 32, Junk = 64, NotJunk = 128, Muted = 256, ReceiptSettled = 512 }

/// <summary>A mailbox address of a header (RFC 5322 §3.4). Both parts are decoded and come from a stranger.</summary>
public sealed record Correspondent(string Name, string Address)
{
    public string Label => Name.Length > 0 ? Name : Address;
}

/// <summary>What a list row shows. Everything is the sender's word, decoded and hostile.</summary>
/// <param name="Date">The Date header; null when missing or unreadable.</param>
/// <param name="Received">INTERNALDATE: when the message came into the mailbox.</param>
/// <param name="HasAttachments">Whether a part is meant to be saved, by BODYSTRUCTURE.</param>
/// <param name="Snippet">First words of the text (RFC 8970 PREVIEW), at most <see cref="LongestSnippet"/> characters; empty when the server offers none.</param>
public sealed record Envelope(
    MessageKey Key,
    MessageFlags Flags,
    string Subject,
    IReadOnlyList<Correspondent> From,
    IReadOnlyList<Correspondent> To,
    DateTimeOffset? Date,
    DateTimeOffset Received,
    bool HasAttachments,
    string Snippet)
{
    /// <summary>As much as a row has room for; servers give up to 256.</summary>
    public const int LongestSnippet = 160;

    /// <summary>Keywords besides those that <see cref="Flags"/> has, in order, with a space between: atoms hold none, and so envelopes stay values.</summary>
    public string Keywords { get; init; } = "";

    public bool HasKeyword(string keyword) => Keywords.Length > 0 && Keywords.Split(' ').Contains(keyword, StringComparer.OrdinalIgnoreCase);

    public bool Unread => !Flags.HasFlag(MessageFlags.Seen);
    public bool Flagged => Flags.HasFlag(MessageFlags.Flagged);
}
