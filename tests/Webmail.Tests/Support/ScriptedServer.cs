using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Webmail.Tests.Support;

/// <summary>A server on loopback that says what a test wants it to: it listens, hears lines, begins TLS; what is said is up to whoever derives from it.</summary>
abstract class ScriptedServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource end = new();
    readonly Task accepting;

    protected ScriptedServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public X509Certificate2? Certificate { get; init; }
    public int Connections { get; private set; }

    /// <summary>One client, from the greeting to the end.</summary>
    protected abstract Task TalkAsync(Stream stream);

    /// <summary>A client has said this octet.</summary>
    protected virtual void Heard(Stream stream, byte octet)
    {
    }

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
            await TalkAsync(client.GetStream());
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The client left.
        }
    }

    protected async Task<Stream> EncryptAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, end.Token);
        return tls;
    }

    protected async Task SendAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), end.Token);

    /// <summary>Null when the client has nothing more to say.</summary>
    /// <param name="strict">Only CRLF ends a line, not LF alone.</param>
    protected async Task<string?> LineAsync(Stream stream, bool strict = false)
    {
        var line = new StringBuilder();
        var octet = new byte[1];
        while (await stream.ReadAsync(octet, end.Token) == 1)
        {
            Heard(stream, octet[0]);
            if (octet[0] == '\n' && !strict) return line.ToString().TrimEnd('\r');
            line.Append((char)octet[0]);
            if (octet[0] == '\n' && line.Length > 1 && line[^2] == '\r') return line.ToString()[..^2];
        }
        return null;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await accepting;
        listener.Dispose();
        end.Dispose();
    }
}
