using System.Net.Sockets;
using MailKit.Net.Imap;
using MailKit.Security;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

/// <summary>Until ImapSessions is here: one IMAP login on a connection of its own.</summary>
static class LoginProof
{
    public static async Task VerifyAsync(MailLogin login, CancellationToken cancel)
    {
#pragma warning disable RS0030 // Goes when ImapSessions comes.
        using var imap = new ImapClient { Timeout = 15_000 };
#pragma warning restore RS0030
        try
        {
            var security = login.Server.Encryption switch
            {
                Encryption.ImplicitTls => SecureSocketOptions.SslOnConnect,
                Encryption.StartTls => SecureSocketOptions.StartTls,
                _ => SecureSocketOptions.None,
            };
            await imap.ConnectAsync(login.Server.Host, login.Server.Port, security, cancel);
            await imap.AuthenticateAsync(login.UserName, login.Password.Reveal(), cancel);
            await imap.DisconnectAsync(true, cancel);
        }
        catch (AuthenticationException refused) { throw new MailFailure(FailureKind.WrongPassword, inner: refused); }
        catch (SslHandshakeException tls) { throw new MailFailure(FailureKind.TlsFailed, inner: tls); }
        catch (Exception broken) when (broken is SocketException or IOException) { throw new MailFailure(FailureKind.Unreachable, inner: broken); }
    }
}
