using System.Net.Sockets;
using Webmail.Mail.Accounts.Discovery;

namespace Webmail.Security;

/// <summary>Fetches the files in which domains name their mail servers: https, no redirects, 64 KiB, and never from inside this network.</summary>
public sealed class AutoconfigFiles(OutboundGuard guard) : IDisposable
{
    public static AutoconfigFiles FromTheInternet() => new(new OutboundGuard(OutboundGuard.IsPublicHttps));

    /// <summary>Null when there is none, for whatever reason.</summary>
    public async Task<byte[]?> FetchAsync(Uri url, CancellationToken cancel)
    {
        if (url.Scheme != Uri.UriSchemeHttps) return null;
        try
        {
            using var answer = await guard.GetAsync(url, "Mozilla/5.0 (compatible; mail server discovery)", "application/xml, text/xml", cancel);
            // A redirect could lead to a host that the domain of the address has no word over.
            if (answer.StatusCode != System.Net.HttpStatusCode.OK || answer.Content.Headers.ContentLength > Autoconfig.MaxBytes) return null;
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            var bytes = new byte[Autoconfig.MaxBytes + 1];
            var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            return read > Autoconfig.MaxBytes ? null : bytes[..read];
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException or UriFormatException)
        {
            return null;
        }
    }

    public void Dispose() => guard.Dispose();
}
