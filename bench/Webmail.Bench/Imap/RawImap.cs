using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Webmail.Bench.Imap;

/// <summary>
/// The limit: an open IMAP connection whose answers are read to their end and not looked at.
/// </summary>
sealed class RawImap : IDisposable
{
    readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    byte[] answer = new byte[1 << 20];
    int tag;

    /// <summary>Signed in, with INBOX open for reading.</summary>
    public static async Task<RawImap> OpenAsync(int port, string address, string password)
    {
        var imap = new RawImap();
        await imap.socket.ConnectAsync(IPAddress.Loopback, port);
        await imap.ReadLineAsync();
        await imap.RunAsync($"LOGIN \"{address}\" \"{password}\"");
        await imap.RunAsync("SELECT INBOX");
        return imap;
    }

    /// <summary>Runs one command; returns the octets of its answer.</summary>
    public async Task<int> RunAsync(string command)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"a{++tag} ");
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{name}{command}\r\n"));
        var (read, line) = (0, 0);
        while (true)
        {
            read = await FillAsync(read);
            while (LineEnd(line, read) is var end and >= 0)
            {
                if (IsCompletion(answer.AsSpan(line, end - line), name)) return read;
                line = end + Literal(answer.AsSpan(line, end - line));
            }
        }
    }

    /// <summary>What it says, then its text: the two commands that opening takes.</summary>
    public async Task OpenMessageAsync(uint uid, string part)
    {
        await RunAsync($"UID FETCH {uid} {Questions.Opened}");
        await RunAsync($"UID FETCH {uid} (BODY.PEEK[{part}])");
    }

    /// <summary>The whole answer as text.</summary>
    public async Task<string> ReadAsync(string command) => Encoding.Latin1.GetString(answer.AsSpan(0, await RunAsync(command)));

    async Task ReadLineAsync()
    {
        for (var read = 0; LineEnd(0, read) < 0;) read = await FillAsync(read);
    }

    async Task<int> FillAsync(int read)
    {
        if (read == answer.Length) Array.Resize(ref answer, answer.Length * 2);
        var got = await socket.ReceiveAsync(answer.AsMemory(read));
        return got > 0 ? read + got : throw new IOException("The mail server closed the connection.");
    }

    int LineEnd(int from, int read)
    {
        var end = from < read ? answer.AsSpan(from, read - from).IndexOf((byte)'\n') : -1;
        return end < 0 ? -1 : from + end + 1;
    }

    static bool IsCompletion(ReadOnlySpan<byte> line, string name)
    {
        if (!line.StartsWith(Encoding.ASCII.GetBytes(name))) return false;
        return line[name.Length..].StartsWith("OK"u8) ? true
            : throw new InvalidOperationException($"The mail server answered: {Encoding.Latin1.GetString(line)}");
    }

    /// <summary>RFC 9051 §4.3: a line that ends in <c>{n}</c> is followed by n octets.</summary>
    static int Literal(ReadOnlySpan<byte> line)
    {
        var rest = line.TrimEnd("\r\n"u8);
        var open = rest.EndsWith("}"u8) ? rest.LastIndexOf((byte)'{') : -1;
        return open >= 0 && int.TryParse(rest[(open + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var octets) ? octets : 0;
    }

    public void Dispose() => socket.Dispose();
}
