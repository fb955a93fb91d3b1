using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Security;
using Webmail.Tests.Support;

namespace Webmail.Tests.Endpoints;

/// <summary>The application under one name and strangers' bytes under another, which gets no cookies (<c>Webmail__ContentHost</c>).</summary>
public sealed class ContentHostTests(MailServerFixture mail) : IAsyncLifetime
{
    const string App = "https://mail.example.test", Content = "https://content.example.net";
    const string Letter = "From: Ann <ann@shop.test>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        + "<p>Words<img src=https://t.invalid/a.png><a href=https://xn--80ak6aa92e.test/>go</a>\n--b\nContent-Type: text/plain; name=notes.txt\nContent-Disposition: attachment; filename=notes.txt\n\nnotes\n--b--\n";

    readonly WebmailApp app = new(mail.Server, ("Webmail:PublicUrl", App), ("Webmail:ContentHost", "content.example.net"));
    Browser person = null!, content = null!;
    ReadingDesk desk = null!;
    string message = "";

    public async ValueTask InitializeAsync()
    {
        var who = await mail.NewUserAsync();
        (person, content) = (app.Open(App), app.Open(Content));
        using var answer = await person.SignInAsync(who.Address, who.Password);
        var account = await app.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == who.Address));
        desk = new(person, who, account);
        message = await desk.ReceiveAsync(Letter);
    }

    /// <summary>Where the application sends for it, without the other name.</summary>
    async Task<string> SentToAsync(string path)
    {
        using var answer = await desk.GetAsync(path, HttpStatusCode.Redirect);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var location = answer.Headers.Location!.OriginalString;
        Assert.StartsWith(Content + ContentGrants.Path, location, StringComparison.Ordinal);
        return location[Content.Length..];
    }

    async Task<HttpStatusCode> StatusAsync(string path, params (string, string)[] headers)
    {
        using var answer = await content.GetAsync(path, headers);
        return answer.StatusCode;
    }

    [Fact]
    public async Task A35_strangers_bytes_come_from_the_other_name_only_which_knows_no_cookies()
    {
        foreach (var (leaf, words) in ((string, string)[])[("/body", "Words"), ("/print", "Words"), ("/parts/2", "notes"), ("/source", "From: Ann"), ("/parts.zip", "notes.txt")])
        {
            using var answer = await content.GetAsync(await SentToAsync(message + leaf));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains(words, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.StartsWith("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("cross-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
            Assert.Equal(App, answer.Headers.GetValues("Timing-Allow-Origin").Single());
        }
    }

    [Fact]
    public async Task The_policies_of_both_names_fit_together()
    {
        using var body = await content.GetAsync(await SentToAsync(message + "/body?images=1"));
        Assert.Equal($"sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src {Content}/images/ data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors {App}",
            body.Headers.GetValues("Content-Security-Policy").Single());
        using var page = await desk.GetAsync(message);
        Assert.Contains($"img-src 'self' {Content} data:; connect-src 'self'; font-src 'self'; frame-src 'self' {Content};", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var text = await body.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var start = text.IndexOf(Content + "/images/", StringComparison.Ordinal) + Content.Length;
        var picture = text[start..text.IndexOf('"', start)];
        // In a domain that nobody can have: looked for, and a sentence instead.
        using var looked = await content.GetAsync(picture);
        Assert.Equal((HttpStatusCode.NotFound, "image/svg+xml"), (looked.StatusCode, looked.Content.Headers.ContentType?.MediaType));
        using var refused = await desk.GetAsync(picture, HttpStatusCode.NotFound);
        Assert.NotEqual("image/svg+xml", refused.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_right_opens_one_thing_for_a_while_and_while_its_session_lasts()
    {
        var body = await SentToAsync(message + "/body");
        var end = body.IndexOf('/', ContentGrants.Path.Length);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{body[..end]}{message}/source"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{body[..end]}/mail"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{body[..(end - 4)]}{body[end..]}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{body[..20]}{(body[20] == 'A' ? 'B' : 'A')}{body[21..]}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(message + "/body"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(body));
        using var left = await person.PostAsync("/sign-out", message);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(body, ("Sec-Fetch-Dest", "iframe")));
        app.Clock.Pass(ContentGrants.Life + TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(body));
    }

    [Fact]
    public async Task The_other_name_has_no_page_and_sends_those_who_leave_to_the_application()
    {
        foreach (var page in (string[])["/", "/sign-in", "/mail", "/healthz", "/dist/application.css", "/opened/", "/opened/x", "/opened/x/mail", message]) Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(page));
        using var leaving = await content.GetAsync("/opened/whatever/leaving?to=https%3A%2F%2Fxn--80ak6aa92e.test%2F");
        Assert.Equal((HttpStatusCode.Redirect, $"{App}/leaving?to=https%3A%2F%2Fxn--80ak6aa92e.test%2F"), (leaving.StatusCode, leaving.Headers.Location?.OriginalString));
    }

    public async ValueTask DisposeAsync()
    {
        person.Dispose();
        content.Dispose();
        await app.DisposeAsync();
    }
}
