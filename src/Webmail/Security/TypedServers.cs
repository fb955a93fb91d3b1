using System.Net;
using System.Net.Sockets;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Stores;

namespace Webmail.Security;

/// <summary>Names of servers as typed; empty where nothing was.</summary>
/// <param name="Pop3">For a mailbox without IMAP.</param>
public sealed record TypedNames(string Imap, string Pop3, string Smtp)
{
    public static readonly TypedNames None = new("", "", "");

    public static TypedNames Of(string? imap, string? pop3, string? smtp) => new(imap?.Trim() ?? "", pop3?.Trim() ?? "", smtp?.Trim() ?? "");

    /// <summary>There is one to read from.</summary>
    public bool Any => Imap.Length + Pop3.Length > 0;
}

/// <summary>
/// Mail servers that a person typed. They must not make this server a probe of the network it stands in: only mail ports, only public addresses, always
/// encrypted, and whatever goes wrong before a server speaks is answered in the same words after the same time.
/// </summary>
public sealed class TypedServers(bool allowed, TimeProvider time)
{
    static readonly TimeSpan SameTime = TimeSpan.FromSeconds(12);

    public bool Allowed => allowed;

    /// <exception cref="SignInRefused">What was typed is not a mail server.</exception>
    public static ServerSettings Parse(AddrSpec address, TypedNames typed)
    {
        static ServerAddress? Optional(string name, MailProtocol protocol) => name.Length == 0 ? null : Parse(name, protocol);
        return new(Optional(typed.Imap, MailProtocol.Imap), Optional(typed.Smtp, MailProtocol.Smtp), Optional(typed.Pop3, MailProtocol.Pop3), null, address.ToString(), null, Own: true);
    }

    /// <summary>A host, or a host and one of the protocol's ports.</summary>
    /// <exception cref="SignInRefused">It is neither.</exception>
    public static ServerAddress Parse(string typed, MailProtocol protocol)
    {
        var ports = MailPorts.Of(protocol);
        var parts = typed.Trim().Split(':');
        var port = ports[0];
        if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], out port)) || !ports.Contains(port)
            || Uri.CheckHostName(parts[0]) != UriHostNameType.Dns) throw new SignInRefused(SignInProblem.ServersRefused);
        // The first port is the one with TLS from the first byte; on the others STARTTLS is required.
        return new ServerAddress(protocol, parts[0].ToLowerInvariant(), port, port == ports[0] ? Encryption.ImplicitTls : Encryption.StartTls);
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
        kind is FailureKind.WrongPassword or FailureKind.TlsExpired or FailureKind.TlsUnknownIssuer or FailureKind.TlsWrongHost or FailureKind.MailboxLocked;

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
