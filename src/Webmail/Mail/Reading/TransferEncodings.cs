using MimeKit;
using MimeKit.IO;
using MimeKit.IO.Filters;
using MimeKit.Utils;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>Undoes a Content-Transfer-Encoding (RFC 2045 §6); bytes in one that is not known pass as they are.</summary>
static class TransferEncodings
{
    /// <summary>What is written to it arrives decoded. Leaves the destination open.</summary>
    public static FilteredStream Decoder(string encoding, Stream destination)
    {
        var decoded = new FilteredStream(new Lent(destination));
        if (MimeUtils.TryParse(encoding, out ContentEncoding known) && known is ContentEncoding.Base64 or ContentEncoding.QuotedPrintable or ContentEncoding.UUEncode)
            decoded.Add(DecoderFilter.Create(known));
        return decoded;
    }
}
