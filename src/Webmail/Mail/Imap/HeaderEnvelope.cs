using MailKit;
using MimeKit;
using MimeKit.Utils;

namespace Webmail.Mail.Imap;

/// <summary>
/// How far a server's own description of messages can be read. MailKit ends the connection at a field of more than 4096 octets in one piece, so one
/// message with a long subject would keep a whole mailbox from being listed: it is then described by its header fields, which come as a stream.
/// </summary>
/// <remarks><see cref="WithHeader"/>: with the whole header as well, for one message.</remarks>
internal enum Care { WithHeader, Full, WithoutEnvelope, WithoutStructure }

/// <summary>An envelope made of header fields, each read to a length that still means something.</summary>
static class HeaderEnvelope
{
    const int MostText = 4096;
    const int MostAddresses = 64 << 10;

    static readonly HeaderId[] Fields = [HeaderId.Date, HeaderId.Subject, HeaderId.From, HeaderId.To, HeaderId.Cc, HeaderId.ReplyTo, HeaderId.MessageId, HeaderId.InReplyTo];

    public static FetchRequest Request(MessageSummaryItems items, Care care) => care switch
    {
        Care.WithHeader => new(items | MessageSummaryItems.Headers),
        Care.Full => new(items),
        Care.WithoutEnvelope => new(items & ~MessageSummaryItems.Envelope, Fields),
        _ => new(items & ~(MessageSummaryItems.Envelope | MessageSummaryItems.BodyStructure | MessageSummaryItems.PreviewText), Fields),
    };

    /// <summary>The server's own, or one made of the fields; null when there is neither.</summary>
    public static Envelope? Of(IMessageSummary row)
    {
        if (row.Envelope is not null || row.Headers is not { } headers) return row.Envelope;
        var envelope = new Envelope { Subject = Text(headers, HeaderId.Subject), MessageId = Text(headers, HeaderId.MessageId).Trim('<', '>'), InReplyTo = Text(headers, HeaderId.InReplyTo).Trim('<', '>') };
        if (DateUtils.TryParse(Text(headers, HeaderId.Date), out var date)) envelope.Date = date;
        envelope.From.AddRange(Addresses(headers, HeaderId.From));
        envelope.To.AddRange(Addresses(headers, HeaderId.To));
        envelope.Cc.AddRange(Addresses(headers, HeaderId.Cc));
        envelope.ReplyTo.AddRange(Addresses(headers, HeaderId.ReplyTo));
        return envelope;
    }

    static string Text(HeaderList headers, HeaderId id) =>
        Raw(headers, id, MostText) is { Length: > 0 } raw ? Header.Unfold(Rfc2047.DecodeText(raw)).Trim() : "";

    static InternetAddressList Addresses(HeaderList headers, HeaderId id) =>
        InternetAddressList.TryParse(Raw(headers, id, MostAddresses), out var addresses) ? addresses : [];

    static byte[] Raw(HeaderList headers, HeaderId id, int most) =>
        headers.FirstOrDefault(header => header.Id == id)?.RawValue is { } raw ? raw[..Math.Min(raw.Length, most)] : [];
}
