using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Webmail.Hosting;

static class Compression
{
    // BREACH needs a secret that repeats, text of the attacker's beside it, and a way to make the browser ask again and again. Our only secret in pages,
    // the anti-forgery field, is encrypted anew for each page; and a request that another site causes carries no cookie (SameSite=Strict), so that its
    // answer holds nothing of the person. https://breachattack.com, https://datatracker.ietf.org/doc/html/rfc9110#section-17.12
    public static IServiceCollection AddCompression(this IServiceCollection services) => services
        .AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            // Not Brotli: of a page that is written in pieces its quick level makes as many bytes as gzip's, in twice the time (docs/performance.md).
            options.Providers.Add<GzipCompressionProvider>();
            options.MimeTypes = ["text/html", "text/plain", "text/vnd.turbo-stream.html", "application/json"];
        })
        .Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
}
