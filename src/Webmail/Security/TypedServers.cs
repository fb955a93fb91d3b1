using System.Net;
using System.Net.Sockets;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Security;

/// <summary>
/// Mail servers that a person typed. They must not make this server a probe of the network it stands in: only mail ports, only public addresses, always
/// encrypted, and whatever goes wrong before a server speaks is answered in the same words after the same time.
/// </summary>
public sealed class TypedServers(bool allowed, TimeProvider time)
{
    static readonly TimeSpan SameTime = TimeSpan.FromSeconds(12);

    public bool Allowed => allowed;

    /// <exception cref="SignInRefused">No server was typed yet, or what was typed is not one.</exception>
    public ServerSettings Parse(SignInRequest request)
    {
        if (request.Imap.Length == 0) throw new SignInRefused(SignInProblem.ServersNeeded);
        var imap = Parse(request.Imap, MailProtocol.Imap, [993, 143]);
        var smtp = request.Smtp.Length == 0 ? null : Parse(request.Smtp, MailProtocol.Smtp, [465, 587, 25]);
        return new ServerSettings(imap, smtp, null, null, request.Address.ToString(), null, Own: true);
    }

    /// <summary>Runs a connection attempt; of failures, only what the server itself said about the password or its certificate is told.</summary>
    public async Task GuardAsync(string host, Func<Task> connect, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        try
        {
            await PublicAsync(host, cancel);
            await connect();
        }
        catch (MailFailure failure) when (!Told(failure.Kind))
        {
            var rest = SameTime - time.GetElapsedTime(started);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, time, cancel);
            throw new MailFailure(FailureKind.Unreachable, inner: failure);
        }
    }

    static bool Told(FailureKind kind) =>
        kind is FailureKind.WrongPassword or FailureKind.TlsExpired or FailureKind.TlsUnknownIssuer or FailureKind.TlsWrongHost;

    static ServerAddress Parse(string typed, MailProtocol protocol, int[] ports)
    {
        // The first port is the one with TLS from the first byte; on the others STARTTLS is required.
        var parts = typed.Trim().Split(':');
        var port = ports[0];
        if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], out port)) || !ports.Contains(port)
            || Uri.CheckHostName(parts[0]) != UriHostNameType.Dns) throw new SignInRefused(SignInProblem.ServersRefused);
        return new ServerAddress(protocol, parts[0].ToLowerInvariant(), port, port == ports[0] ? Encryption.ImplicitTls : Encryption.StartTls);
    }

    static async Task PublicAsync(string host, CancellationToken cancel)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancel);
            if (addresses.Length > 0 && addresses.All(PublicAddress.Is)) return;
        }
        catch (SocketException)
        {
            // Unknown here is the same as not reachable.
        }
        throw new MailFailure(FailureKind.Unreachable);
    }
}
