using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Webmail.Bench.Pop3;

/// <summary>The limit of collecting: messages are read to their end, one command after the other, and thrown away.</summary>
sealed class RawPop3 : IDisposable
{
    readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] buffer = new byte[64 << 10];
    readonly byte[] last = new byte[5];

    public static async Task<RawPop3> OpenAsync(int port, string address, string password)
    {
        var pop3 = new RawPop3();
        await pop3.socket.ConnectAsync(IPAddress.Loopback, port);
        await pop3.ReadAsync("\r\n"u8.ToArray());
        await pop3.RunAsync($"USER {address}", "\r\n");
        await pop3.RunAsync($"PASS {password}", "\r\n");
        return pop3;
    }

    public Task RetrieveAsync(int number) => RunAsync(string.Create(CultureInfo.InvariantCulture, $"RETR {number}"), "\r\n.\r\n");

    async Task RunAsync(string command, string end)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{command}\r\n"));
        await ReadAsync(Encoding.ASCII.GetBytes(end));
    }

    /// <summary>Nothing follows what was asked for, so an answer ends where the octets that have come end.</summary>
    async Task ReadAsync(byte[] end)
    {
        Array.Clear(last);
        do
        {
            var got = await socket.ReceiveAsync(buffer);
            if (got == 0) throw new IOException("The mail server closed the connection.");
            var tail = last.Concat(buffer[..got].TakeLast(last.Length)).TakeLast(last.Length).ToArray();
            tail.CopyTo(last, 0);
        }
        while (!last.AsSpan().EndsWith(end));
        if (buffer[0] == (byte)'-') throw new InvalidOperationException("The mail server refused.");
    }

    public void Dispose() => socket.Dispose();
}
