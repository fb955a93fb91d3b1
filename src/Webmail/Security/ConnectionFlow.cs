using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Webmail.Mail.Accounts.OAuth;

namespace Webmail.Security;

/// <summary>What somebody has gone to a provider for. It comes back with their browser, and with no other.</summary>
/// <param name="Address">As typed; empty where the provider will say it.</param>
/// <param name="Person">Who is signed in and connects one more account; empty to sign in.</param>
public sealed record ConnectionFlow(string Provider, string Address, Guid Person, bool Keep, string ReturnUrl, string State, string Nonce, string Verifier)
{
    public static ConnectionFlow New(string provider, string address, Guid person, bool keep, string returnUrl) => new(provider, address, person, keep, returnUrl, Random(), Random(), Random());

    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    // RFC 7636 §4.1: 32 random octets make 43 characters.
    static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}

/// <summary>
/// The way to a provider and back (RFC 6749 §4.1). State, nonce and verifier lie sealed in a cookie of the browser that left: an answer that another browser got, or
/// one that was asked for elsewhere, finds nothing to belong to (RFC 9700 §4.7).
/// </summary>
public sealed class ConnectionDoor(OAuthClient client, AccessTokens tokens, IDataProtectionProvider protection, SessionCookies cookies, SecurityLog log)
{
    static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
    readonly ITimeLimitedDataProtector seal = protection.CreateProtector("webmail connection").ToTimeLimitedDataProtector();

    /// <summary>Where the browser goes.</summary>
    /// <exception cref="Mail.Stores.MailFailure">The provider cannot be asked for its endpoints now.</exception>
    public async Task<Uri> LeaveAsync(HttpContext context, OAuthPreset preset, ConnectionFlow flow, CancellationToken cancel)
    {
        var url = await client.StartAsync(preset, new AuthorizationRequest(flow.State, flow.Nonce, flow.Challenge, Redirect(context.Request), flow.Address), cancel);
        context.Response.Cookies.Append(cookies.ConnectionName, seal.Protect(JsonSerializer.Serialize(flow), Life), cookies.ComingBack(Life));
        return url;
    }

    /// <summary>Null when this browser did not leave with this state, or long ago.</summary>
    public ConnectionFlow? ComeBack(HttpRequest request, string? state)
    {
        if (request.Cookies[cookies.ConnectionName] is not { Length: > 0 } box || string.IsNullOrEmpty(state)) return null;
        try
        {
            var flow = JsonSerializer.Deserialize<ConnectionFlow>(seal.Unprotect(box));
            return flow is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(flow.State), Encoding.UTF8.GetBytes(state)) ? flow : null;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Takes the cookie back: a code is redeemed once.</summary>
    /// <returns>The connection, and whose mailbox it is by the provider's word (may be empty).</returns>
    /// <exception cref="OAuthRefused">The provider does not redeem the code.</exception>
    /// <exception cref="Mail.Stores.MailFailure">It cannot be asked now.</exception>
    public async Task<(NewConnection Connection, string Address)> RedeemAsync(HttpContext context, OAuthPreset preset, ConnectionFlow flow, string code, CancellationToken cancel)
    {
        context.Response.Cookies.Delete(cookies.ConnectionName, cookies.ComingBack(null));
        try
        {
            var issued = await client.RedeemAsync(preset, new AuthorizationAnswer(code, flow.Verifier, Redirect(context.Request), flow.Nonce), cancel);
            return (new NewConnection(tokens, preset.Name, issued), issued.Address);
        }
        catch (OAuthRefused refused)
        {
            // Most often a secret that was mistyped, or a redirect address that is not the registered one: the administrator's to see.
            log.NotConnected(preset.Name, refused.Error);
            throw;
        }
    }

    static string Redirect(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}/sign-in/callback";
}
