namespace Webmail.Mail.Imap;

/// <summary>Keywords in the IANA registry (RFC 5788) that have a place in <see cref="Stores.MessageFlags"/>.</summary>
internal static class Keywords
{
    public const string Forwarded = "$Forwarded";
    public const string Junk = "$Junk";
    public const string NotJunk = "$NotJunk";
    public const string ReceiptSettled = "$MDNSent";

    /// <summary>Not registered; what clients that can mute a conversation have agreed on.</summary>
    public const string Muted = "$Muted";
}
