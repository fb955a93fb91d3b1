using MailKit;
using MimeKit;
using MimeKit.Utils;

namespace Webmail.Mail.Reading;

/// <summary>The envelope of a message read from its header fields, each to a length that still means something.</summary>
static class EnvelopeFields
{
    const int MostText = 4096;
    const int MostAddresses = 64 << 10;

    public static Envelope Read(HeaderList headers)
    {
        var envelope = new Envelope { Subject = Text(headers, HeaderId.Subject), MessageId = Text(headers, HeaderId.MessageId).Trim('<', '>'), InReplyTo = Text(headers, HeaderId.InReplyTo).Trim('<', '>') };
        if (DateUtils.TryParse(Text(headers, HeaderId.Date), out var date)) envelope.Date = date;
        envelope.From.AddRange(Addresses(headers, HeaderId.From));
        envelope.To.AddRange(Addresses(headers, HeaderId.To));
        envelope.Cc.AddRange(Addresses(headers, HeaderId.Cc));
        envelope.Bcc.AddRange(Addresses(headers, HeaderId.Bcc));
        envelope.ReplyTo.AddRange(Addresses(headers, HeaderId.ReplyTo));
        return envelope;
    }

    /// <summary>Message-IDs that a field names, without angle brackets.</summary>
    public static IEnumerable<string> Ids(HeaderList headers, HeaderId id) => MimeUtils.EnumerateReferences(Text(headers, id, MostAddresses));

    static string Text(HeaderList headers, HeaderId id, int most = MostText) =>
        Raw(headers, id, most) is { Length: > 0 } raw ? Header.Unfold(Rfc2047.DecodeText(raw)).Trim() : "";

    static InternetAddressList Addresses(HeaderList headers, HeaderId id) =>
        InternetAddressList.TryParse(Raw(headers, id, MostAddresses), out var addresses) ? addresses : [];

    static byte[] Raw(HeaderList headers, HeaderId id, int most) =>
        headers.FirstOrDefault(header => header.Id == id)?.RawValue is { } raw ? raw[..Math.Min(raw.Length, most)] : [];
}
