using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Webmail.Mail.Trust;

namespace Webmail.Pages.Mail;

/// <summary>An open message as the reader draws it.</summary>
/// <param name="Body">What the body holds; null when it could not be read (its frame says why).</param>
/// <param name="Pictures">Why remote pictures are shown; <see cref="PictureReason.None"/>: they are not.</param>
public sealed record ReaderView(OpenedMessage Message, ReadBody? Body, PictureReason Pictures)
{
    /// <summary>The message as a whole is encrypted, or wrapped in its signature: it is opened first.</summary>
    public bool IsSealed => Webmail.Mail.Sealing.SealedMail.KindOf(Message.Structure) != Webmail.Mail.Sealing.SealKind.None;

    public bool ShowImages => Pictures != PictureReason.None;

    /// <summary>The event that somebody invites to; null for none.</summary>
    public InvitationView? Invitation { get; init; }

    /// <summary>What a program reports, when the message is such a report.</summary>
    public MailReport? Report { get; init; }

    /// <summary>A receipt the sender asks for and has not got; null for none.</summary>
    public ReceiptRequest? Receipt { get; init; }

    /// <summary>How to leave the list it came through; null when it says no way that we go.</summary>
    public ListUnsubscribe? Unsubscribe => Trust is null ? null : ListUnsubscribe.Of(Trust.Headers, Trust.Authentication);

    /// <summary>What is known about the sender; null when it could not be read, and for what the person wrote.</summary>
    public MessageTrust? Trust { get; init; }

    public IReadOnlyList<Attachment> Attachments { get; } = BodyChoice.Of(Message.Structure).Attachments;
    /// <summary>Whether HTML keeps the sender's colours on a dark screen, and what was asked for this view only (or nothing).</summary>
    public bool OriginalColours { get; init; }
    public bool Monospace { get; init; }
    public string Colours { get; init; } = "";

    /// <summary>Whether the message is not shown as it was written, or not whole: the original is offered.</summary>
    public bool IsMakeshift => Body?.Pieces.Any(piece => piece is NoticeRead { Notice: BodyNotice.ShownAsText }) == true;
    public bool IsCut => Body?.Pieces.Any(piece => piece is NoticeRead { Notice: BodyNotice.Shortened or BodyNotice.TooComplex or BodyNotice.Unreadable or BodyNotice.PicturesLeftOut }) == true;

    public MessageKey Key => Message.Envelope.Key;
    public string Subject => Shown.Text(Message.Envelope.Subject);
    public Correspondent? Sender => Message.Envelope.From.Count > 0 ? Message.Envelope.From[0] : null;

    /// <summary>Picture of an attachment's kind, from the sender's claim: it decides an icon, nothing else.</summary>
    public static string IconOf(Attachment attachment) => attachment.MediaType switch
    {
        "application/pdf" or "text/plain" => "file-text",
        "text/calendar" or "application/ics" => "calendar",
        "message/rfc822" => "mail",
        "application/zip" or "application/gzip" or "application/x-tar" or "application/x-7z-compressed" => "file-archive",
        var type when type.StartsWith("image/", StringComparison.Ordinal) => "file-image",
        var type when type.StartsWith("audio/", StringComparison.Ordinal) => "file-music",
        var type when type.StartsWith("video/", StringComparison.Ordinal) => "file-video",
        "text/vcard" or "text/x-vcard" or "text/directory" => "contact",
        _ => "file",
    };

    public DateTimeOffset Date => Message.Envelope.Date ?? Message.Envelope.Received;
}

/// <summary>What a body holds back, and where it is shown after all.</summary>
/// <param name="Address">The message as the person's consents show it.</param>
/// <param name="Frame">Id of the frame that shows it.</param>
/// <param name="Consent">Where a consent to the sender's pictures is given.</param>
public sealed record ImagesView(ReaderView Open, string Address, string Frame, string Consent)
{
    /// <summary>Its remote pictures shown or hidden, for this once.</summary>
    public string With(bool images) => $"{Address}{(Address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}images={(images ? "true" : "false")}";
}

/// <summary>What is known about the sender of a message.</summary>
/// <param name="Alone">It is the only message shown: there is room for a note about a sender who is new.</param>
public sealed record TrustView(ReaderView Open, string Mailbox, MailUrls Urls, bool Alone);

/// <summary>What a message invites to.</summary>
/// <param name="Alone">It is the only message shown: names of regions stand once on a page.</param>
public sealed record InvitationCard(ReaderView Open, string Mailbox, MailUrls Urls, When When, bool Alone);

/// <summary>The attachments of a message.</summary>
/// <param name="Alone">It is the only message shown: names of regions stand once on a page.</param>
public sealed record FilesView(ReaderView Open, string Mailbox, MailUrls Urls, bool Alone = true);
