using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>Turns what MailKit and the network throw into <see cref="MailFailure"/>, once, at the seam.</summary>
internal static class ImapFailures
{
    /// <summary>Null when the exception is not the server's doing (a bug, the caller's cancellation).</summary>
    /// <param name="status">The server's last tagged line: MailKit's exceptions lack its response code.</param>
    public static MailFailure? Translate(Exception exception, string status, string bye) => exception switch
    {
        MailFailure failure => failure,
        AuthenticationException => Refusal(exception, status, FailureKind.WrongPassword),
        FolderNotFoundException => new MailFailure(FailureKind.MailboxGone, Text(status), exception),
        MessageNotFoundException => new MailFailure(FailureKind.MessageGone, Text(status), exception),
        CommandException => Refusal(exception, status, FailureKind.Refused),
        ResponseLimitException => new MailFailure(FailureKind.TooLarge, exception.Message, exception),
        TimeoutException => new MailFailure(FailureKind.TimedOut, "", exception),
        SocketException socket => Unreachable(socket),
        _ when IsLoss(exception, bye) => bye.Length > 0
            ? Refusal(exception, bye, FailureKind.ConnectionLost)
            : new MailFailure(FailureKind.ConnectionLost, exception.Message, exception),
        ProtocolException => new MailFailure(FailureKind.Damaged, exception.Message, exception),
        _ => null,
    };

    /// <summary>True when the connection cannot be used any more.</summary>
    public static bool EndsConnection(Exception exception) => exception is not (CommandException or FolderNotFoundException or MessageNotFoundException or MailFailure);

    /// <summary>True when the connection went away by itself, so that the same command may succeed on another.</summary>
    public static bool IsLoss(Exception exception, string bye) => exception switch
    {
        ResponseLimitException => false,
        IOException or SocketException or ServiceNotConnectedException or ServiceNotAuthenticatedException => true,
        // MailKit reports a connection that ends inside an answer as a protocol error.
        ImapProtocolException protocol => bye.Length > 0 || protocol.Message.Contains("disconnected", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    static MailFailure Refusal(Exception exception, string status, FailureKind otherwise) =>
        new(Code(status) ?? otherwise, Text(status), exception);

    static MailFailure Unreachable(SocketException socket) => new(socket.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => FailureKind.UnknownHost,
        SocketError.TimedOut => FailureKind.TimedOut,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => FailureKind.ConnectionLost,
        _ => FailureKind.Unreachable,
    }, "", socket);

    /// <summary>RFC 5530 response codes, and RFC 7889 §3; Dovecot and Gmail say their connection limit in plain words.</summary>
    static FailureKind? Code(string status)
    {
        if (Has(status, "[LIMIT") || Has(status, "[INUSE") || Has(status, "too many") || Has(status, "maximum number of connections"))
            return FailureKind.TooManyConnections;
        if (Has(status, "[UNAVAILABLE") || Has(status, "[SERVERBUG") || Has(status, "[CONTACTADMIN")) return FailureKind.Refused;
        if (Has(status, "[OVERQUOTA")) return FailureKind.OverQuota;
        if (Has(status, "[TOOBIG")) return FailureKind.TooLarge;
        if (Has(status, "[NOPERM") || Has(status, "[READ-ONLY")) return FailureKind.ReadOnly;
        if (Has(status, "[ALREADYEXISTS")) return FailureKind.NameTaken;
        if (Has(status, "[NONEXISTENT") || Has(status, "[TRYCREATE")) return FailureKind.MailboxGone;
        if (Has(status, "[EXPUNGEISSUED")) return FailureKind.MessageGone;
        if (Has(status, " BAD ")) return FailureKind.Refused;
        if (Has(status, "[PRIVACYREQUIRED")) return FailureKind.NoEncryption;
        return null;
    }

    /// <summary>A refusal without a reason that a program could read, for a fault of the server's own, or because some mailbox is not there.</summary>
    public static bool IsVague(string status) => status.Split(' ', 3) is [_, var state, var text] && state.Equals("NO", StringComparison.OrdinalIgnoreCase)
        && (!text.StartsWith('[') || Has(text, "[SERVERBUG") || Has(text, "[NONEXISTENT") || Has(text, "[TRYCREATE"));

    static bool Has(string status, string words) => status.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The human part: without tag, state and response code.</summary>
    static string Text(string status)
    {
        var words = status.Split(' ', 3);
        var text = words.Length == 3 ? words[2] : "";
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        return text[(end + 1)..].Trim();
    }
}
