using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Webmail.MailServers;
using Webmail.MailServers.Processes;
using Webmail.Tests.Support;

namespace Webmail.Tests.Hosting;

/// <summary>Behind a real nginx with TLS, on a host of its own and with another one for content, by the file that docs/nginx-host.conf is.</summary>
public sealed class ProxyHostTests : IAsyncLifetime
{
    readonly int[] ports = FreePorts.Take(2);
    readonly TemporaryDirectory folder = new();
    readonly X509Certificate2 certificate = NewCertificate();
    readonly WebmailApp app = new(null, ("Webmail:PublicUrl", "https://mail.example.org"), ("Webmail:KnownProxies", "127.0.0.1"), ("Webmail:ContentHost", "content.example.net"));
    NginxServer nginx = null!;
    HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        var (chain, secret) = (folder.Write("fullchain.pem", certificate.ExportCertificatePem()), folder.Write("privkey.pem", key.ExportPkcs8PrivateKeyPem()));
        Unprivileged.Own(Unprivileged.Nobody, true, folder.Path);
        var written = await File.ReadAllTextAsync(Repository.File("docs/nginx-host.conf"), TestContext.Current.CancellationToken);
        nginx = await NginxServer.StartNewAsync(tls => Lines(written).Replace("listen 80;", $"listen 127.0.0.1:{ports[0]};", StringComparison.Ordinal)
            .Replace("listen 443 ssl http2;", $"listen 127.0.0.1:{tls} ssl http2;", StringComparison.Ordinal).Replace("127.0.0.1:8080", $"127.0.0.1:{ports[1]}", StringComparison.Ordinal)
            .Replace("/etc/letsencrypt/live/mail.example.org/fullchain.pem", chain, StringComparison.Ordinal).Replace("/etc/letsencrypt/live/content.example.net/fullchain.pem", chain, StringComparison.Ordinal)
            .Replace("/etc/letsencrypt/live/mail.example.org/privkey.pem", secret, StringComparison.Ordinal).Replace("/etc/letsencrypt/live/content.example.net/privkey.pem", secret, StringComparison.Ordinal));
        app.UseKestrel(ports[1]);
        app.StartServer();
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ConnectCallback = ConnectAsync,
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() },
        });
    }

    [Fact]
    public async Task The_name_of_the_application_answers_over_tls_and_http_leads_there()
    {
        using var plain = await http.GetAsync("http://mail.example.org/mail?a=b", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MovedPermanently, plain.StatusCode);
        Assert.Equal("https://mail.example.org/mail?a=b", plain.Headers.Location?.ToString());
        using var form = await http.GetAsync("https://mail.example.org/sign-in", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        Assert.Contains(form.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-webmail-form=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_other_name_is_that_of_content()
    {
        using var page = await http.GetAsync("https://content.example.net/sign-in", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal(["cross-origin"], page.Headers.GetValues("Cross-Origin-Resource-Policy"));
    }

    [Fact]
    public async Task What_is_too_large_for_a_page_is_told_by_the_application()
    {
        using var body = new ByteArrayContent(new byte[3 << 20]);
        using var answer = await http.PostAsync("https://mail.example.org/sign-in", body, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("nginx", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // Those of IPv6 are left out: not every machine has it.
    static string Lines(string written) => string.Join('\n', written.Split('\n').Where(line => !line.Contains("listen [::]", StringComparison.Ordinal)));

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port == 443 ? nginx.Port : ports[0], cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=mail.example.org", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await nginx.DisposeAsync();
        await app.DisposeAsync();
        certificate.Dispose();
        folder.Dispose();
    }
}
