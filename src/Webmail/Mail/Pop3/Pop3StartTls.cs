using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>
/// The plain-text part of an STLS connection (RFC 2595 §4): after it MailKit begins anew and asks for everything over TLS. The timestamp for APOP that
/// was in the greeting is forgotten with the rest.
/// </summary>
static class Pop3StartTls
{
    /// <exception cref="MailFailure">Refused, NoEncryption, ConnectionLost, Damaged.</exception>
    public static async Task NegotiateAsync(Stream plain, CancellationToken cancel)
    {
        var greeting = await PlainLines.ReadAsync(plain, cancel);
        if (greeting.StartsWith("-ERR", StringComparison.Ordinal)) throw new MailFailure(FailureKind.Refused, Pop3Failures.Text(greeting));
        if (!greeting.StartsWith("+OK", StringComparison.Ordinal)) throw new MailFailure(FailureKind.NoEncryption, greeting);
        await plain.WriteAsync("STLS\r\n"u8.ToArray(), cancel);
        var answer = await PlainLines.ReadAsync(plain, cancel);
        if (!answer.StartsWith("+OK", StringComparison.Ordinal)) throw new MailFailure(FailureKind.NoEncryption, Pop3Failures.Text(answer));
    }
}
