using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>
/// The plain-text part of a STARTTLS connection (RFC 9051 §6.2.1), read byte by byte so that nothing an attacker adds to the answer survives into
/// the encrypted part. MailKit (4.18.2) keeps capabilities that were injected there; after this dialogue it starts anew and asks over TLS.
/// </summary>
internal static class StartTls
{
    const int MostLines = 20;

    /// <exception cref="MailFailure">Refused (BYE), NoEncryption (PREAUTH, no STARTTLS), ConnectionLost, Damaged.</exception>
    public static async Task NegotiateAsync(Stream plain, CancellationToken cancel)
    {
        var greeting = await PlainLines.ReadAsync(plain, cancel);
        if (greeting.StartsWith("* BYE", StringComparison.OrdinalIgnoreCase)) throw new MailFailure(FailureKind.Refused, greeting);
        // RFC 9051 §7.1.4: PREAUTH skips encryption; nothing may be said on such a connection.
        if (!greeting.StartsWith("* OK", StringComparison.OrdinalIgnoreCase)) throw new MailFailure(FailureKind.NoEncryption, greeting);
        await plain.WriteAsync("S STARTTLS\r\n"u8.ToArray(), cancel);
        for (var lines = 0; lines < MostLines; lines++)
        {
            var line = await PlainLines.ReadAsync(plain, cancel);
            if (line.StartsWith("S OK", StringComparison.OrdinalIgnoreCase)) return;
            if (!line.StartsWith('*')) throw new MailFailure(FailureKind.NoEncryption, line);
        }
        throw new MailFailure(FailureKind.Damaged, "The server does not answer STARTTLS.");
    }
}
