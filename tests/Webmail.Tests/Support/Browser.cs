using System.Net;
using System.Text.RegularExpressions;

namespace Webmail.Tests.Support;

/// <summary>A browser as far as HTTP goes: cookies, forms with their anti-forgery field, the headers a page load has. Follows no redirects.</summary>
public sealed partial class Browser(HttpClient http, CookieJar jar) : IDisposable
{
    public HttpClient Http => http;

    public string? Cookie(string name) => jar[http.BaseAddress!, name];
    public void SetCookie(string name, string value) => jar.Set(http.BaseAddress!, name, value);
    public void DropCookie(string name) => jar.Drop(http.BaseAddress!, name);

    /// <summary>Opens a page as a link on this site does.</summary>
    public Task<HttpResponseMessage> GetAsync(string url, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("Accept", "text/html,application/xhtml+xml");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return http.SendAsync(request);
    }

    public async Task<string> TextAsync(string url)
    {
        using var answer = await GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Posts a form with the anti-forgery field of the page it stands on.</summary>
    public async Task<HttpResponseMessage> PostAsync(string url, string page, params (string Name, string Value)[] fields)
    {
        using var opened = await GetAsync(page);
        var token = TokenField().Match(await opened.Content.ReadAsStringAsync()).Groups[1].Value;
        return await PostRawAsync(url, [.. fields, ("__RequestVerificationToken", WebUtility.HtmlDecode(token))]);
    }

    /// <summary>Posts exactly these fields.</summary>
    public Task<HttpResponseMessage> PostRawAsync(string url, (string Name, string Value)[] fields, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Accept", "text/html,application/xhtml+xml");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return http.SendAsync(request);
    }

    public Task<HttpResponseMessage> SignInAsync(string address, string password, params (string Name, string Value)[] more) =>
        PostAsync("/sign-in", "/sign-in?here=1", [("email", address), ("password", password), .. more]);

    public void Dispose() => http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
