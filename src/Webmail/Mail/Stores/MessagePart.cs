namespace Webmail.Mail.Stores;

/// <summary>One node of a message's structure (RFC 9051 §7.5.2 BODYSTRUCTURE). All strings are the sender's.</summary>
/// <param name="Specifier">Part number as in RFC 9051 §6.4.5, e.g. <c>1.2</c>; empty for the root multipart.</param>
/// <param name="MediaType">Lower-case <c>type/subtype</c>.</param>
/// <param name="Parameters">Content-Type parameters, names in lower case; an IMAP store leaves the boundary out.</param>
/// <param name="Encoding">Content-Transfer-Encoding in lower case; empty when absent.</param>
/// <param name="Octets">Size in octets as transferred, before decoding.</param>
/// <param name="Disposition">Lower case <c>inline</c>, <c>attachment</c>, or empty.</param>
/// <param name="FileName">Decoded file name, or empty.</param>
/// <param name="ContentId">Without angle brackets, or empty.</param>
/// <param name="Children">Parts of a multipart, or the body of a message/rfc822.</param>
public sealed record MessagePart(
    string Specifier,
    string MediaType,
    IReadOnlyDictionary<string, string> Parameters,
    string Encoding,
    long Octets,
    string Disposition,
    string FileName,
    string ContentId,
    IReadOnlyList<MessagePart> Children)
{
    public bool IsMultipart => MediaType.StartsWith("multipart/", StringComparison.Ordinal);
    public string Charset => Parameters.GetValueOrDefault("charset", "");

    /// <summary>True for a part that is meant to be saved: marked so, or named and neither text of the message nor a picture in it.</summary>
    public bool IsAttachment => !IsMultipart && !IsSignature && (Disposition == "attachment" || MediaType == "message/rfc822"
        || (FileName.Length > 0 && ContentId.Length == 0 && !(Disposition == "inline" && MediaType.StartsWith("image/", StringComparison.Ordinal))
            && MediaType is not ("text/plain" or "text/html" or "text/calendar")));

    bool IsSignature => MediaType is "application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature";

    /// <summary>Whether the message has attachments of its own; what an attached message holds does not count.</summary>
    public bool HasAttachments => IsAttachment || (IsMultipart && Children.Any(child => child.HasAttachments));

    /// <summary>Of all that a multipart holds: it has no size of its own (RFC 9051 §7.5.2).</summary>
    public long TotalOctets => IsMultipart ? Children.Sum(child => child.TotalOctets) : Octets;

    public IEnumerable<MessagePart> SelfAndDescendants() => Children.SelectMany(child => child.SelfAndDescendants()).Prepend(this);
}

/// <summary>A message as the reader shows it, without any of its bodies.</summary>
/// <param name="At">Sequence number in its mailbox: where its list page lies. Null where a store finds that page by the key alone.</param>
/// <param name="Structure">Root of the part tree; null when the server could not say (then only the source can be downloaded).</param>
public sealed record OpenedMessage(
    Envelope Envelope,
    int? At,
    IReadOnlyList<Correspondent> Cc,
    IReadOnlyList<Correspondent> Bcc,
    IReadOnlyList<Correspondent> ReplyTo,
    string MessageId,
    MessagePart? Structure)
{
    /// <summary>The message this one answers, without angle brackets; empty when it says none.</summary>
    public string InReplyTo { get; init; } = "";

    /// <summary>The whole header, where the store came by it; null when it has to be read (<c>MessageHeaders</c>).</summary>
    public MimeKit.HeaderList? Header { get; init; }
}

/// <summary>Decoded bytes of a part, cut at a limit.</summary>
/// <param name="Truncated">True when the part is larger than what was asked for.</param>
public sealed record PartContent(ReadOnlyMemory<byte> Bytes, bool Truncated);
