using Webmail.Mail.Imap;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>The mail server's word on a password, over the protocol that the mailbox is read by.</summary>
public sealed class MailProof(ImapSessions imap, Pop3Door pop3)
{
    /// <summary>Logs in once. Over IMAP the connection stays in the pool for the first page.</summary>
    /// <exception cref="MailFailure">WrongPassword, or why the server cannot be asked.</exception>
    public Task VerifyAsync(MailLogin login, CancellationToken cancel) =>
        login.Server.Protocol == MailProtocol.Pop3 ? pop3.VerifyAsync(login, cancel) : imap.VerifyAsync(login, cancel);
}
