using System.Net;
using System.Net.Sockets;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

/// <summary>Reaches a mail server, for reading and for sending, by the same rules.</summary>
internal static class MailSocket
{
    /// <param name="plainTextHosts">Hosts beside loopback that passwords may travel to unencrypted.</param>
    /// <exception cref="MailFailure">NoEncryption, Unreachable.</exception>
    /// <exception cref="SocketException">The network said no.</exception>
    public static async Task<Socket> DialAsync(MailLogin login, IReadOnlySet<string> plainTextHosts, CancellationToken cancel)
    {
        var server = login.Server;
        if (server.Encryption == Encryption.None && !IsLoopback(server.Host) && !plainTextHosts.Contains(server.Host)) throw new MailFailure(FailureKind.NoEncryption);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A NAT box that forgets the connection is noticed within two minutes.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 20);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(server.Host.Trim('[', ']'), server.Port, cancel);
            // What counts is the address that answered: a name may lead elsewhere now than when it was checked.
            if (login.PublicOnly && !PublicAddress.Is(((IPEndPoint)socket.RemoteEndPoint!).Address)) throw new MailFailure(FailureKind.Unreachable);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
