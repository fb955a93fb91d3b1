using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Webmail.MailServers.Processes;

/// <summary>Free loopback ports below the range of outgoing connections, so that a server which stops finds its port free when it starts again.</summary>
public static class FreePorts
{
    public static int[] Take(int count)
    {
        var ports = new HashSet<int>();
        for (var tries = 0; ports.Count < count && tries < 1000; tries++)
        {
            var port = RandomNumberGenerator.GetInt32(10_000, 32_000);
            if (IsFree(port)) ports.Add(port);
        }
        return ports.Count == count ? [.. ports] : throw new InvalidOperationException("No free ports on loopback.");
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
