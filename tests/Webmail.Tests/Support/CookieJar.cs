using System.Net;

namespace Webmail.Tests.Support;

/// <summary>Keeps cookies as a browser does, by the framework's own container; a test can look at them, set and drop them.</summary>
public sealed class CookieJar : DelegatingHandler
{
    readonly CookieContainer cookies = new();

    public string? this[Uri site, string name] => cookies.GetCookies(site)[name]?.Value;

    public void Set(Uri site, string name, string value) => cookies.Add(site, new Cookie(name, value, "/"));

    public void Drop(Uri site, string name)
    {
        if (cookies.GetCookies(site)[name] is { } cookie) cookie.Expired = true;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } header) request.Headers.Add("Cookie", header);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var cookie in set) cookies.SetCookies(request.RequestUri!, cookie);
        return response;
    }
}
