using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>
/// A POP3 server (RFC 1939) with one mailbox that behaves as a test wants it to: what real servers do not do on demand. An answer is a pattern of the command
/// and the text to send; one that ends in <c>^</c> ends the connection.
/// </summary>
sealed class ScriptedPop3 : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource end = new();
    readonly List<string> commands = [];
    readonly Task accepting;

    public ScriptedPop3()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public string Greeting { get; set; } = "+OK ready\r\n";
    public string Capabilities { get; set; } = "USER\r\nUIDL\r\nTOP\r\nSASL PLAIN\r\n";
    public X509Certificate2? Certificate { get; init; }
    public List<(string Command, string Answer)> Answers { get; } = [];

    /// <summary>Name and octets (CRLF line ends) of each message, in the order of their numbers.</summary>
    public List<(string Uidl, string Text)> Messages { get; } = [];

    /// <summary>The size that LIST tells of a message.</summary>
    public Func<(string Uidl, string Text), int> Size { get; set; } = message => message.Text.Length;

    /// <summary>What clients said, <c>TLS</c> where encryption began.</summary>
    public IReadOnlyList<string> Commands { get { lock (commands) return [.. commands]; } }

    public int Said(string word) => Commands.Count(command => command.StartsWith(word, StringComparison.Ordinal));

    async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true) open.Add(ServeAsync(await listener.AcceptTcpClientAsync(end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var held = client;
        var deleted = new HashSet<int>();
        try
        {
            Stream stream = client.GetStream();
            await SendAsync(stream, Greeting);
            while (await LineAsync(stream) is { } command)
            {
                lock (commands) commands.Add(command);
                var answer = Answer(command, deleted);
                await SendAsync(stream, answer.TrimEnd('^'));
                if (answer.EndsWith('^')) return;
                if (command == "STLS" && Certificate is not null && answer.StartsWith("+OK", StringComparison.Ordinal)) stream = await EncryptAsync(stream);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The client left.
        }
    }

    async Task<Stream> EncryptAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, end.Token);
        lock (commands) commands.Add("TLS");
        return tls;
    }

    string Answer(string command, HashSet<int> deleted)
    {
        foreach (var (pattern, answer) in Answers)
            if (Regex.IsMatch(command, pattern)) return answer;
        var words = command.Split(' ');
        var number = words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var named) ? named : 0;
        lock (Messages)
            return words[0] switch
            {
                "CAPA" => $"+OK\r\n{Capabilities}.\r\n",
                "STAT" => $"+OK {Messages.Count} {Messages.Sum(message => message.Text.Length)}\r\n",
                "LIST" => $"+OK\r\n{Lines(deleted, message => Size(message).ToString(CultureInfo.InvariantCulture))}.\r\n",
                "UIDL" => $"+OK\r\n{Lines(deleted, message => message.Uidl)}.\r\n",
                "RETR" => $"+OK\r\n{Stuffed(Messages[number - 1].Text)}.\r\n",
                "TOP" => $"+OK\r\n{Stuffed(Header(Messages[number - 1].Text))}.\r\n",
                "DELE" => deleted.Add(number) ? "+OK\r\n" : "-ERR\r\n",
                "QUIT" => Quit(deleted),
                "AUTH" when words.Length == 2 => "+ \r\n",
                _ => "+OK\r\n",
            };
    }

    string Quit(HashSet<int> deleted)
    {
        foreach (var number in deleted.OrderDescending()) Messages.RemoveAt(number - 1);
        return "+OK bye\r\n^";
    }

    string Lines(HashSet<int> deleted, Func<(string Uidl, string Text), string> what) =>
        string.Concat(Messages.Select((message, index) => deleted.Contains(index + 1) ? "" : $"{index + 1} {what(message)}\r\n"));

    static string Header(string text) => text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var at and >= 0 ? text[..(at + 4)] : text;

    static string Stuffed(string text)
    {
        var whole = text.EndsWith("\r\n", StringComparison.Ordinal) ? text : text + "\r\n";
        return (whole.StartsWith('.') ? "." : "") + whole.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
    }

    async Task SendAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), end.Token);

    async Task<string?> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var octet = new byte[1];
        while (await stream.ReadAsync(octet, end.Token) == 1)
        {
            if (octet[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)octet[0]);
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await accepting;
        listener.Dispose();
        end.Dispose();
    }
}
