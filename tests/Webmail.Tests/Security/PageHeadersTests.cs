using System.Net;
using Webmail.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Security;

public sealed class PageHeadersTests(MailServerFixture mail, SqliteApp fixture) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task A_page_has_the_strict_headers()
    {
        using var browser = fixture.App.Open();
        using var answer = await browser.GetAsync("/sign-in");
        Assert.Equal(
            $"default-src 'none'; script-src 'self'; style-src 'self' '{BodyStyle.TextHash}'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types webmail",
            Header(answer, "Content-Security-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"));
        Assert.Contains("no-store", Header(answer, "Cache-Control"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Behind_https_cookies_are_bound_to_the_host_and_the_browser_stays_on_https()
    {
        await using var app = new WebmailApp(mail.Server, ("Webmail:PublicUrl", "https://mail.example.test"));
        var person = await mail.NewUserAsync();
        using var browser = app.Open("https://mail.example.test");
        using var form = await browser.GetAsync("/sign-in");
        Assert.Equal("max-age=31536000", Header(form, "Strict-Transport-Security"));
        using var answer = await browser.SignInAsync(person.Address, person.Password);
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(3, cookies.Count(cookie => cookie.StartsWith("__Host-webmail", StringComparison.Ordinal)));
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("; secure", cookie);
            Assert.Contains("; httponly", cookie);
            Assert.Contains("; samesite=strict", cookie);
            Assert.Contains("path=/;", cookie + ";");
            Assert.DoesNotContain("domain=", cookie);
        });
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("gzip, deflate, br, zstd")]
    public async Task Pages_travel_compressed(string accepted)
    {
        using var browser = fixture.App.Open();
        using var answer = await browser.GetAsync("/sign-in", ("Accept-Encoding", accepted));
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_is_told_in_words_in_both_languages()
    {
        using var browser = await fixture.App.SignInAsync(await mail.NewUserAsync());
        using var english = await browser.GetAsync("/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, english.StatusCode);
        Assert.Contains("There is nothing here.", await english.Content.ReadAsStringAsync());
        Assert.NotEmpty(Header(english, "Content-Security-Policy"));
        using var french = await browser.GetAsync("/nowhere", ("Accept-Language", "fr"));
        Assert.Contains("Il n’y a rien ici.", await french.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_request_of_another_site_is_refused_in_words()
    {
        using var browser = fixture.App.Open();
        using var answer = await browser.PostRawAsync("/sign-in", [("email", "a@example.test"), ("password", "x")], ("Sec-Fetch-Site", "cross-site"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("This request was refused.", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("text/event-stream", "empty", "")]
    [InlineData("text/html", "iframe", "")]
    [InlineData("image/*", "image", "")]
    [InlineData("text/html", "empty", "reader")]
    public async Task What_is_not_a_page_is_not_sent_to_the_sign_in_form(string accept, string destination, string frame)
    {
        using var browser = fixture.App.Open();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mail");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Dest", destination);
        if (frame.Length > 0) request.Headers.TryAddWithoutValidation("Turbo-Frame", frame);
        using var answer = await browser.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));
}
