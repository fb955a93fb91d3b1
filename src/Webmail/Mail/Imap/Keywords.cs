using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>Keywords in the IANA registry (RFC 5788) that have a place in <see cref="MessageFlags"/>.</summary>
internal static class Keywords
{
    public const string Forwarded = "$Forwarded";
    public const string Junk = "$Junk";
    public const string NotJunk = "$NotJunk";
    public const string ReceiptSettled = "$MDNSent";

    /// <summary>Not registered; what clients that can mute a conversation have agreed on.</summary>
    public const string Muted = "$Muted";

    /// <summary>Each with its flag.</summary>
    public static readonly IReadOnlyList<(MessageFlags Flag, string Keyword)> All =
        [(MessageFlags.Forwarded, Forwarded), (MessageFlags.Junk, Junk), (MessageFlags.NotJunk, NotJunk), (MessageFlags.Muted, Muted), (MessageFlags.ReceiptSettled, ReceiptSettled)];

    /// <summary>Those that these flags are kept by.</summary>
    public static IEnumerable<string> Of(MessageFlags flags) => All.Where(named => flags.HasFlag(named.Flag)).Select(named => named.Keyword);
}
