using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailKit.Net.Imap;
using MailKit.Security;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>Opens connections: network, encryption, login. Used by <see cref="ImapSessions"/> alone.</summary>
internal sealed class ImapDoor(ImapPoolOptions options, TimeProvider time)
{
    /// <exception cref="MailFailure">Any connection kind, WrongPassword, Refused.</exception>
    public async Task<ImapSession> OpenAsync(MailLogin login, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(options.ConnectDeadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        ResponseGuard? guard = null;
        try
        {
            var socket = await MailSocket.DialAsync(login, options.PlainTextHosts, both.Token);
            guard = await EncryptAsync(socket, login, both.Token);
            return await LogInAsync(guard, socket, login, both.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            throw new MailFailure(FailureKind.TimedOut, "", e);
        }
        catch (Exception e) when (ImapFailures.Translate(e, guard?.LastStatus ?? "", guard?.Bye ?? "") is { } failure)
        {
            throw failure;
        }
    }

    async Task<ResponseGuard> EncryptAsync(Socket socket, MailLogin login, CancellationToken cancel)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (login.Server.Encryption == Encryption.None) return new ResponseGuard(plain, [], options.Limits);
            if (login.Server.Encryption == Encryption.StartTls) await StartTls.NegotiateAsync(plain, cancel);
            var tls = await ServerTrust.EncryptAsync(plain, login.Server, login.TrustedCertificate, cancel);
            // After STARTTLS the server does not greet again; MailKit wants a greeting, and one without capabilities makes it ask for them over TLS.
            return new ResponseGuard(tls, login.Server.Encryption == Encryption.StartTls ? "* OK\r\n"u8.ToArray() : [], options.Limits);
        }
        catch
        {
            await plain.DisposeAsync();
            throw;
        }
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "This is the one door that opens IMAP connections.")]
    async Task<ImapSession> LogInAsync(ResponseGuard guard, Socket socket, MailLogin login, CancellationToken cancel)
    {
        var client = new ImapClient();
        try
        {
            // Encryption is already there, underneath: MailKit is given the inside.
            await client.ConnectAsync(guard, login.Server.Host, login.Server.Port, SecureSocketOptions.None, cancel);
            // RFC 9051 §7.1.4: a PREAUTH greeting would give us somebody else's mailbox.
            if (client.IsAuthenticated) throw new MailFailure(FailureKind.Refused, "PREAUTH");
            if (!await MailSasl.ByTokenAsync(client, login, cancel)) await AuthenticateAsync(client, login, cancel);
            return new ImapSession(client, socket, guard, login, time);
        }
        catch
        {
            client.Dispose();
            await guard.DisposeAsync();
            throw;
        }
    }

    static Task AuthenticateAsync(ImapClient client, MailLogin login, CancellationToken cancel)
    {
        if (MailSasl.ForPassword(login, client.AuthenticationMechanisms) is { } mechanism) return client.AuthenticateAsync(mechanism, cancel);
        // RFC 9051 §6.2.3: the LOGIN command is left, which MailKit uses when no mechanism is.
        client.AuthenticationMechanisms.Clear();
        return client.AuthenticateAsync(Encoding.UTF8, new NetworkCredential(login.UserName, login.Password.Reveal()), cancel);
    }
}
