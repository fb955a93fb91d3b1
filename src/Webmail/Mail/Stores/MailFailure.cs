namespace Webmail.Mail.Stores;

/// <summary>Why mail could not be reached or changed, in the words the person is told.</summary>
public enum FailureKind
{
    UnknownHost, Unreachable, TimedOut, ConnectionLost, TooManyConnections, Refused,
    TlsExpired, TlsWrongHost, TlsUnknownIssuer, TlsFailed, NoEncryption,
    WrongPassword, SignInAgain,
    MailboxGone, MailboxChanged, MessageGone, ReadOnly, NameTaken, NameRefused, NoLabels, OverQuota, TooLarge, Damaged,
    MailboxLocked, SenderRefused,
    StorageFull,
}

/// <summary>
/// A failure of the mail server or of what it holds, translated once at the seam. Pages show a sentence for <see cref="Kind"/>;
/// <see cref="ServerText"/> is the server's own wording (hostile, may be empty).
/// </summary>
public sealed class MailFailure(FailureKind kind, string serverText = "", Exception? inner = null)
    : Exception($"{kind}: {serverText}", inner)
{
    public FailureKind Kind { get; } = kind;
    public string ServerText { get; } = serverText;
}
