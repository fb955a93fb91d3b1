using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MailKit.Net.Pop3;
using MailKit.Security;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Pop3;

/// <summary>Opens POP3 connections (RFC 1939), by the rules of reading over IMAP: encryption, trust, and a login mechanism that is ours to choose.</summary>
public sealed class Pop3Door(ImapPoolOptions options, TimeProvider time, Pop3Limits? limits = null)
{
    readonly Pop3Limits limits = limits ?? new();

    /// <summary>Whether the server accepts this password. Nothing is read; a mailbox that another program has locked counts as proven, because servers say so only after the login (RFC 2449 §8.1.1).</summary>
    /// <exception cref="MailFailure">Any connection kind, WrongPassword, Refused.</exception>
    public async Task VerifyAsync(MailLogin login, CancellationToken cancel)
    {
        try
        {
            await using var session = await OpenAsync(login, cancel);
            await session.QuitAsync();
        }
        catch (MailFailure failure) when (failure.Kind is FailureKind.MailboxLocked)
        {
            // Somebody with this password is reading.
        }
    }

    /// <exception cref="MailFailure">Any connection kind, WrongPassword, MailboxLocked, Refused.</exception>
    internal async Task<Pop3Session> OpenAsync(MailLogin login, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(options.ConnectDeadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        Pop3Wire? wire = null;
        try
        {
            var socket = await MailSocket.DialAsync(login, options.PlainTextHosts, both.Token);
            wire = await EncryptAsync(socket, login, both.Token);
            return await LogInAsync(wire, login, both.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            throw new MailFailure(FailureKind.TimedOut, "", e);
        }
        catch (Exception e) when (Pop3Failures.Translate(e, wire?.LastError ?? "") is { } failure)
        {
            throw failure;
        }
    }

    async Task<Pop3Wire> EncryptAsync(Socket socket, MailLogin login, CancellationToken cancel)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (login.Server.Encryption == Encryption.None) return new Pop3Wire(plain, [], limits);
            if (login.Server.Encryption == Encryption.StartTls) await Pop3StartTls.NegotiateAsync(plain, cancel);
            var tls = await ServerTrust.EncryptAsync(plain, login.Server, login.TrustedCertificate, cancel);
            // After STLS the server does not greet again, and MailKit wants to be greeted.
            return new Pop3Wire(tls, login.Server.Encryption == Encryption.StartTls ? "+OK\r\n"u8.ToArray() : [], limits);
        }
        catch
        {
            await plain.DisposeAsync();
            throw;
        }
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "This is the one door that opens POP3 connections.")]
    async Task<Pop3Session> LogInAsync(Pop3Wire wire, MailLogin login, CancellationToken cancel)
    {
        var client = new Pop3Client();
        try
        {
            // Encryption is already there, underneath: MailKit is given the inside.
            await client.ConnectAsync(wire, login.Server.Host, login.Server.Port, SecureSocketOptions.None, cancel);
            wire.NewBudget();
            if (!await MailSasl.ByTokenAsync(client, login, cancel)) await AuthenticateAsync(client, login, cancel);
            return new Pop3Session(client, wire, limits, time);
        }
        catch
        {
            client.Dispose();
            await wire.DisposeAsync();
            throw;
        }
    }

    /// <summary>One try, never a second with a weaker mechanism.</summary>
    static Task AuthenticateAsync(Pop3Client client, MailLogin login, CancellationToken cancel)
    {
        var mechanism = MailSasl.ForPassword(login, client.AuthenticationMechanisms);
        // In clear text APOP (RFC 1939 §7) keeps the password off the wire; inside TLS a server that lists USER means it.
        var apop = client.Capabilities.HasFlag(Pop3Capabilities.Apop) && (login.Server.Encryption == Encryption.None || !client.Capabilities.HasFlag(Pop3Capabilities.User));
        if (mechanism is not null && !(apop && mechanism is SaslMechanismPlain or SaslMechanismLogin)) return client.AuthenticateAsync(mechanism, cancel);
        // MailKit takes APOP when it is among the capabilities, and USER and PASS when no mechanism is left.
        client.AuthenticationMechanisms.Clear();
        if (!apop) client.Capabilities &= ~Pop3Capabilities.Apop;
        return client.AuthenticateAsync(Encoding.UTF8, new NetworkCredential(login.UserName, login.Password.Reveal()), cancel);
    }
}
