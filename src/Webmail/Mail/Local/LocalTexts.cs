using System.Text;
using Webmail.Mail.Reading;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>The words of a message, for searches and for the first line in a list. Linear in what is read, and that is not endless.</summary>
static class LocalTexts
{
    const int MostRead = 512 << 10, MostKept = 100_000;

    /// <summary>All texts of the message itself; what is attached is not looked through.</summary>
    public static async Task<string> ReadAsync(PartSpan root, Stream raw, CancellationToken cancel)
    {
        var text = new StringBuilder();
        foreach (var part in Texts(root))
        {
            if (text.Length >= MostKept) break;
            var words = TextDecoder.Decode(await BytesAsync(part, raw, cancel), part.Parameters?.GetValueOrDefault("charset") ?? "", part.Type == "text/html");
            text.Append(part.Type == "text/html" ? VisibleText.Of(words) : words).Append('\n');
        }
        return text.ToString(0, Math.Min(text.Length, MostKept));
    }

    public static string Snippet(string text)
    {
        var start = text.AsSpan(0, Math.Min(text.Length, 4 * Envelope.LongestSnippet)).ToString();
        var words = string.Join(' ', start.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return LocalWords.Fit(SenderWords.Clean(words), Envelope.LongestSnippet);
    }

    static IEnumerable<PartSpan> Texts(PartSpan part)
    {
        if (part.IsMultipart) return (part.Children ?? []).SelectMany(Texts);
        return part.Type is "text/plain" or "text/html" && part.Disposition != "attachment" ? [part] : [];
    }

    static async Task<byte[]> BytesAsync(PartSpan part, Stream raw, CancellationToken cancel)
    {
        var bytes = new byte[(int)Math.Min(part.End - part.Begin, MostRead)];
        raw.Position = part.Begin;
        await raw.ReadExactlyAsync(bytes, cancel);
        using var decoded = new LimitedBuffer(MostRead);
        await using (var decoder = TransferEncodings.Decoder(part.Encoding ?? "", decoded))
        {
            await decoder.WriteAsync(bytes, cancel);
            await decoder.FlushAsync(cancel);
        }
        return decoded.Content.ToArray();
    }
}
