using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Webmail.Security;

namespace Webmail.Tests.Security;

/// <summary>What is fetched while servers are being found, from a real server that speaks TLS.</summary>
public sealed class AutoconfigFilesTests : IDisposable
{
    readonly X509Certificate2 certificate = NewCertificate();
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly List<string> requests = [];
    readonly AutoconfigFiles files;
    int accepted;

    public AutoconfigFilesTests()
    {
        listener.Start();
        _ = ServeAsync();
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { certificate } };
        files = new AutoconfigFiles(new OutboundGuard(endpoint => IPAddress.IsLoopback(endpoint.Address), new SslClientAuthenticationOptions { CertificateChainPolicy = trust }));
    }

    int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    [Theory]
    [InlineData("/file", 6)]
    [InlineData("/largest", 64 << 10)]
    [InlineData("/larger", null)]
    [InlineData("/endless", null)]
    [InlineData("/redirect", null)]
    [InlineData("/missing", null)]
    public async Task Only_a_small_file_at_the_very_place_is_read(string path, int? length)
    {
        Assert.Equal(length, (await files.FetchAsync(new Uri($"https://localhost:{Port}{path}"), TestContext.Current.CancellationToken))?.Length);
        var request = Assert.Single(requests);
        Assert.DoesNotContain("Authorization", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Cookie", request, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A57_nothing_is_asked_without_encryption_or_of_a_certificate_that_is_not_right()
    {
        Assert.Null(await files.FetchAsync(new Uri($"http://localhost:{Port}/file"), TestContext.Current.CancellationToken));
        Assert.Equal(0, accepted);
        Assert.Null(await files.FetchAsync(new Uri($"https://127.0.0.1:{Port}/file"), TestContext.Current.CancellationToken));
        using var system = new AutoconfigFiles(new OutboundGuard(endpoint => IPAddress.IsLoopback(endpoint.Address)));
        Assert.Null(await system.FetchAsync(new Uri($"https://localhost:{Port}/file"), TestContext.Current.CancellationToken));
        Assert.Empty(requests);
    }

    [Fact]
    public async Task A58_the_network_behind_is_not_asked()
    {
        using var real = AutoconfigFiles.FromTheInternet();
        Assert.Null(await real.FetchAsync(new Uri($"https://localhost:{Port}/file"), TestContext.Current.CancellationToken));
        Assert.Equal(0, accepted);
    }

    [Theory]
    [InlineData("8.8.8.8", 443, true)]
    [InlineData("8.8.8.8", 80, false)]
    [InlineData("8.8.8.8", 8443, false)]
    [InlineData("127.0.0.1", 443, false)]
    [InlineData("169.254.169.254", 443, false)]
    [InlineData("::ffff:10.0.0.1", 443, false)]
    public void Only_encrypted_web_servers_on_the_public_internet_are_asked(string address, int port, bool allowed) =>
        Assert.Equal(allowed, OutboundGuard.IsPublicHttps(new IPEndPoint(IPAddress.Parse(address), port)));

    async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(); }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException) { return; }
            accepted++;
            _ = AnswerAsync(client);
        }
    }

    async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(certificate);
            var bytes = new byte[8192];
            var request = Encoding.ASCII.GetString(bytes, 0, await tls.ReadAsync(bytes));
            if (request.Length == 0) return;
            lock (requests) requests.Add(request);
            await tls.WriteAsync(Answer(request.Split(' ')[1]));
        }
        catch (Exception gone) when (gone is IOException or System.Security.Authentication.AuthenticationException or SocketException)
        {
            // The client did not trust us, or had enough.
        }
        finally
        {
            client.Dispose();
        }
    }

    static byte[] Answer(string path) => Encoding.ASCII.GetBytes(path switch
    {
        "/file" => "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<file>",
        "/largest" => $"HTTP/1.1 200 OK\r\nContent-Length: {64 << 10}\r\n\r\n{new string(' ', 64 << 10)}",
        "/larger" => $"HTTP/1.1 200 OK\r\nContent-Length: {(64 << 10) + 1}\r\n\r\n",
        "/endless" => $"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{new string(' ', 1 << 20)}",
        "/redirect" => "HTTP/1.1 302 Found\r\nLocation: /file\r\nContent-Length: 0\r\n\r\n",
        _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    });

    static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        listener.Dispose();
        files.Dispose();
        certificate.Dispose();
    }
}
