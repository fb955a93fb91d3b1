using MimeKit;
using MimeKit.Utils;
using Webmail.Mail.Reading;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>A message that is answered, forwarded or edited as new, as far as that needs it.</summary>
/// <param name="Text">What its reader saw, as text.</param>
/// <param name="References">Of its own headers, with angle brackets, oldest first.</param>
/// <param name="ListPost">Address of the mailing list it came through (RFC 2369), or empty.</param>
public sealed record Original(
    string Mailbox, OpenedMessage Message, string Text, IReadOnlyList<Attachment> Attachments, string MessageId, IReadOnlyList<string> References, string InReplyTo, string ListPost)
{
    const int MostText = 200_000;

    /// <param name="clean">Cleans the HTML of a stranger in a worker.</param>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public static async Task<Original> ReadAsync(IMailStore store, string mailbox, MessageKey key, Func<string, Task<CleanedHtml>> clean, CancellationToken cancel)
    {
        var opened = await store.OpenAsync(mailbox, key, cancel);
        var headers = await MessageHeaders.ReadAsync(store, mailbox, key, cancel);
        var body = BodyChoice.Of(opened.Structure);
        return new Original(
            mailbox, opened, await TextAsync(store, mailbox, key, body, clean, cancel), body.Attachments, MimeUtils.EnumerateReferences(headers[HeaderId.MessageId] ?? "").FirstOrDefault() ?? "",
            [.. MimeUtils.EnumerateReferences(headers[HeaderId.References] ?? "")], MimeUtils.EnumerateReferences(headers[HeaderId.InReplyTo] ?? "").FirstOrDefault() ?? "",
            ListAddress(headers[HeaderId.ListPost] ?? ""));
    }

    static async Task<string> TextAsync(IMailStore store, string mailbox, MessageKey key, ReadableBody body, Func<string, Task<CleanedHtml>> clean, CancellationToken cancel)
    {
        List<string> texts = [];
        foreach (var piece in body.Pieces)
        {
            if (piece is HtmlPiece html) texts.Add(await SeenAsync(await DecodedAsync(html.Part), clean));
            else if (piece is TextPiece text) texts.Add(Unfolded(text.Part, await DecodedAsync(text.Part)));
        }
        var all = string.Join("\n\n", texts).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimEnd();
        return all.Length > MostText ? all[..MostText] : all;

        async Task<string> DecodedAsync(Stores.MessagePart part)
        {
            var content = await store.ReadPartAsync(mailbox, key, part, MessageReader.MaxHtml, cancel);
            return TextDecoder.Decode(content.Bytes.Span, part.Charset, part.MediaType is "text/html" or "application/xhtml+xml");
        }
    }

    static async Task<string> SeenAsync(string source, Func<string, Task<CleanedHtml>> clean)
    {
        var cleaned = await clean(source);
        return cleaned.Refused ? VisibleText.Of(source) : SeenText.Of(cleaned.Html);
    }

    static string Unfolded(Stores.MessagePart part, string text) => part.Parameters.GetValueOrDefault("format", "").Equals("flowed", StringComparison.OrdinalIgnoreCase)
        ? FlowedText.Unfold(text, part.Parameters.GetValueOrDefault("delsp", "").Equals("yes", StringComparison.OrdinalIgnoreCase))
        : text;

    /// <summary><c>List-Post: &lt;mailto:list@example.org&gt; (comment)</c>; <c>NO</c> when nobody may write to it.</summary>
    static string ListAddress(string header)
    {
        var start = header.IndexOf("<mailto:", StringComparison.OrdinalIgnoreCase);
        var end = start < 0 ? -1 : header.IndexOfAny(['>', '?'], start);
        return end > 0 && Accounts.AddrSpec.TryParse(Uri.UnescapeDataString(header[(start + 8)..end]), out var address) ? address.ToString() : "";
    }
}
