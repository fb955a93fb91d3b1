using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Webmail.Tests.Mail.Sending;

/// <summary>A submission server that takes everything, offers what a test wants it to, and writes down every octet that comes over the wire.</summary>
sealed class ScriptedSmtp : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource end = new();
    readonly MemoryStream wire = new();
    readonly Task accepting;

    public ScriptedSmtp()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Lines of the answer to EHLO after the first.</summary>
    public string[] Offers { get; set; } = ["PIPELINING", "8BITMIME", "AUTH LOGIN PLAIN"];
    public string StartTlsAnswer { get; set; } = "220 go on\r\n";
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Everything that clients have said, in Latin-1; what is behind TLS is not part of it.</summary>
    public string Wire { get { lock (wire) return Encoding.Latin1.GetString(wire.ToArray()); } }

    /// <summary>Commands, without what stands between DATA and the end of the message.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>Messages, with the dots that RFC 5321 §4.5.2 adds taken out.</summary>
    public List<string> Messages { get; } = [];

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
        try
        {
            Stream stream = client.GetStream();
            await SayAsync(stream, "220 scripted\r\n");
            while (await LineAsync(stream) is { } line)
            {
                lock (Commands) Commands.Add(line);
                await SayAsync(stream, Answer(line));
                if (line == "STARTTLS" && Certificate is not null) stream = await EncryptAsync(stream);
                if (line == "DATA") await TakeAsync(stream);
                if (line == "QUIT") return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The client left.
        }
    }

    string Answer(string line) => line.Split(' ')[0] switch
    {
        "EHLO" => string.Concat(Offers.Prepend("scripted").Select((offer, at) => $"250{(at == Offers.Length ? ' ' : '-')}{offer}\r\n")),
        "STARTTLS" => StartTlsAnswer,
        "AUTH" when line.EndsWith(" LOGIN", StringComparison.Ordinal) || line == "AUTH PLAIN" => "334 \r\n",
        "AUTH" => "235 welcome\r\n",
        "DATA" => "354 go on\r\n",
        "QUIT" => "221 good bye\r\n",
        _ => "250 ok\r\n",
    };

    /// <summary>Only CRLF ends a line, and only a line that is one dot ends the message.</summary>
    async Task TakeAsync(Stream stream)
    {
        var message = new StringBuilder();
        while (await LineAsync(stream) is { } line && line != ".") message.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        lock (Messages) Messages.Add(message.ToString());
        await SayAsync(stream, "250 taken\r\n");
    }

    async Task<Stream> EncryptAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, end.Token);
        return tls;
    }

    async Task SayAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), end.Token);

    async Task<string?> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var octet = new byte[1];
        while (await stream.ReadAsync(octet, end.Token) == 1)
        {
            if (stream is NetworkStream) lock (wire) wire.WriteByte(octet[0]);
            line.Append((char)octet[0]);
            if (octet[0] == '\n' && line.Length > 1 && line[^2] == '\r') return line.ToString()[..^2];
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await accepting;
        listener.Dispose();
        end.Dispose();
        await wire.DisposeAsync();
    }
}
