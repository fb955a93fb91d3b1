namespace Webmail.Mail.Accounts.OAuth;

/// <summary>A provider that opens its mailboxes by its own sign-in (OAuth 2.0, RFC 6749) instead of a password: <c>Webmail__OAuth__0__…</c>.</summary>
public sealed class OAuthPreset
{
    /// <summary>What people call it: "Google". Stands on the button, and in accounts that were connected by it.</summary>
    public string Name { get; set; } = "";
    /// <summary>Of its addresses, parted by commas.</summary>
    public string Domains { get; set; } = "";
    /// <summary>Where its endpoints are found (OpenID Connect Discovery 1.0); empty where both are given.</summary>
    public string Issuer { get; set; } = "";
    public string AuthorizationEndpoint { get; set; } = "";
    public string TokenEndpoint { get; set; } = "";
    public string ClientId { get; set; } = "";
    /// <summary>Empty for a public client.</summary>
    public string ClientSecret { get; set; } = "";
    /// <summary>Parted by spaces, as the protocol has them.</summary>
    public string Scopes { get; set; } = "";
    /// <summary>What the provider wants in the authorization request besides: <c>access_type=offline&amp;prompt=consent</c>.</summary>
    public string Parameters { get; set; } = "";

    internal IEnumerable<string> DomainList => Domains.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

    internal IEnumerable<Uri> Urls => new[] { Issuer, AuthorizationEndpoint, TokenEndpoint }.Where(url => url.Length > 0).Select(url => new Uri(url));

    /// <summary>Tokens are as good as passwords: https, or this very machine.</summary>
    internal static bool IsSafe(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && IsSafe(uri);

    internal static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback);
}
