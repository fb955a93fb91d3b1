using System.Text;
using MimeKit;
using Webmail.MailServers;

namespace Webmail.Tests.Mail.Imap;

static class Messages
{
    public static IEnumerable<StoredMessage> Numbered(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(i => new StoredMessage(Raw($"Subject: {Subject(i)}")));

    public static string Subject(int i) => $"Message {i}";

    /// <summary>Newest first.</summary>
    public static IEnumerable<string> Subjects(int newest, int oldest) => Enumerable.Range(oldest, newest - oldest + 1).Reverse().Select(Subject);

    public static byte[] Raw(string header, string body = "Text.\r\n") => Encoding.UTF8.GetBytes($"{header}\r\n\r\n{body}");

    public static byte[] WithAttachment(string subject, string text, string name, byte[] content)
    {
        var body = new BodyBuilder { TextBody = text };
        body.Attachments.Add(name, content, new ContentType("application", "octet-stream"));
        using var message = new MimeMessage([new MailboxAddress("Ann", "ann@example.test")], [], subject, body.ToMessageBody());
        using var bytes = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, bytes);
        return bytes.ToArray();
    }
}
