using MailKit;
using MimeKit;
using Webmail.Mail.Reading;

namespace Webmail.Mail.Imap;

/// <summary>
/// How far a server's own description of messages can be read. MailKit ends the connection at a field of more than 4096 octets in one piece, so one
/// message with a long subject would keep a whole mailbox from being listed: it is then described by its header fields, which come as a stream.
/// </summary>
/// <remarks><see cref="WithHeader"/>: with the whole header as well, for one message.</remarks>
internal enum Care { WithHeader, Full, WithoutEnvelope, WithoutStructure }

/// <summary>An envelope made of header fields where the server's own cannot be read.</summary>
static class HeaderEnvelope
{
    static readonly HeaderId[] Fields = [HeaderId.Date, HeaderId.Subject, HeaderId.From, HeaderId.To, HeaderId.Cc, HeaderId.ReplyTo, HeaderId.MessageId, HeaderId.InReplyTo];

    public static FetchRequest Request(MessageSummaryItems items, Care care) => care switch
    {
        Care.WithHeader => new(items | MessageSummaryItems.Headers),
        Care.Full => new(items),
        Care.WithoutEnvelope => new(items & ~MessageSummaryItems.Envelope, Fields),
        _ => new(items & ~(MessageSummaryItems.Envelope | MessageSummaryItems.BodyStructure | MessageSummaryItems.PreviewText), Fields),
    };

    /// <summary>The server's own, or one made of the fields; null when there is neither.</summary>
    public static Envelope? Of(IMessageSummary row) => row.Envelope ?? (row.Headers is { } headers ? EnvelopeFields.Read(headers) : null);
}
