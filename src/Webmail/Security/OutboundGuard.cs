using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Webmail.Mail.Accounts;

namespace Webmail.Security;

/// <summary>
/// The one door for requests to addresses that strangers wrote. What counts is the address a connection really goes to: a name is resolved
/// here, each address is judged, and that very address is connected to, so that no second answer of DNS can be another one (A50).
/// </summary>
/// <param name="isAllowed">Which addresses and ports may be reached.</param>
/// <param name="tls">How certificates are judged; null for the system's way.</param>
public sealed class OutboundGuard(Func<IPEndPoint, bool> isAllowed, SslClientAuthenticationOptions? tls = null) : IDisposable
{
    readonly HttpClient client = new(NewHandler(isAllowed, tls ?? new())) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Web servers on the public Internet that encrypt.</summary>
    public static bool IsPublicHttps(IPEndPoint endpoint) => endpoint.Port is 443 && PublicAddress.Is(endpoint.Address);

    public static bool IsPublicWeb(IPEndPoint endpoint) => endpoint.Port is 80 or 443 && PublicAddress.Is(endpoint.Address);

    /// <summary>One request without redirects, cookies, proxy or credentials; only headers have been read.</summary>
    /// <exception cref="HttpRequestException">Not reachable, or not allowed.</exception>
    public Task<HttpResponseMessage> GetAsync(Uri url, CancellationToken cancel) =>
        GetAsync(url, "Mozilla/5.0 (compatible; mail image proxy)", "image/webp,image/png,image/jpeg,image/gif", cancel);

    /// <inheritdoc cref="GetAsync(Uri, CancellationToken)"/>
    public Task<HttpResponseMessage> GetAsync(Uri url, string userAgent, string accept, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    /// <summary>The same for a form; the answer's body is not read.</summary>
    /// <exception cref="HttpRequestException">Not reachable, or not allowed.</exception>
    public Task<HttpResponseMessage> PostAsync(Uri url, HttpContent form, CancellationToken cancel) =>
        client.SendAsync(new HttpRequestMessage(HttpMethod.Post, url) { Content = form }, HttpCompletionOption.ResponseHeadersRead, cancel);

    public void Dispose() => client.Dispose();

    static SocketsHttpHandler NewHandler(Func<IPEndPoint, bool> isAllowed, SslClientAuthenticationOptions tls) => new()
    {
        SslOptions = tls,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        MaxResponseHeadersLength = 32,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = (context, cancel) => ConnectAsync(context.DnsEndPoint, isAllowed, cancel),
    };

    static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, Func<IPEndPoint, bool> isAllowed, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancel);
        foreach (var endpoint in addresses.Select(address => new IPEndPoint(address, target.Port)).Where(isAllowed).Take(4))
        {
            var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(endpoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        // Closed, filtered and forbidden look the same from outside (A58).
        throw new HttpRequestException("This address cannot be reached.");
    }
}
