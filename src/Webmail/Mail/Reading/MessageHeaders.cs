using MimeKit;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>The header of a message, or of one that lies inside it, as its writer and every server on the way left it.</summary>
public static class MessageHeaders
{
    public const int MostOctets = 256 << 10;

    /// <param name="enclosed">Part number of a message/rfc822, or empty for the message itself.</param>
    /// <returns>Empty when it cannot be read as a header at all.</returns>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public static async Task<HeaderList> ReadAsync(IMailStore store, string mailbox, MessageKey key, CancellationToken cancel, string enclosed = "")
    {
        var section = enclosed.Length > 0 ? $"{enclosed}.HEADER" : "HEADER";
        var part = new Stores.MessagePart(section, "text/plain", new Dictionary<string, string>(), "binary", 0, "", "", "", []);
        var content = await store.ReadPartAsync(mailbox, key, part, MostOctets, cancel);
        return Parse(content.Bytes.Span);
    }

    public static HeaderList Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray());
            return HeaderList.Load(stream);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
