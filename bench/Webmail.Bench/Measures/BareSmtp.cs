using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Webmail.Bench.Seeding;

namespace Webmail.Bench.Measures;

/// <summary>What MailKit alone needs to hand a file in: it keeps nothing, and forgets it when the server has it.</summary>
sealed class BareSmtp(int port, Mailbox from)
{
    public async Task SendAsync(string to, byte[] bytes)
    {
        using var message = new MimeMessage { Subject = "The same" };
        message.From.Add(MailboxAddress.Parse(from.Address));
        message.To.Add(MailboxAddress.Parse(to));
        message.Body = new Multipart("mixed")
        {
            new TextPart("plain") { Text = "Here it is.\r\n" },
            new MimePart("application", "octet-stream") { Content = new MimeContent(new MemoryStream(bytes)), ContentTransferEncoding = ContentEncoding.Base64, FileName = "film.bin" },
        };
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.None);
        await client.AuthenticateAsync(from.Address, from.Password);
        await client.SendAsync(message);
        await client.DisconnectAsync(true);
    }
}
