using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>What a part is to a reader.</summary>
static class PartKinds
{
    /// <summary>Text that was written to be read in a message; structured text (calendars, cards, tables) is for other programs.</summary>
    public static bool IsBodyText(MessagePart part) => part.MediaType switch
    {
        "text/calendar" or "text/vcard" or "text/x-vcard" or "text/directory" or "text/csv" or "text/rfc822-headers" or "text/xml" => false,
        "text" or "application/xhtml+xml" or "" => true,
        _ => part.MediaType.StartsWith("text/", StringComparison.Ordinal),
    };

    /// <summary>Anything that is text on the wire.</summary>
    public static bool IsReadable(MessagePart part) =>
        part.MediaType.StartsWith("text/", StringComparison.Ordinal) || part.MediaType is "message/delivery-status" or "message/disposition-notification"
        || part.MediaType == "message/feedback-report";

    public static bool IsPicture(MessagePart part) => part.MediaType is "image/png" or "image/jpeg" or "image/jpg" or "image/pjpeg" or "image/gif" or "image/webp";

    public static bool LeadsToHtml(MessagePart part) => Leads(part, leaf => leaf.MediaType is "text/html" or "application/xhtml+xml");

    public static bool LeadsToPlainText(MessagePart part) => Leads(part, leaf => leaf.MediaType is "text/plain" or "text");

    public static bool LeadsToText(MessagePart part) => Leads(part, IsBodyText);

    public static IEnumerable<MessagePart> Leaves(MessagePart part) =>
        part.IsMultipart ? part.Children.SelectMany(Leaves) : [part];

    public static BodyNotice? NoticeFor(MessagePart part) => part.MediaType switch
    {
        "application/pkcs7-mime" or "application/x-pkcs7-mime" =>
            part.Parameters.GetValueOrDefault("smime-type", "").StartsWith("signed", StringComparison.OrdinalIgnoreCase) ? BodyNotice.OpaqueSigned : BodyNotice.Encrypted,
        "application/pgp-encrypted" => BodyNotice.Encrypted,
        "message/partial" => BodyNotice.Fragment,
        _ => null,
    };

    /// <summary>RFC 2045 §6.8: base64 carries three octets in four characters, and a line break every 76.</summary>
    public static long DecodedSize(MessagePart part) => part.Encoding == "base64" ? part.Octets * 3 / 4 * 76 / 78 : part.Octets;

    static bool Leads(MessagePart part, Func<MessagePart, bool> wanted) => part.MediaType switch
    {
        "multipart/related" or "multipart/mixed" or "multipart/alternative" or "multipart/signed" => part.Children.Any(child => Leads(child, wanted)),
        _ => !part.IsMultipart && part.Disposition != "attachment" && wanted(part),
    };
}
