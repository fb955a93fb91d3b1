using System.Buffers.Text;
using System.Text.Json;

namespace Webmail.Mail.Accounts.OAuth;

/// <summary>
/// The provider's word on who has come (OpenID Connect Core §2). It comes from the token endpoint itself, over TLS, so that its signature need not be looked at
/// (§3.1.3.7 item 6); and it opens nothing: what counts is whether the mail server lets the address in with the access token.
/// </summary>
sealed class IdToken(string text)
{
    internal const string Tenant = "{tenantid}";
    static readonly string[] Addresses = ["email", "preferred_username", "upn"];
    static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    readonly Dictionary<string, JsonElement> claims = Read(text);

    /// <exception cref="OAuthRefused">It is for another client, of another issuer, from another sign-in, or too old.</exception>
    public string AddressFor(OAuthPreset preset, string issuer, string nonce, DateTimeOffset now)
    {
        if (issuer.Length == 0) return "";
        if (Text("iss") != issuer.Replace(Tenant, Text("tid"), StringComparison.Ordinal) || !IsFor(preset.ClientId) || Text("nonce") != nonce || Expiry() < now - Skew)
            throw new OAuthRefused("id_token");
        return Addresses.Select(Text).FirstOrDefault(address => address.Contains('@', StringComparison.Ordinal)) ?? "";
    }

    bool IsFor(string client) => claims.TryGetValue("aud", out var audience) && (audience.ValueKind == JsonValueKind.Array
        ? audience.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == client) : Text("aud") == client);

    DateTimeOffset Expiry() => claims.TryGetValue("exp", out var expiry) && expiry.ValueKind == JsonValueKind.Number && expiry.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_799
        ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;

    string Text(string name) => claims.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    static Dictionary<string, JsonElement> Read(string text)
    {
        try
        {
            return text.Split('.') is [_, var payload, _] ? JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Base64Url.DecodeFromChars(payload)) ?? [] : [];
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException)
        {
            return [];
        }
    }
}
