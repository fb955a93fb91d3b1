using System.Net;

namespace Webmail.Hosting;

/// <summary>Where Kestrel is told to listen.</summary>
static class Listening
{
    public static bool OnLoopbackOnly(IConfiguration configuration)
    {
        // A bare port listens on all addresses. Nothing configured means localhost:5000.
        if (!string.IsNullOrEmpty(configuration["http_ports"]) || !string.IsNullOrEmpty(configuration["https_ports"]))
            if (string.IsNullOrEmpty(configuration["urls"])) return false;
        var urls = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""));
        return urls.All(url => IsLoopback(HostOf(url)));
    }

    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host : "*";
}
