using System.Text;
using MimeKit;
using MimeKit.Utils;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>A file as it goes into a message.</summary>
/// <param name="ContentId">Names a picture that the HTML shows; empty for an attachment.</param>
public sealed record LetterFile(string Name, string MediaType, string ContentId, Stream Content);

/// <summary>
/// Writes a letter as MIME that every server takes as it is: 7 bit, lines of at most 998 octets, ended by CRLF and nothing else (RFC 5321 §2.3.8,
/// against SMTP smuggling). Values of headers pass through MimeKit's types or are refused; nothing is put together as text.
/// </summary>
public static class MimeComposer
{
    const int LongestLine = 998;

    public static FormatOptions Format { get; } = NewFormat();

    /// <param name="withBcc">True for a draft, which only its writer sees.</param>
    public static MimeMessage Compose(Letter letter, IReadOnlyList<LetterFile> files, bool withBcc = false)
    {
        var message = new MimeMessage { Date = letter.Date, MessageId = letter.MessageId, Subject = letter.Subject };
        message.From.Add(Mailbox(letter.From));
        if (letter.ReplyTo.Length > 0) message.ReplyTo.AddRange(Recipients.Parse(letter.ReplyTo).People.Select(Mailbox));
        message.To.AddRange(letter.To.Select(Mailbox));
        message.Cc.AddRange(letter.Cc.Select(Mailbox));
        if (withBcc) message.Bcc.AddRange(letter.Bcc.Select(Mailbox));
        if (MimeUtils.EnumerateReferences(letter.InReplyTo).FirstOrDefault() is { } parent) message.InReplyTo = parent;
        message.References.AddRange(MimeUtils.EnumerateReferences(letter.References));
        Wishes(message, letter);
        message.Body = Body(letter, files);
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    /// <summary>What the writer would like the others to do: Outlook heeds X-Priority, everybody else Importance (RFC 2156); a receipt is asked for by RFC 8098 §2.1.</summary>
    static void Wishes(MimeMessage message, Letter letter)
    {
        if (letter.Importance != Importance.Normal)
        {
            var high = letter.Importance == Importance.High;
            message.Importance = high ? MessageImportance.High : MessageImportance.Low;
            message.XPriority = high ? XMessagePriority.Highest : XMessagePriority.Lowest;
        }
        if (letter.ReadReceipt) message.Headers.Add(HeaderId.DispositionNotificationTo, letter.From.Address);
    }

    static MimeEntity Body(Letter letter, IReadOnlyList<LetterFile> files)
    {
        var text = Text(letter.Text);
        if (letter.Machine is { } machine) return machine.With(text);
        var attached = files.Where(file => file.ContentId.Length == 0 || letter.Html.Length == 0).ToList();
        MimeEntity body = letter.Html.Length == 0 ? text : Alternative(text, letter.Html, [.. files.Except(attached).Where(picture => letter.Html.Contains($"cid:{picture.ContentId}", StringComparison.Ordinal))]);
        if (attached.Count == 0) return body;
        var mixed = new Multipart("mixed") { body };
        foreach (var file in attached) mixed.Add(Part(file, ContentDisposition.Attachment));
        return mixed;
    }

    static MultipartAlternative Alternative(TextPart text, string html, IReadOnlyList<LetterFile> pictures)
    {
        var markup = new TextPart("html") { Text = html.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal), ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        if (pictures.Count == 0) return new MultipartAlternative { text, markup };
        var related = new MultipartRelated { Root = markup };
        foreach (var picture in pictures)
        {
            var part = Part(picture, ContentDisposition.Inline);
            part.ContentId = picture.ContentId;
            related.Add(part);
        }
        return new MultipartAlternative { text, related };
    }

    static TextPart Text(string text)
    {
        var flowed = FlowedWriter.Write(text);
        var plain = Ascii.IsValid(flowed) && flowed.Split("\r\n").All(line => line.Length <= LongestLine);
        var part = new TextPart("plain") { Text = flowed, ContentTransferEncoding = plain ? ContentEncoding.SevenBit : ContentEncoding.QuotedPrintable };
        part.ContentType.Parameters["format"] = "flowed";
        return part;
    }

    static MimePart Part(LetterFile file, string disposition)
    {
        var type = file.MediaType.Split('/', 2);
        // RFC 2046 §5.2.1: a message inside a message is not encoded; it was looked at before it was called that.
        var nested = file.MediaType == "message/rfc822";
        return new MimePart(type[0], type[1])
        {
            Content = new MimeContent(file.Content), ContentTransferEncoding = nested ? ContentEncoding.SevenBit : ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(disposition) { FileName = file.Name }, FileName = file.Name,
        };
    }

    static MailboxAddress Mailbox(Correspondent person) => new(HeaderText.Clean(person.Name), person.Address);

    static FormatOptions NewFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        return format;
    }
}
