using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts.OAuth;

/// <summary>Asks a provider: GET without a form, else POST. At most 256 KiB are read.</summary>
/// <exception cref="MailFailure">Unreachable: no answer came, or this address is not to be asked.</exception>
public delegate Task<ProviderAnswer> AskProvider(Uri url, IReadOnlyDictionary<string, string>? form, CancellationToken cancel);

public sealed record ProviderAnswer(int Status, byte[] Body);

/// <summary>What the browser is sent to the provider with.</summary>
/// <param name="Challenge">Of the verifier (RFC 7636 §4.2, S256).</param>
/// <param name="Hint">The address, so that the person need not type it again; may be empty.</param>
public sealed record AuthorizationRequest(string State, string Nonce, string Challenge, string Redirect, string Hint);

/// <summary>What came back, and what belongs to it.</summary>
public sealed record AuthorizationAnswer(string Code, string Verifier, string Redirect, string Nonce);

/// <param name="Refresh">Empty when the provider gave none: the connection then lasts as long as the access token.</param>
/// <param name="Address">Whose mailbox it is by the provider's word; empty when it did not say.</param>
public sealed record IssuedTokens(Secret Access, Secret Refresh, TimeSpan Lifetime, string Address);

/// <summary>The provider does not (or no longer) let the person in.</summary>
public sealed class OAuthRefused(string error) : Exception(error)
{
    /// <summary>The error code (RFC 6749 §5.2); nothing else of the answer is believed.</summary>
    public string Error => Message;
}

/// <summary>The authorization code flow with PKCE (RFC 6749, 7636) and the refresh of tokens, as a client that the administrator has registered.</summary>
public sealed class OAuthClient(AskProvider ask, TimeProvider time)
{
    static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    readonly ConcurrentDictionary<string, (OAuthEndpoints Endpoints, DateTimeOffset At)> known = new();

    /// <summary>Where the browser goes.</summary>
    /// <exception cref="MailFailure">The endpoints cannot be found now.</exception>
    public async Task<Uri> StartAsync(OAuthPreset preset, AuthorizationRequest request, CancellationToken cancel)
    {
        var query = new Dictionary<string, string>
        {
            ["response_type"] = "code", ["client_id"] = preset.ClientId, ["redirect_uri"] = request.Redirect, ["scope"] = preset.Scopes, ["state"] = request.State,
            ["nonce"] = request.Nonce, ["code_challenge"] = request.Challenge, ["code_challenge_method"] = "S256",
        };
        if (request.Hint.Length > 0) query["login_hint"] = request.Hint;
        var text = string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        if (preset.Parameters.Length > 0) text += "&" + preset.Parameters.Trim('&', '?');
        var url = new UriBuilder((await EndpointsAsync(preset, cancel)).Authorization);
        url.Query = url.Query.Length > 1 ? $"{url.Query[1..]}&{text}" : text;
        return url.Uri;
    }

    /// <exception cref="OAuthRefused">The code is not (or no longer) good, or the answer is for somebody else.</exception>
    /// <exception cref="MailFailure">The provider cannot be asked now.</exception>
    public Task<IssuedTokens> RedeemAsync(OAuthPreset preset, AuthorizationAnswer answer, CancellationToken cancel) => TokensAsync(preset, answer.Nonce, new()
    {
        ["grant_type"] = "authorization_code", ["code"] = answer.Code, ["redirect_uri"] = answer.Redirect, ["code_verifier"] = answer.Verifier,
    }, cancel);

    /// <exception cref="OAuthRefused">The person (or the provider) has taken the permission back.</exception>
    /// <exception cref="MailFailure">The provider cannot be asked now.</exception>
    public Task<IssuedTokens> RefreshAsync(OAuthPreset preset, Secret refresh, CancellationToken cancel) =>
        TokensAsync(preset, null, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh.Reveal() }, cancel);

    async Task<IssuedTokens> TokensAsync(OAuthPreset preset, string? nonce, Dictionary<string, string> form, CancellationToken cancel)
    {
        var endpoints = await EndpointsAsync(preset, cancel);
        form["client_id"] = preset.ClientId;
        // RFC 6749 §2.3.1: in the body, which every provider takes.
        if (preset.ClientSecret.Length > 0) form["client_secret"] = preset.ClientSecret;
        var answer = await ask(endpoints.Token, form, cancel);
        using var json = Json(answer.Body);
        if (answer.Status is 400 or 401 && Text(json, "error") is { Length: > 0 } error) throw new OAuthRefused(error[..Math.Min(error.Length, 60)]);
        if (answer.Status != 200 || Text(json, "access_token") is not { Length: > 0 } access) throw new MailFailure(FailureKind.Unreachable, $"{preset.Name}: {answer.Status.ToString(CultureInfo.InvariantCulture)}");
        var address = nonce is null || Text(json, "id_token") is not { } token ? "" : new IdToken(token).AddressFor(preset, endpoints.Issuer, nonce, time.GetUtcNow());
        return new IssuedTokens(new Secret(access), new Secret(Text(json, "refresh_token") ?? ""), TimeSpan.FromSeconds(Seconds(json)), address);
    }

    async Task<OAuthEndpoints> EndpointsAsync(OAuthPreset preset, CancellationToken cancel)
    {
        if (preset.Issuer.Length == 0) return new OAuthEndpoints(new Uri(preset.AuthorizationEndpoint), new Uri(preset.TokenEndpoint), "");
        if (known.TryGetValue(preset.Issuer, out var found) && time.GetUtcNow() - found.At < Remembered) return found.Endpoints;
        var answer = await ask(new Uri(preset.Issuer.TrimEnd('/') + "/.well-known/openid-configuration"), null, cancel);
        using var json = Json(answer.Body);
        var endpoints = OAuthEndpoints.Of(preset, Text(json, "issuer"), Text(json, "authorization_endpoint"), Text(json, "token_endpoint"))
            ?? throw new MailFailure(FailureKind.Unreachable, $"{preset.Name}: openid-configuration");
        known[preset.Issuer] = (endpoints, time.GetUtcNow());
        return endpoints;
    }

    static JsonDocument? Json(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? Text(JsonDocument? json, string name) =>
        json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // RFC 6749 §5.1 recommends to say it; without, it is good for a little while.
    static double Seconds(JsonDocument? json) =>
        json!.RootElement.TryGetProperty("expires_in", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) ? Math.Clamp(seconds, 0, 86_400) : 300;
}

/// <param name="Issuer">As its tokens name it; empty when no tokens about the person are expected.</param>
sealed record OAuthEndpoints(Uri Authorization, Uri Token, string Issuer)
{
    /// <summary>Null when the document is not this issuer's, or names what must not be asked.</summary>
    public static OAuthEndpoints? Of(OAuthPreset preset, string? issuer, string? authorization, string? token)
    {
        authorization = preset.AuthorizationEndpoint.Length > 0 ? preset.AuthorizationEndpoint : authorization;
        token = preset.TokenEndpoint.Length > 0 ? preset.TokenEndpoint : token;
        // OpenID Connect Discovery §4.3: the same issuer. Microsoft's common one speaks for every tenant, and says so.
        var its = issuer == preset.Issuer || issuer?.TrimEnd('/') == preset.Issuer.TrimEnd('/') || issuer?.Contains(IdToken.Tenant, StringComparison.Ordinal) == true;
        return its && OAuthPreset.IsSafe(authorization ?? "") && OAuthPreset.IsSafe(token ?? "") ? new OAuthEndpoints(new Uri(authorization!), new Uri(token!), issuer!) : null;
    }
}
