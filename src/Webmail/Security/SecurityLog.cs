using System.Net;
using Webmail.Mail.Stores;

namespace Webmail.Security;

/// <summary>What an administrator, or a program that bans addresses, wants to read. Addresses were parsed before they come here: a password typed into
/// the wrong field is not logged.</summary>
public sealed partial class SecurityLog(ILogger<SecurityLog> log)
{
    [LoggerMessage(1, LogLevel.Information, "Signed in: person {Person} from {Network}")]
    public partial void SignedIn(Guid person, IPAddress? network);

    [LoggerMessage(2, LogLevel.Warning, "Sign-in refused: wrong address or password for {Address} from {Network}")]
    public partial void Refused(string address, IPAddress? network);

    [LoggerMessage(3, LogLevel.Warning, "Sign-in slowed down: {Address} from {Network} must wait {Seconds} s")]
    public partial void Throttled(string address, IPAddress? network, int seconds);

    [LoggerMessage(4, LogLevel.Error, "Sign-in failed: the mail server of {Domain}: {Kind} ({Reason})")]
    public partial void MailServerFailed(string domain, FailureKind kind, string reason);

    [LoggerMessage(5, LogLevel.Information, "Signed out: person {Person}")]
    public partial void SignedOut(Guid person);

    [LoggerMessage(6, LogLevel.Warning, "Request refused: {Method} from another site ({Origin}) to {Path}")]
    public partial void CrossSite(string method, string origin, string path);

    [LoggerMessage(7, LogLevel.Warning, "Connection refused by {Provider}: {Error}")]
    public partial void NotConnected(string provider, string error);

    [LoggerMessage(8, LogLevel.Warning, "Unlocking keys slowed down: person {Person} from {Network} must wait {Seconds} s")]
    public partial void UnlockThrottled(Guid person, IPAddress? network, int seconds);
}
