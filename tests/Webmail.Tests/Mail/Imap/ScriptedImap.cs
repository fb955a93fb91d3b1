using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace Webmail.Tests.Mail.Imap;

/// <summary>
/// A server that says what a test wants it to: what real servers do not do on demand. An answer is a pattern of the command without its tag and
/// the text to send, where <c>%</c> stands for the tag; an answer that ends in <c>^</c> ends the connection.
/// </summary>
sealed class ScriptedImap : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource end = new();
    readonly List<string> commands = [];
    readonly Task accepting;

    public ScriptedImap()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public string Greeting { get; init; } = "* OK ready\r\n";
    public string Capabilities { get; init; } = "IMAP4rev1 AUTH=PLAIN SASL-IR";
    public X509Certificate2? Certificate { get; init; }
    public List<(string Command, string Answer)> Answers { get; } = [];
    public int Connections { get; private set; }

    /// <summary>What clients said, without tags; <c>TLS</c> where encryption began.</summary>
    public IReadOnlyList<string> Commands { get { lock (commands) return [.. commands]; } }

    async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await listener.AcceptTcpClientAsync(end.Token)));
                Connections++;
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var held = client;
        try
        {
            Stream stream = client.GetStream();
            await SendAsync(stream, Greeting);
            while (await LineAsync(stream) is { } line)
            {
                var (tag, command) = line.Split(' ', 2) is [var first, var rest] ? (first, rest) : ("", line);
                lock (commands) commands.Add(command);
                var answer = Answer(command).Replace("%", tag, StringComparison.Ordinal);
                await SendAsync(stream, answer.TrimEnd('^'));
                if (answer.EndsWith('^')) return;
                if (command == "STARTTLS" && Certificate is not null && answer.Contains("OK", StringComparison.Ordinal)) stream = await EncryptAsync(stream);
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

    string Answer(string command)
    {
        foreach (var (pattern, answer) in Answers)
            if (Regex.IsMatch(command, pattern)) return answer;
        return command.Split(' ')[0] switch
        {
            "CAPABILITY" => $"* CAPABILITY {Capabilities}\r\n% OK done\r\n",
            "LIST" => "* LIST (\\HasNoChildren) \"/\" INBOX\r\n% OK done\r\n",
            "SELECT" => "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)] ok\r\n% OK [READ-WRITE] done\r\n",
            "LOGOUT" => "* BYE good bye\r\n% OK done\r\n^",
            _ => "% OK done\r\n",
        };
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
