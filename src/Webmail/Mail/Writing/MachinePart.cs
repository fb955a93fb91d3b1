using MimeKit;

namespace Webmail.Mail.Writing;

/// <summary>What a program at the other end reads, beside the words for people.</summary>
public abstract record MachinePart
{
    internal abstract MimeEntity With(TextPart words);
}

/// <summary>An answer to an invitation (RFC 6047 §2.4): another form of the same words.</summary>
/// <param name="Method">As in the calendar: <c>REPLY</c>.</param>
public sealed record CalendarAnswer(string Method, string Calendar) : MachinePart
{
    internal override MimeEntity With(TextPart words)
    {
        var part = new TextPart("calendar") { Text = Calendar, ContentTransferEncoding = ContentEncoding.Base64 };
        part.ContentType.Parameters["method"] = Method;
        return new MultipartAlternative { words, part };
    }
}

/// <summary>A reading receipt, given by the person (RFC 8098 §3).</summary>
public sealed record ReadingReceipt(string Reader, string MessageId) : MachinePart
{
    internal override MimeEntity With(TextPart words)
    {
        var report = new MessageDispositionNotification();
        report.Fields.Add("Reporting-UA", "Webmail");
        report.Fields.Add("Final-Recipient", $"rfc822; {Reader}");
        if (MessageId.Length > 0) report.Fields.Add("Original-Message-ID", $"<{MessageId}>");
        report.Fields.Add("Disposition", "manual-action/MDN-sent-manually; displayed");
        return new MultipartReport("disposition-notification") { words, report };
    }
}
