using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>What a message shows, decided from its structure alone: no body has been fetched yet.</summary>
/// <param name="Pieces">In reading order; never empty.</param>
/// <param name="Attachments">Everything that can be saved, in the order of the message.</param>
/// <param name="InlineImages">Pictures that HTML may refer to by Content-ID; those of a multipart/related are not attachments.</param>
public sealed record ReadableBody(IReadOnlyList<BodyPiece> Pieces, IReadOnlyList<Attachment> Attachments, IReadOnlyList<MessagePart> InlineImages)
{
    public bool HasHtml => Pieces.OfType<HtmlPiece>().Any();
}

/// <summary>One stretch of a body.</summary>
public abstract record BodyPiece;

public sealed record HtmlPiece(MessagePart Part) : BodyPiece;

public sealed record TextPiece(MessagePart Part) : BodyPiece;

public sealed record ImagePiece(MessagePart Part) : BodyPiece;

public sealed record NoticePiece(BodyNotice Notice) : BodyPiece;

/// <summary>A sentence that stands in for what is not shown, or explains what is.</summary>
public enum BodyNotice
{
    /// <summary>No text in the message: what there is can be downloaded.</summary>
    DownloadOnly,
    /// <summary>No content at all.</summary>
    Empty,
    Encrypted,
    /// <summary>Signed in a form that wraps the text (S/MIME signed-data).</summary>
    OpaqueSigned,
    /// <summary>OpenPGP as text inside the text: shown as it came, because nothing says which words it covers.</summary>
    InlinePgp,
    /// <summary>A delivery or reading report.</summary>
    Report,
    /// <summary>One of several messages the text was cut into (RFC 2046 §5.2.2).</summary>
    Fragment,
    TooComplex,
    /// <summary>The server could not describe the message.</summary>
    Unreadable,
    /// <summary>More text than is shown: the whole part can be downloaded.</summary>
    Shortened,
    /// <summary>HTML shown as plain text because it was not safe to build.</summary>
    ShownAsText,
    /// <summary>Inline pictures beyond the limit, or not pictures.</summary>
    PicturesLeftOut,
    /// <summary>A part disappeared or could not be read.</summary>
    PartMissing,
}

/// <summary>A part the person can save.</summary>
/// <param name="FileName">Safe to show and to save under (<see cref="FileNames"/>).</param>
/// <param name="MediaType">The sender's claim, lower case.</param>
/// <param name="Size">Octets after decoding, estimated from the transferred size.</param>
public sealed record Attachment(MessagePart Part, string FileName, string MediaType, long Size);
