using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Sending;

/// <summary>What an attempt that failed means for the message: once, at the seam.</summary>
static class SmtpFailures
{
    const int LongestReply = 500;

    /// <summary>Null when the exception is neither the server's nor the network's doing.</summary>
    /// <param name="endSent">Whether the server may have the whole message.</param>
    public static Transmission? Judge(Exception exception, bool endSent) => exception switch
    {
        NoRecipientException none => Ended(none.Later ? TransmissionEnd.NotNow : TransmissionEnd.Never, none.DisownsSender ? FailureKind.SenderRefused : FailureKind.Refused),
        // An answer is an answer, also after the message: the server has said that it does not take it.
        SmtpCommandException refusal => Ended((int)refusal.StatusCode >= 500 ? TransmissionEnd.Never : TransmissionEnd.NotNow, Kind(refusal), refusal.Message),
        AuthenticationException wrong => Ended(TransmissionEnd.NotNow, FailureKind.WrongPassword, wrong.Message),
        _ when Lost(exception) is { } kind => Ended(endSent ? TransmissionEnd.Unknown : TransmissionEnd.NotNow, kind, (exception as MailFailure)?.ServerText ?? ""),
        _ => null,
    };

    public static string Clean(string? reply)
    {
        var text = string.Concat((reply ?? "").Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return text.Length > LongestReply ? text[..LongestReply] : text;
    }

    static Transmission Ended(TransmissionEnd end, FailureKind kind, string reply = "") => new(end, Clean(reply), kind, []);

    /// <summary>
    /// Whether a refusal is about who it is from: servers say so at MAIL, at every RCPT (Postfix: "Sender address rejected: not owned by user") or after the message (Exchange: "5.7.60 … send as").
    /// </summary>
    public static bool DisownsSender(string reply) => Disowning.Any(words => reply.Contains(words, StringComparison.OrdinalIgnoreCase));

    static readonly string[] Disowning = ["sender address", "not owned by", "send as", "sendasdenied"];

    static FailureKind Kind(SmtpCommandException refusal) =>
        refusal.ErrorCode == SmtpErrorCode.SenderNotAccepted && (int)refusal.StatusCode >= 500 || DisownsSender(refusal.Message) ? FailureKind.SenderRefused :
        refusal.StatusCode is SmtpStatusCode.ExceededStorageAllocation or SmtpStatusCode.InsufficientStorage ? FailureKind.TooLarge : FailureKind.Refused;

    static FailureKind? Lost(Exception exception) => exception switch
    {
        MailFailure failure => failure.Kind,
        OperationCanceledException or TimeoutException => FailureKind.TimedOut,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => FailureKind.UnknownHost,
        SocketException => FailureKind.Unreachable,
        IOException or ProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException => FailureKind.ConnectionLost,
        _ => null,
    };
}
