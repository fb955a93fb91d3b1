using MailKit;
using MailKit.Security;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>Turns what MailKit and the network throw into <see cref="MailFailure"/>, once, at the seam.</summary>
static class Pop3Failures
{
    /// <summary>Null when the exception is not the server's doing (a bug, the caller's cancellation).</summary>
    /// <param name="error">The server's last -ERR line: MailKit's exceptions may lack its response code (RFC 2449 §8).</param>
    public static MailFailure? Translate(Exception exception, string error) => exception switch
    {
        MailFailure failure => failure,
        AuthenticationException => new MailFailure(Code(error) ?? FailureKind.WrongPassword, Text(error), exception),
        CommandException => new MailFailure(Code(error) ?? FailureKind.Refused, Text(error), exception),
        // MailKit's own words, not the server's: a command that this server does not have.
        NotSupportedException => new MailFailure(FailureKind.Refused, exception.Message, exception),
        ProtocolException when Reported(error) && !EndsAbruptly(exception) => new MailFailure(Code(error) ?? FailureKind.Damaged, Text(error), exception),
        ProtocolException when EndsAbruptly(exception) => new MailFailure(FailureKind.ConnectionLost, exception.Message, exception),
        ProtocolException => new MailFailure(FailureKind.Damaged, exception.Message, exception),
        _ => ImapFailures.Translate(exception, "", ""),
    };

    /// <summary>The human part of a status line: without state and response code.</summary>
    public static string Text(string line)
    {
        var text = line.Split(' ', 2) is [_, var rest] ? rest : "";
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        return text[(end + 1)..].Trim();
    }

    /// <summary>RFC 2449 §8.1.1 and RFC 3206 §4: whose trouble it is. IN-USE and the SYS codes say nothing against the password.</summary>
    static FailureKind? Code(string error)
    {
        if (Has(error, "[IN-USE]")) return FailureKind.MailboxLocked;
        if (Has(error, "[LOGIN-DELAY]")) return FailureKind.TooManyConnections;
        if (Has(error, "[SYS/")) return FailureKind.Refused;
        if (Has(error, "[AUTH]")) return FailureKind.WrongPassword;
        // Servers without response codes say it in words.
        if (Has(error, "lock")) return FailureKind.MailboxLocked;
        return Has(error, "too many") || Has(error, "maximum number of connections") ? FailureKind.TooManyConnections : null;
    }

    static bool Reported(string error) => error.Length > 0;

    static bool EndsAbruptly(Exception exception) => exception.Message.Contains("disconnected", StringComparison.OrdinalIgnoreCase);

    static bool Has(string error, string words) => error.Contains(words, StringComparison.OrdinalIgnoreCase);
}
