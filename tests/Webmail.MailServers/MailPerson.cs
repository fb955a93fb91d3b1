using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Webmail.MailServers;

/// <summary>Somebody with a mailbox on a private server.</summary>
public sealed record MailPerson(MailServer Server, string Address, string Password)
{
    /// <summary>Puts a message into one of the person's mailboxes, byte for byte (CRLF line ends).</summary>
    public Task AppendAsync(byte[] message, string mailbox = "INBOX", MessageFlags flags = MessageFlags.None, DateTimeOffset? received = null) =>
        Server.AppendAsync(Address, mailbox, message, flags, received);

    public Task AppendAsync(IEnumerable<StoredMessage> messages, string mailbox = "INBOX") => Server.AppendAsync(Address, mailbox, messages);

    /// <summary>A plain message from somebody else, as text.</summary>
    public Task AppendAsync(string subject, string text, string mailbox = "INBOX", MessageFlags flags = MessageFlags.None)
    {
        using var message = Plain("Ann Weaver <ann@example.test>", subject, text);
        return AppendAsync(Bytes(message), mailbox, flags);
    }

    /// <summary>Sends a message by submission (TLS, AUTH) as this person. Returns when the server took it; delivery follows within a second.</summary>
    public async Task SendAsync(MimeMessage message)
    {
        using var smtp = new SmtpClient { CheckCertificateRevocation = false };
        smtp.ServerCertificateValidationCallback = (_, certificate, _, _) => IsOurs(certificate);
        await smtp.ConnectAsync("localhost", Server.Ports.Smtps, SecureSocketOptions.SslOnConnect).ConfigureAwait(false);
        await smtp.AuthenticateAsync(Address, Password).ConfigureAwait(false);
        await smtp.SendAsync(message, MailboxAddress.Parse(Address), message.To.Mailboxes).ConfigureAwait(false);
        await smtp.DisconnectAsync(true).ConfigureAwait(false);
    }

    /// <summary>New mail arrives for this person the way it does in life: through Exim, LMTP and Sieve.</summary>
    public async Task ReceiveAsync(string subject, string text)
    {
        using var message = Plain("Ann Weaver <ann@example.test>", subject, text);
        await SendAsync(message).ConfigureAwait(false);
    }

    bool IsOurs(X509Certificate? certificate)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Server.CertificatePath);
        return certificate?.Issuer == authority.Subject;
    }

    MimeMessage Plain(string from, string subject, string text)
    {
        var message = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = text } };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse(Address));
        return message;
    }

    static byte[] Bytes(MimeMessage message)
    {
        using var bytes = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, bytes);
        return bytes.ToArray();
    }
}
