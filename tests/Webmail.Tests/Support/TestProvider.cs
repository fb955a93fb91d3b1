using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Webmail.MailServers.Processes;

namespace Webmail.Tests.Support;

/// <summary>
/// A small OpenID provider on loopback that is strict where real ones are: codes and refresh tokens serve once, a code only with its verifier, and a refresh token
/// that comes twice ends everything that was allowed (RFC 9700 §4.14.2).
/// </summary>
public sealed class TestProvider : IAsyncDisposable
{
    sealed record Left(string Address, string Nonce, string Challenge, string Redirect);

    readonly ConcurrentDictionary<string, Left> codes = new();
    readonly ConcurrentDictionary<string, (string Address, string Family)> refreshes = new();
    readonly ConcurrentDictionary<string, string> families = new();
    readonly ConcurrentDictionary<string, string> accesses = new();
    WebApplication? app;
    int refreshed;

    public int Port { get; } = FreePorts.Take(1)[0];
    public string Issuer => $"http://127.0.0.1:{Port}";

    /// <summary>Everything secret that it has given out.</summary>
    public ConcurrentBag<string> Secrets { get; } = [];

    /// <summary>How often a refresh token was used.</summary>
    public int Refreshed => refreshed;

    /// <summary>Who is signed in at the provider; null follows the hint of the address.</summary>
    public string? Somebody { get; set; }

    /// <summary>Whether it shows a page first, with a link that says "Allow".</summary>
    public bool Asks { get; set; }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Issuer);
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = Issuer, authorization_endpoint = $"{Issuer}/authorize", token_endpoint = $"{Issuer}/token" }));
        app.MapGet("/authorize", Authorize);
        app.MapPost("/token", TokenAsync);
        app.MapGet("/tokeninfo", (string access_token) => accesses.TryGetValue(access_token, out var address)
            ? Results.Text($"{{\"email\":\"{address}\"}}", "application/json") : Results.Json(new { error = "invalid_token" }, statusCode: 400));
        await app.StartAsync();
    }

    /// <summary>The person takes back what they have allowed.</summary>
    public void Revoke(string address)
    {
        foreach (var (token, owner) in accesses) if (owner == address) accesses.TryRemove(token, out _);
        foreach (var (family, owner) in families) if (owner == address) families.TryRemove(family, out _);
    }

    /// <summary>Access tokens of an address end before their time.</summary>
    public void ForgetAccess(string address)
    {
        foreach (var (token, owner) in accesses) if (owner == address) accesses.TryRemove(token, out _);
    }

    IResult Authorize(HttpRequest request)
    {
        string Asked(string name) => request.Query[name].ToString();
        if (Asked("client_id") != "webmail" || Asked("response_type") != "code" || Asked("code_challenge_method") != "S256" || Asked("state").Length < 40) return Results.BadRequest();
        if (Asks && Asked("allowed").Length == 0) return Results.Text($"<!DOCTYPE html><title>Example</title><a href=\"{System.Net.WebUtility.HtmlEncode(request.QueryString.ToString())}&amp;allowed=1\">Allow</a>", "text/html");
        var code = Random();
        codes[code] = new Left(Somebody ?? Asked("login_hint"), Asked("nonce"), Asked("code_challenge"), Asked("redirect_uri"));
        return Results.Redirect($"{Asked("redirect_uri")}?code={code}&state={Uri.EscapeDataString(Asked("state"))}");
    }

    async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (form["client_id"] != "webmail" || form["client_secret"] != "client-secret") return Refusal("invalid_client");
        if (form["grant_type"] == "refresh_token")
        {
            Interlocked.Increment(ref refreshed);
            if (!refreshes.TryGetValue(form["refresh_token"].ToString(), out var known)) return Refusal("invalid_grant");
            if (!families.ContainsKey(known.Family)) return Refusal("invalid_grant");
            if (refreshes.TryUpdate(form["refresh_token"].ToString(), ("", known.Family), known) && known.Address.Length > 0) return Issue(known.Address, known.Family, null);
            families.TryRemove(known.Family, out _);
            return Refusal("invalid_grant");
        }
        if (!codes.TryRemove(form["code"].ToString(), out var left) || left.Redirect != form["redirect_uri"]) return Refusal("invalid_grant");
        if (Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != left.Challenge) return Refusal("invalid_grant");
        var family = Random();
        families[family] = left.Address;
        return Issue(left.Address, family, left.Nonce);
    }

    IResult Issue(string address, string family, string? nonce)
    {
        var (access, refresh) = (Random(), Random());
        (accesses[access], refreshes[refresh]) = (address, (address, family));
        Secrets.Add(access);
        Secrets.Add(refresh);
        var claims = JsonSerializer.SerializeToUtf8Bytes(new { iss = Issuer, aud = "webmail", exp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 30 * 86_400, nonce, email = address });
        // The application's clock is moved ahead by hours.
        return Results.Json(new { access_token = access, refresh_token = refresh, token_type = "Bearer", expires_in = 3600, id_token = $"e30.{Base64Url.EncodeToString(claims)}.x" });
    }

    static IResult Refusal(string error) => Results.Json(new { error }, statusCode: error == "invalid_client" ? 401 : 400);

    static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
    }
}
