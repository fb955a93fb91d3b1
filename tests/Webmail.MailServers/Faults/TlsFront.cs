using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Webmail.MailServers;

/// <summary>Speaks TLS with a certificate of one's choice in front of a plain port, so that every kind of bad certificate can be met.</summary>
public sealed class TlsFront : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource end = new();
    readonly X509Certificate2 certificate;
    readonly int target;
    readonly Task accepting;

    public TlsFront(X509Certificate2 certificate, int target)
    {
        (this.certificate, this.target) = (certificate, target);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true) open.Add(ServeAsync(await listener.AcceptTcpClientAsync(end.Token).ConfigureAwait(false)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var outside = client;
        using var inside = new TcpClient();
        try
        {
            using var tls = new SslStream(outside.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, end.Token).ConfigureAwait(false);
            await inside.ConnectAsync(IPAddress.Loopback, target, end.Token).ConfigureAwait(false);
            await Task.WhenAny(
                tls.CopyToAsync(inside.GetStream(), end.Token), inside.GetStream().CopyToAsync(tls, end.Token)).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client did not like the certificate: that is what this is for.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        await accepting.ConfigureAwait(false);
        listener.Dispose();
        end.Dispose();
        certificate.Dispose();
    }
}
