using Webmail.Mail.Reading;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>What the reader of a message saw, as text and, where it came as HTML, as HTML of the stricter profile.</summary>
public sealed record OriginalWords(string Text, SafeHtml Html, IReadOnlyList<MessagePart> Pictures)
{
    const int MostText = 200_000, MostHtml = 1_000_000;

    /// <summary>Cleans HTML by the stricter profile, with the pictures of these Content-IDs.</summary>
    public delegate Task<StrictMail> Clean(string html, IEnumerable<string> pictures);

    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public static async Task<OriginalWords> ReadAsync(IParts parts, string mailbox, MessageKey key, ReadableBody body, Clean clean, CancellationToken cancel)
    {
        List<string> texts = [];
        List<SafeHtml> markups = [];
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var piece in body.Pieces)
        {
            if (piece is HtmlPiece html)
            {
                var source = await DecodedAsync(html.Part);
                var strict = await clean(source, body.InlineImages.Select(part => part.ContentId));
                shown.UnionWith(strict.UsedInline);
                texts.Add(strict.Refused ? VisibleText.Of(source) : SeenText.Of(strict.Html));
                markups.Add(strict.Refused ? StrictMarkup.OfText(texts[^1]) : strict.Html);
            }
            else if (piece is TextPiece text)
            {
                texts.Add(Unfolded(text.Part, await DecodedAsync(text.Part)));
                markups.Add(StrictMarkup.OfText(Lines(texts[^1])));
            }
        }
        var all = Lines(string.Join("\n\n", texts)).TrimEnd();
        // Beyond that no editor is pleasant: the text is.
        var rich = body.HasHtml && markups.Sum(markup => markup.Length) <= MostHtml ? StrictMarkup.Joined(markups) : SafeHtml.Empty;
        return new OriginalWords(all.Length > MostText ? all[..MostText] : all, rich, rich.IsEmpty ? [] : [.. body.InlineImages.Where(part => shown.Contains(part.ContentId.ToLowerInvariant()))]);

        async Task<string> DecodedAsync(MessagePart part)
        {
            var content = await parts.ReadPartAsync(mailbox, key, part, MessageReader.MaxHtml, cancel);
            return TextDecoder.Decode(content.Bytes.Span, part.Charset, part.MediaType is "text/html" or "application/xhtml+xml");
        }
    }

    static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    static string Unfolded(MessagePart part, string text) => part.Parameters.GetValueOrDefault("format", "").Equals("flowed", StringComparison.OrdinalIgnoreCase)
        ? FlowedText.Unfold(text, part.Parameters.GetValueOrDefault("delsp", "").Equals("yes", StringComparison.OrdinalIgnoreCase))
        : text;
}
