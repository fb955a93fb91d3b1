using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;

namespace Webmail.Mail.Sending;

/// <summary>The outside of a message: who sends it, to whom, and how large it is.</summary>
/// <param name="Id">Names it in whatever servers report of it (ENVID, RFC 3461 §4.4).</param>
/// <param name="Notices">Whether they are asked to report that it arrived, too.</param>
public sealed record SmtpEnvelope(string Sender, IReadOnlyList<string> Recipients, long Octets, string? Id = null, bool Notices = false);

/// <summary>
/// Hands one message to a submission server (RFC 6409). Encryption by the rules of reading mail: implicit TLS, or STARTTLS that must succeed before
/// anything is said; the login mechanism is ours to choose.
/// </summary>
public sealed class SmtpTransport(ImapPoolOptions options)
{
    // RFC 5321 §4.1.3: a client without a name of its own. What is behind the person's router is nobody's business.
    const string LocalDomain = "[127.0.0.1]";
    static readonly TimeSpan Connecting = TimeSpan.FromSeconds(20), SayingGoodBye = TimeSpan.FromSeconds(2);
    readonly KnownLimits known = new();

    /// <summary>What this server takes, asked where it is not known. Null when it cannot be asked now: sending will find out.</summary>
    public async Task<SmtpLimits?> LimitsAsync(MailLogin login, CancellationToken cancel)
    {
        if (known.Find(login.Server) is { } said) return said;
        try
        {
            await CheckAsync(login, cancel);
            return known.Find(login.Server);
        }
        catch (MailFailure)
        {
            return null;
        }
    }

    /// <summary>Logs in and leaves; no message is handed in.</summary>
    /// <exception cref="MailFailure">Any connection kind, WrongPassword, Refused.</exception>
    public async Task CheckAsync(MailLogin login, CancellationToken cancel)
    {
        using var deadline = new SmtpDeadline(cancel);
        SmtpWire? wire = null;
        var client = new SmtpConversation();
        try
        {
            wire = await ConnectAsync(login, () => Task.CompletedTask, deadline);
            await LogInAsync(client, wire, login, deadline.Token);
        }
        catch (Exception e) when (SmtpFailures.Judge(e, endSent: false) is { } judged)
        {
            throw new MailFailure(judged.Problem ?? FailureKind.Refused, judged.Reply, e);
        }
        finally
        {
            _ = CloseAsync(client, wire);
        }
    }

    /// <param name="beforeEnd">Writes down that the server may have the message from now on; when it throws, the server does not get it.</param>
    /// <param name="stopping">Ends the attempt while the server cannot have the message.</param>
    internal async Task<Transmission> SendAsync(MailLogin login, SmtpEnvelope envelope, MimeMessage message, Func<Task> beforeEnd, CancellationToken stopping)
    {
        using var deadline = new SmtpDeadline(stopping);
        SmtpWire? wire = null;
        var client = new SmtpConversation { Id = envelope.Id, Notices = envelope.Notices };
        try
        {
            wire = await ConnectAsync(login, beforeEnd, deadline);
            await LogInAsync(client, wire, login, deadline.Token);
            if (client.Refusal(envelope) is { } refusal) return refusal;
            var reply = await client.SendAsync(MimeComposer.Format, message, new MailboxAddress("", envelope.Sender), envelope.Recipients.Select(address => new MailboxAddress("", address)), deadline.Token);
            return new Transmission(TransmissionEnd.Taken, reply, null, client.Replies);
        }
        catch (Exception e) when (SmtpFailures.Judge(e, wire?.EndSent == true) is { } judged)
        {
            return judged with { Recipients = client.Replies };
        }
        finally
        {
            _ = CloseAsync(client, wire);
        }
    }

    async Task<SmtpWire> ConnectAsync(MailLogin login, Func<Task> beforeEnd, SmtpDeadline deadline)
    {
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        connecting.CancelAfter(Connecting);
        var plain = new NetworkStream(await MailSocket.DialAsync(login, options.PlainTextHosts, connecting.Token), ownsSocket: true);
        try
        {
            if (login.Server.Encryption == Encryption.None) return new SmtpWire(plain, [], beforeEnd, deadline);
            if (login.Server.Encryption == Encryption.StartTls) await SmtpStartTls.NegotiateAsync(plain, LocalDomain, connecting.Token);
            var tls = await ServerTrust.EncryptAsync(plain, login.Server, login.TrustedCertificate, connecting.Token);
            // After STARTTLS the server does not greet again, and MailKit wants to be greeted.
            return new SmtpWire(tls, login.Server.Encryption == Encryption.StartTls ? "220 .\r\n"u8.ToArray() : [], beforeEnd, deadline);
        }
        catch
        {
            await plain.DisposeAsync();
            throw;
        }
    }

    async Task LogInAsync(SmtpConversation client, SmtpWire wire, MailLogin login, CancellationToken cancel)
    {
        client.LocalDomain = LocalDomain;
        await client.ConnectAsync(wire, login.Server.Host, login.Server.Port, SecureSocketOptions.None, cancel);
        // With BDAT the end of a message has no mark of its own on the wire, and that mark is what we write down.
        client.Capabilities &= ~(SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime);
        // A relay for its own network asks for no password; any other will refuse the first recipient.
        if (client.AuthenticationMechanisms.Count > 0 && !await MailSasl.ByTokenAsync(client, login, cancel) && MailSasl.ForPassword(login, client.AuthenticationMechanisms) is { } mechanism)
            await client.AuthenticateAsync(mechanism, cancel);
        known.Keep(login.Server, SmtpLimits.Of(client));
    }

    /// <summary>The good-bye must not keep the outcome from being written down.</summary>
    static async Task CloseAsync(SmtpConversation client, SmtpWire? wire)
    {
        try
        {
            using var patience = new CancellationTokenSource(SayingGoodBye);
            if (client.IsConnected) await client.DisconnectAsync(quit: true, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ProtocolException or CommandException or ObjectDisposedException or ServiceNotConnectedException or MailFailure)
        {
            // The other side does not answer: nothing is lost.
        }
        finally
        {
            client.Dispose();
            if (wire is not null) await wire.DisposeAsync();
        }
    }
}
