using System.Net;
using System.Net.Sockets;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Hosting;

/// <summary>Behind a real nginx, on a sub-path, with the configuration that docs/nginx.conf recommends.</summary>
public sealed class ProxyTests(MailServerFixture mail, ProxiedApp proxied) : IClassFixture<ProxiedApp>
{
    [Fact]
    public async Task One_signs_in_on_the_sub_path_and_every_link_stays_on_it()
    {
        var person = await mail.NewUserAsync();
        using var browser = proxied.Through();
        using var start = await browser.GetAsync("/webmail/mail");
        Assert.Equal("/webmail/sign-in?returnUrl=%2Fwebmail%2Fmail", start.Headers.Location?.ToString());
        var form = await browser.TextAsync("/webmail/sign-in");
        Assert.All(Links(form), link => Assert.StartsWith("/webmail/", link));
        using var answer = await browser.PostAsync("/webmail/sign-in", "/webmail/sign-in", ("email", person.Address), ("password", person.Password));
        Assert.Matches("^/webmail/mail/[^/]+/INBOX$", answer.Headers.Location?.ToString());
        using var entrance = await browser.GetAsync("/webmail/mail");
        Assert.Equal(answer.Headers.Location, entrance.Headers.Location);
        Assert.All(Links(await browser.TextAsync(answer.Headers.Location!.ToString())), link => Assert.StartsWith("/webmail/", link));
    }

    [Fact]
    public async Task The_address_that_the_proxy_saw_is_the_one_that_counts()
    {
        using var browser = proxied.Through();
        (string, string)[] forged = [("X-Forwarded-For", "8.8.8.8"), ("X-Real-IP", "8.8.8.8")];
        await FailAsync(browser, "seen-by-proxy@example.test", forged);
        Assert.Contains(proxied.App.Log.All, line => line.Contains("seen-by-proxy@example.test from 127.0.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Forwarded_headers_of_anyone_else_are_ignored()
    {
        using var stranger = proxied.Directly(IPAddress.Parse("127.0.0.9"));
        (string, string)[] forged =
            [("X-Forwarded-For", "8.8.8.8"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Prefix", "/evil"), ("Forwarded", "for=8.8.8.8")];
        await FailAsync(stranger, "direct@example.test", forged);
        Assert.Contains(proxied.App.Log.All, line => line.Contains("direct@example.test from 127.0.0.9", StringComparison.Ordinal));
        using var start = await stranger.GetAsync("/webmail/mail", forged);
        Assert.Equal("/webmail/sign-in?returnUrl=%2Fwebmail%2Fmail", start.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("")]
    public async Task A_foreign_host_is_refused(string host)
    {
        foreach (var browser in new[] { proxied.Through(), proxied.Directly(IPAddress.Loopback) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/webmail/sign-in") { Headers = { Host = host.Length > 0 ? host : "_" } };
            using var answer = await browser.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            browser.Dispose();
        }
    }

    static async Task FailAsync(Browser browser, string address, (string, string)[] headers)
    {
        var form = await browser.TextAsync("/webmail/sign-in");
        var token = System.Text.RegularExpressions.Regex.Match(form, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
        using var answer = await browser.PostRawAsync("/webmail/sign-in", [("email", address), ("password", "wrong"), ("__RequestVerificationToken", token)], headers);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    static IEnumerable<string> Links(string page) =>
        System.Text.RegularExpressions.Regex.Matches(page, "(?:href|src|action)=\"(/[^\"]*)\"").Select(match => match.Groups[1].Value);
}

/// <summary>nginx on a port, and the application behind it on another.</summary>
public sealed class ProxiedApp(MailServerFixture mail) : IAsyncLifetime
{
    readonly int port = FreePort();
    NginxServer? nginx;

    public WebmailApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var recommended = File.ReadAllText(Repository.File("docs/nginx.conf")).Replace("127.0.0.1:8080", $"127.0.0.1:{port}", StringComparison.Ordinal);
        // What a distribution's nginx.conf has around it.
        nginx = await NginxServer.StartNewAsync(listen => $"server {{ listen 127.0.0.1:{listen}; {recommended} }}");
        App = new WebmailApp(mail.Server, ("Webmail:PublicUrl", $"http://localhost:{nginx.Port}/webmail"), ("Webmail:KnownProxies", "127.0.0.1"));
        App.UseKestrel(port);
        App.StartServer();
    }

    public Browser Through() => Open($"http://localhost:{nginx!.Port}", IPAddress.Loopback);

    /// <summary>Past the proxy, from an address of one's own.</summary>
    public Browser Directly(IPAddress from) => Open($"http://localhost:{port}", from);

    static Browser Open(string site, IPAddress from)
    {
        var jar = new CookieJar
        {
            InnerHandler = new SocketsHttpHandler
            {
                UseCookies = false, AllowAutoRedirect = false,
                ConnectCallback = async (context, cancel) =>
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    socket.Bind(new IPEndPoint(from, 0));
                    await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
        };
        return new Browser(new HttpClient(jar) { BaseAddress = new Uri(site) }, jar);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (nginx is not null) await nginx.DisposeAsync();
        await App.DisposeAsync();
    }
}
