using System.Net;
using Webmail.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Endpoints;

/// <summary>Colours, letters and paper: how one person looks at a message.</summary>
public sealed class BodyLookTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    const string Html = "From: \"Ann <script>\" <a@b.test>\nTo: b@b.test\nSubject: </title><script>x</script>\nContent-Type: text/html; charset=utf-8\n\n";
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    [Fact]
    public async Task Html_drawn_for_paper_is_adapted_to_dark_screens_unless_asked_otherwise()
    {
        var message = await desk.ReceiveAsync(Html + "<p style='color:#333'>x</p>");
        Assert.Contains("<html class=\"adapted\">", await desk.TextAsync(message + "/body"), StringComparison.Ordinal);
        Assert.DoesNotContain("<html class", await desk.TextAsync(message + "/body?colours=original"), StringComparison.Ordinal);
        Assert.Contains("?colours=original\" data-turbo-frame", await desk.TextAsync(message), StringComparison.Ordinal);
        var original = await desk.TextAsync(message + "?colours=original");
        Assert.Contains("/body?colours=original\"", original, StringComparison.Ordinal);
        Assert.Contains("?colours=adapted\" data-turbo-frame", original, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_with_a_dark_style_of_its_own_keeps_it()
    {
        var message = await desk.ReceiveAsync(Html + "<style>@media (prefers-color-scheme: dark) { .a { color: #eee !important } }</style><p class=a>x</p>");
        var body = await desk.TextAsync(message + "/body");
        Assert.DoesNotContain("<html class", body, StringComparison.Ordinal);
        Assert.Contains("@media (prefers-color-scheme: dark)", body, StringComparison.Ordinal);
        Assert.DoesNotContain("colours=original", await desk.TextAsync(message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_settles_on_holds_for_every_message()
    {
        var html = await desk.ReceiveAsync(Html + "<p>x</p>");
        var text = await desk.ReceiveAsync("From: a@b.test\nSubject: x\n\nYes.\n\nAnn wrote:\n> a\n> b\n> c\n");
        Assert.DoesNotContain("class=\"plain monospace\"", await desk.TextAsync(text + "/body"), StringComparison.Ordinal);
        (await desk.Browser.PostAsync("/settings/reading", "/settings/reading", ("letters", "Monospace"), ("colours", "Original"))).Dispose();
        Assert.Contains("class=\"plain monospace\"", await desk.TextAsync(text + "/body"), StringComparison.Ordinal);
        Assert.DoesNotContain("<html class", await desk.TextAsync(html + "/body"), StringComparison.Ordinal);
        Assert.Contains("<html class=\"adapted\">", await desk.TextAsync(html + "/body?colours=adapted"), StringComparison.Ordinal);
        using var wrong = await desk.Browser.PostAsync("/settings/reading", "/settings/reading", ("letters", "Wingdings"), ("colours", "Original"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    [Fact]
    public async Task A34_the_print_view_is_as_isolated_as_the_body()
    {
        var message = await desk.ReceiveAsync(Html + "<script>x</script><p onclick=x>words</p>");
        using var answer = await desk.GetAsync(message + "/print", HttpStatusCode.OK, ("Sec-Fetch-Dest", "document"));
        Assert.Equal(ContentHeaders.BlockedPolicy, answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<p>words</p>", page, StringComparison.Ordinal);
        Assert.Contains("<h1>&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Ann &lt;script&gt; &lt;a@b.test&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("adapted\">", page, StringComparison.Ordinal);
        (await desk.GetAsync(message + "/print", HttpStatusCode.Forbidden, ("Sec-Fetch-Dest", "script"))).Dispose();
        using var other = await ReadingDesk.SitDownAsync(app, fixture);
        (await other.GetAsync(message + "/print", HttpStatusCode.NotFound)).Dispose();
    }

    [Fact]
    public async Task A34_the_source_is_text_in_a_sandbox()
    {
        var message = await desk.ReceiveAsync(Html + "<script>x</script>");
        using var answer = await desk.GetAsync(message + "/source");
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("sandbox; default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task A_body_that_is_not_shown_as_written_offers_the_original_outside_its_frame()
    {
        var message = await desk.ReceiveAsync(Html + string.Concat(Enumerable.Repeat("<div>", 400)) + "words");
        Assert.Contains("This message is shown as plain text", await desk.TextAsync(message + "/body"), StringComparison.Ordinal);
        Assert.Contains("/source?download=1\" data-turbo=\"false\">Download the original", await desk.TextAsync(message), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
