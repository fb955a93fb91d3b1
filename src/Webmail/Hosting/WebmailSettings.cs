using System.Net;
using Webmail.Data;

namespace Webmail.Hosting;

/// <summary>The options after reading: checked, with defaults filled in.</summary>
/// <param name="PublicUrl">Where people reach this server; null when it listens on loopback only.</param>
/// <param name="PathBase">Empty, or <c>/path</c>.</param>
public sealed record WebmailSettings(
    WebmailOptions Options, Uri? PublicUrl, string PathBase, IReadOnlyList<IPNetwork> KnownProxies, string DataDirectory, DatabaseSettings Database, MasterKeyFile MasterKey)
{
    /// <summary>Scheme and name of the address people open; null on loopback.</summary>
    public string? AppOrigin => PublicUrl?.GetLeftPart(UriPartial.Authority);

    /// <summary>The same of the other name, where strangers' bytes come from; null when there is none.</summary>
    public string? ContentOrigin => Options.ContentHost.Length > 0 && PublicUrl is { } url ? $"{url.Scheme}://{Options.ContentHost}" : null;

    /// <summary>By its name alone: a proxy may listen on another port.</summary>
    public bool IsContentHost(HostString host) => ContentOrigin is not null && new HostString(Options.ContentHost).Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase);

    public bool Https => PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <exception cref="ConfigurationProblem">Says in sentences what to set.</exception>
    public static WebmailSettings Read(IConfiguration configuration)
    {
        var options = Bind(configuration);
        var problems = OptionRules.Problems(options, configuration).ToList();
        if (problems.Count > 0) throw new ConfigurationProblem(problems);
        var data = Path.GetFullPath(options.DataDirectory.Length > 0 ? options.DataDirectory : UserFolders.Data);
        var url = options.PublicUrl.Length > 0 ? new Uri(options.PublicUrl) : null;
        var pathBase = (options.PathBase.Length > 0 ? options.PathBase : url?.AbsolutePath ?? "").TrimEnd('/');
        var database = DatabaseSettings.From(configuration.GetConnectionString("Webmail"), data);
        return new(options, url, pathBase, OptionRules.Proxies(options.KnownProxies), data, database, new MasterKeyFile(options.MasterKeyFile, data));
    }

    static WebmailOptions Bind(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection("Webmail").Get<WebmailOptions>() ?? new();
        }
        catch (InvalidOperationException unreadable)
        {
            // For example "Failed to convert configuration value 'xml' at 'Webmail:LogFormat' to type …".
            throw new ConfigurationProblem([unreadable.Message.Replace(":", "__", StringComparison.Ordinal)]);
        }
    }
}

/// <summary>The configuration is not usable; each sentence says what to set.</summary>
public sealed class ConfigurationProblem(IReadOnlyList<string> sentences) : Exception(string.Join('\n', sentences))
{
    public IReadOnlyList<string> Sentences { get; } = sentences;
}
