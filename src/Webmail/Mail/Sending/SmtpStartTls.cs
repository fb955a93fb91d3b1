using System.Text;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>
/// The plain-text part of a STARTTLS connection (RFC 3207), read byte by byte: nothing an attacker adds to the answer survives into the encrypted
/// part, where MailKit begins anew.
/// </summary>
static class SmtpStartTls
{
    const int MostLines = 100;

    /// <exception cref="MailFailure">Refused, NoEncryption, ConnectionLost, Damaged.</exception>
    public static async Task NegotiateAsync(Stream plain, string localDomain, CancellationToken cancel)
    {
        var greeting = await ReplyAsync(plain, cancel);
        if (!greeting.StartsWith("220", StringComparison.Ordinal)) throw new MailFailure(FailureKind.Refused, greeting);
        await plain.WriteAsync(Encoding.ASCII.GetBytes($"EHLO {localDomain}\r\n"), cancel);
        var hello = await ReplyAsync(plain, cancel);
        if (!hello.StartsWith("250", StringComparison.Ordinal)) throw new MailFailure(FailureKind.Refused, hello);
        await plain.WriteAsync("STARTTLS\r\n"u8.ToArray(), cancel);
        var answer = await ReplyAsync(plain, cancel);
        if (!answer.StartsWith("220", StringComparison.Ordinal)) throw new MailFailure(FailureKind.NoEncryption, answer);
    }

    /// <summary>The last line of a reply (RFC 5321 §4.2.1: the others have a hyphen after the code).</summary>
    static async Task<string> ReplyAsync(Stream plain, CancellationToken cancel)
    {
        for (var lines = 0; lines < MostLines; lines++)
        {
            var line = await PlainLines.ReadAsync(plain, cancel);
            if (line.Length < 4 || line[3] != '-') return line;
        }
        throw new MailFailure(FailureKind.Damaged, "The server does not stop talking.");
    }
}
