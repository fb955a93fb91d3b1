using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;

namespace Webmail.Hosting;

static class ProxyWiring
{
    public static void AddProxies(this IServiceCollection services, WebmailSettings settings)
    {
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = settings.KnownProxies.Count > 0 ? ForwardedHeaders.XForwardedFor : ForwardedHeaders.None;
            // The last entry is what our own proxy saw; those before it are the client's word.
            options.ForwardLimit = 1;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in settings.KnownProxies) options.KnownIPNetworks.Add(proxy);
        });
        // Loopback names stay allowed for health checks on the machine itself.
        services.Configure<HostFilteringOptions>(options =>
            options.AllowedHosts = [.. (settings.PublicUrl is { } url ? [url.Host] : Array.Empty<string>()), .. (settings.ContentOrigin is { } content ? [new Uri(content).Host] : Array.Empty<string>()), "localhost", "127.0.0.1", "[::1]"]);
    }
}
