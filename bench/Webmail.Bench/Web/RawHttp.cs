using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Webmail.Bench.Web;

/// <summary>
/// An open HTTP/1.1 connection whose answers are read to their end and not looked at, as <see cref="Imap.RawImap"/> does with the mail server's: what a
/// client library takes is not time that a browser waits.
/// </summary>
sealed class RawHttp(IPEndPoint server) : IDisposable
{
    Socket socket = New();
    byte[] answer = new byte[1 << 18];
    int read;

    /// <summary>Sends a whole request.</summary>
    /// <returns>Status, and octets of the body as it came.</returns>
    public async Task<(int Status, int Octets)> RunAsync(string request)
    {
        await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        (read, var body) = (0, -1);
        while ((body = answer.AsSpan(0, read).IndexOf("\r\n\r\n"u8)) < 0) await FillAsync();
        var head = Encoding.ASCII.GetString(answer, 0, body);
        var status = int.Parse(head.AsSpan(9, 3));
        return (status, Field(head, "Content-Length") is { } length ? await WholeAsync(body + 4, int.Parse(length)) : await ChunksAsync(body + 4));
    }

    static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>A server closes what nobody has used for a while.</summary>
    async Task ConnectAsync()
    {
        if (socket.Connected && !(socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0)) return;
        if (socket.Connected)
        {
            socket.Dispose();
            socket = New();
        }
        await socket.ConnectAsync(server);
    }

    static string? Field(string head, string name) =>
        head.Split("\r\n").FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    async Task<int> WholeAsync(int start, int length)
    {
        while (read < start + length) await FillAsync();
        return length;
    }

    /// <summary>RFC 9112 §7.1: octets in hexadecimal, a line end, so many octets, a line end; none is the last.</summary>
    async Task<int> ChunksAsync(int at)
    {
        for (var octets = 0; ;)
        {
            int line;
            while ((line = answer.AsSpan(at, read - at).IndexOf("\r\n"u8)) < 0) await FillAsync();
            if (!Utf8Parser.TryParse(answer.AsSpan(at, line), out int size, out _, 'x')) throw new IOException("The answer is cut into pieces that cannot be told apart.");
            at += line + 2 + size + 2;
            while (read < at) await FillAsync();
            if (size == 0) return octets;
            octets += size;
        }
    }

    async Task FillAsync()
    {
        if (read == answer.Length) Array.Resize(ref answer, answer.Length * 2);
        var got = await socket.ReceiveAsync(answer.AsMemory(read));
        read += got > 0 ? got : throw new IOException("The application closed the connection.");
    }

    public void Dispose() => socket.Dispose();
}
