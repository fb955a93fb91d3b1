using System.Net;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.OAuth;

namespace Webmail.Hosting;

/// <summary>What must hold before the application starts. Every sentence says what to set.</summary>
static class OptionRules
{
    public static IEnumerable<string> Problems(WebmailOptions options, IConfiguration configuration) =>
        UrlProblems(options, configuration).Concat(ProxyProblems(options)).Concat(KeyProblems(options, configuration))
            .Concat(options.Servers.SelectMany((preset, index) => PresetProblems(preset, $"Webmail__Servers__{index}")))
            .Concat(options.OAuth.SelectMany((preset, index) => ProviderProblems(preset, $"Webmail__OAuth__{index}")));

    static IEnumerable<string> UrlProblems(WebmailOptions options, IConfiguration configuration)
    {
        if (options.PublicUrl.Length == 0)
        {
            if (!Listening.OnLoopbackOnly(configuration))
                yield return "Webmail__PublicUrl is missing. Set it to the address people open, for example https://mail.example.org; it may only be left out while listening on loopback.";
        }
        else if (!Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0)
            yield return $"Webmail__PublicUrl is not a web address: {options.PublicUrl}. Set it to something like https://mail.example.org.";
        else if (url.Scheme == "http" && !url.IsLoopback)
            yield return "Webmail__PublicUrl must begin with https://, because passwords travel to it. Plain http is only for loopback.";
        if (options.ContentHost.Length > 0 && !IsOtherName(options.ContentHost, options.PublicUrl))
            yield return $"Webmail__ContentHost must be another host name than that of Webmail__PublicUrl, which must be set, like content.example.net; it is {options.ContentHost}.";
        if (options.PathBase.Length > 0 && (!options.PathBase.StartsWith('/') || options.PathBase.StartsWith("//", StringComparison.Ordinal) || options.PathBase.AsSpan().ContainsAny("?#\\ ")))
            yield return $"Webmail__PathBase must be a path like /mail, not {options.PathBase}.";
        if (options.DrainSeconds is < 0 or > 20)
            yield return "Webmail__DrainSeconds must be between 0 and 20.";
        if (options.RenderWorkers is < 1 or > 16)
            yield return "Webmail__RenderWorkers must be between 1 and 16.";
        if (options.MailConnections is < 20 or > 20_000)
            yield return "Webmail__MailConnections must be between 20 and 20000.";
        if (options.UploadMegabytes < 0 || options.AllUploadsMegabytes < 0)
            yield return "Webmail__UploadMegabytes and Webmail__AllUploadsMegabytes must not be negative. 0 is no limit.";
        if (options.LocalQuotaMegabytes < 0)
            yield return "Webmail__LocalQuotaMegabytes must not be negative. 0 is no limit.";
        if (configuration.GetValue<bool>("FORWARDEDHEADERS_ENABLED"))
            yield return "ASPNETCORE_FORWARDEDHEADERS_ENABLED believes every proxy, and so every attacker. Remove it and set Webmail__KnownProxies to the address of your proxy.";
    }

    static bool IsOtherName(string host, string publicUrl) =>
        Uri.TryCreate(publicUrl, UriKind.Absolute, out var url) && Uri.TryCreate($"{url.Scheme}://{host}", UriKind.Absolute, out var content)
        && content.Authority == host && content.PathAndQuery == "/" && content.Host != url.Host;

    static IEnumerable<string> ProxyProblems(WebmailOptions options) =>
        Words(options.KnownProxies).Where(word => !TryNetwork(word, out _))
            .Select(word => $"Webmail__KnownProxies: {word} is neither an address like 10.0.0.2 nor a network like 172.18.0.0/16.");

    static IEnumerable<string> KeyProblems(WebmailOptions options, IConfiguration configuration)
    {
        if (options.MasterKeyFile.Length == 0 && Data.DatabaseSettings.From(configuration.GetConnectionString("Webmail"), "").Postgres)
            yield return "Webmail__MasterKeyFile is missing. With PostgreSQL all nodes must read the same key: make one with `openssl rand -base64 32` and set the path of that file.";
    }

    static IEnumerable<string> PresetProblems(ServerPreset preset, string name)
    {
        if (preset.Domain != "*" && (Uri.CheckHostName(preset.Domain) != UriHostNameType.Dns || preset.Domain.Any(char.IsUpper)))
            yield return $"{name}__Domain must be a domain in lower case like example.org, or * for all others.";
        if (preset.Imap.Length == 0 && preset.Pop3.Length == 0)
            yield return $"{name}__Imap is missing. Set it to something like imaps://imap.{(preset.Domain == "*" ? "example.org" : preset.Domain)}:993; where the server speaks POP3 only, set {name}__Pop3.";
        if (preset.TrustedCertificate.Length > 0 && !File.Exists(preset.TrustedCertificate))
            yield return $"{name}__TrustedCertificate: there is no file {preset.TrustedCertificate}.";
        foreach (var problem in AddressProblems(preset, name)) yield return problem;
    }

    static IEnumerable<string> ProviderProblems(OAuthPreset preset, string name)
    {
        if (preset.Name.Length is 0 or > 60) yield return $"{name}__Name is missing. Set it to what people call the provider, for example Google.";
        if (!preset.DomainList.Any() || preset.DomainList.Any(domain => Uri.CheckHostName(domain) != UriHostNameType.Dns || domain.Any(char.IsUpper)))
            yield return $"{name}__Domains must be domains in lower case like gmail.com, parted by commas.";
        if (preset.ClientId.Length == 0) yield return $"{name}__ClientId is missing. Register this webmail with the provider, with the redirect address …/sign-in/callback, and set what it gives you.";
        if (preset.Scopes.Length == 0) yield return $"{name}__Scopes is missing. docs/configuration.md has those of Google and Microsoft.";
        if (preset.Issuer.Length == 0 && (preset.AuthorizationEndpoint.Length == 0 || preset.TokenEndpoint.Length == 0))
            yield return $"{name}__Issuer is missing. Set it, or both {name}__AuthorizationEndpoint and {name}__TokenEndpoint.";
        foreach (var url in new[] { preset.Issuer, preset.AuthorizationEndpoint, preset.TokenEndpoint }.Where(url => url.Length > 0 && !OAuthPreset.IsSafe(url)))
            yield return $"{name}: {url} must begin with https://, because tokens travel to it.";
    }

    static IEnumerable<string> AddressProblems(ServerPreset preset, string name)
    {
        (string Key, string Url, MailProtocol Protocol)[] urls =
            [("Imap", preset.Imap, MailProtocol.Imap), ("Smtp", preset.Smtp, MailProtocol.Smtp), ("Pop3", preset.Pop3, MailProtocol.Pop3), ("Sieve", preset.Sieve, MailProtocol.Sieve)];
        foreach (var (key, url, protocol) in urls.Where(entry => entry.Url.Length > 0))
        {
            var scheme = protocol.ToString().ToLowerInvariant();
            if (!ServerAddress.TryParse(url, out var address) || address.Protocol != protocol)
                yield return $"{name}__{key} is not a mail server address: {url}. Write {(scheme == "sieve" ? "sieve" : scheme + "s")}://host or {scheme}://host (STARTTLS required).";
            else if (address.Encryption == Encryption.None && !preset.AllowPlain && !Listening.IsLoopback(address.Host))
                yield return $"{name}__{key} would send passwords unencrypted to {address.Host}. Use {scheme}:// (STARTTLS), or set {name}__AllowPlain=true if that network is yours alone.";
        }
    }

    public static IReadOnlyList<IPNetwork> Proxies(string text) => [.. Words(text).Select(word => TryNetwork(word, out var network) ? network : default)];

    static string[] Words(string text) => text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries);

    static bool TryNetwork(string word, out IPNetwork network)
    {
        if (IPNetwork.TryParse(word, out network)) return true;
        if (!IPAddress.TryParse(word, out var address)) return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
