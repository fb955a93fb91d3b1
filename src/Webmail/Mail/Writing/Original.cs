using MimeKit;
using MimeKit.Utils;
using Webmail.Mail.Reading;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>A message that is answered, forwarded or edited as new, as far as that needs it.</summary>
/// <param name="Text">What its reader saw, as text.</param>
/// <param name="Html">The same as HTML of the stricter profile; empty when it is plain text or too much.</param>
/// <param name="Pictures">Those that the HTML shows by their Content-ID.</param>
/// <param name="References">Of its own headers, with angle brackets, oldest first.</param>
/// <param name="ListPost">Address of the mailing list it came through (RFC 2369), or empty.</param>
public sealed record Original(
    string Mailbox, OpenedMessage Message, string Text, SafeHtml Html, IReadOnlyList<Stores.MessagePart> Pictures, IReadOnlyList<Attachment> Attachments, string MessageId, IReadOnlyList<string> References, string InReplyTo, string ListPost)
{
    /// <summary>How it was wrapped as a whole; null when it was not. What was inside is quoted: it is all that the reader saw, so nobody else's words stand around it (A66).</summary>
    public Sealing.OpenedSeal? Seal { get; init; }

    /// <param name="open">Opens it when it is wrapped.</param>
    /// <param name="clean">Cleans the HTML of a stranger in a worker, by the stricter profile.</param>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public static async Task<Original> ReadAsync(IMailStore store, string mailbox, MessageKey key, SourceParts.Open open, OriginalWords.Clean clean, CancellationToken cancel)
    {
        var opened = await store.OpenAsync(mailbox, key, cancel);
        var headers = await MessageHeaders.ReadAsync(store, mailbox, key, cancel);
        var source = await SourceParts.OfAsync(store, mailbox, opened, open);
        var body = BodyChoice.Of(source.Structure);
        // Pictures of an encrypted message are shown to nobody but its reader: the composer would ask for them by an address.
        if (source.IsInside) body = body with { InlineImages = [] };
        var words = await OriginalWords.ReadAsync(source.Parts, mailbox, key, body, clean, cancel);
        return new Original(
            mailbox, opened, words.Text, words.Html, words.Pictures, body.Attachments, MimeUtils.EnumerateReferences(headers[HeaderId.MessageId] ?? "").FirstOrDefault() ?? "",
            [.. MimeUtils.EnumerateReferences(headers[HeaderId.References] ?? "")], MimeUtils.EnumerateReferences(headers[HeaderId.InReplyTo] ?? "").FirstOrDefault() ?? "",
            ListAddress(headers[HeaderId.ListPost] ?? "")) { Seal = source.Seal };
    }

    /// <summary><c>List-Post: &lt;mailto:list@example.org&gt; (comment)</c>; <c>NO</c> when nobody may write to it.</summary>
    static string ListAddress(string header)
    {
        var start = header.IndexOf("<mailto:", StringComparison.OrdinalIgnoreCase);
        var end = start < 0 ? -1 : header.IndexOfAny(['>', '?'], start);
        return end > 0 && Accounts.AddrSpec.TryParse(Uri.UnescapeDataString(header[(start + 8)..end]), out var address) ? address.ToString() : "";
    }
}
