using System.Net;
using Webmail.Tests.Support;

namespace Webmail.Tests.Endpoints;

public sealed class MessageBodyTests(OwnSqliteApp sqlite, MailServerFixture fixture) : IClassFixture<OwnSqliteApp>, IAsyncLifetime
{
    const string Pixel = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    const string Html = "From: a@b.test\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n";
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    [Fact]
    public async Task Its_headers_are_exactly_these()
    {
        using var answer = await desk.GetAsync(await desk.ReceiveAsync(Html + "<p>Hello</p>") + "/body");
        var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
        Assert.Equal("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'", headers["Content-Security-Policy"]);
        Assert.Equal("text/html; charset=utf-8", headers["Content-Type"]);
        Assert.Equal("nosniff", headers["X-Content-Type-Options"]);
        Assert.Equal("no-referrer", headers["Referrer-Policy"]);
        Assert.Equal("no-store", headers["Cache-Control"]);
        Assert.Equal("off", headers["X-DNS-Prefetch-Control"]);
        Assert.Equal("same-origin", headers["Cross-Origin-Resource-Policy"]);
        Assert.Equal("accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), "
            + "gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), "
            + "serial=(), sync-xhr=(), usb=(), web-share=(), xr-spatial-tracking=()", headers["Permissions-Policy"]);
        Assert.DoesNotContain("Set-Cookie", headers.Keys);
    }

    [Theory]
    [InlineData("<p>x", "\n<html"), InlineData("<!doctype html><p>x", "<!DOCTYPE html>\n<html")]
    [InlineData("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Frameset//EN' 'http://evil.test/x.dtd'><p>x", "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n<html")]
    public async Task It_is_laid_out_in_the_mode_that_the_mail_asks_for_and_has_nothing_else_of_its_doctype(string html, string begins)
    {
        var message = await desk.ReceiveAsync(Html + html);
        foreach (var document in (string[])[message + "/body", message + "/print", message + "/body?stacked=1"]) Assert.StartsWith(begins, await desk.TextAsync(document), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_pictures_asked_for_the_proxy_is_the_only_address_it_may_load_from()
    {
        var message = await desk.ReceiveAsync(Html + "<img src=https://t.test/a.png><img src=http://t.test/p.gif width=1 height=1>");
        using var answer = await desk.GetAsync(message + "/body?images=1");
        Assert.Contains("img-src http://localhost/images/ data:;", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<img src=\"http://localhost/images/", body, StringComparison.Ordinal);
        Assert.DoesNotContain("t.test", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_asking_no_remote_address_is_in_it_and_the_count_is_told()
    {
        var message = await desk.ReceiveAsync(Html + "<img src=https://t.test/a.png><p style='background:url(//t.test/b)'>x</p>");
        Assert.DoesNotContain("t.test", await desk.TextAsync(message + "/body"), StringComparison.Ordinal);
        Assert.Contains("2 remote images are not loaded", await desk.TextAsync(message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A51_the_address_of_a_picture_opens_nothing_else_and_not_for_long()
    {
        var body = await desk.TextAsync(await desk.ReceiveAsync(Html + "<img src=https://t.invalid/a.png>") + "/body?images=1");
        var start = body.IndexOf("/images/", StringComparison.Ordinal);
        var address = body[start..body.IndexOf('"', start)];
        // Signed and looked for, in a domain that nobody can have (RFC 2606).
        using var whole = await desk.GetAsync(address, HttpStatusCode.NotFound);
        Assert.Equal(("image/svg+xml", "sandbox; default-src 'none'", true), (whole.Content.Headers.ContentType?.MediaType, whole.Headers.GetValues("Content-Security-Policy").Single(),
            (await whole.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("This picture could not be shown.", StringComparison.Ordinal)));
        foreach (var at in new[] { "/images/".Length, address.Length / 2, address.Length - 3 })
        {
            using var forged = await desk.GetAsync($"{address[..at]}{(address[at] == 'A' ? 'B' : 'A')}{address[(at + 1)..]}", HttpStatusCode.Forbidden);
        }
        using var cut = await desk.GetAsync(address[..^4], HttpStatusCode.Forbidden);
        app.Clock.Pass(Webmail.Endpoints.ImageTokens.Life + TimeSpan.FromSeconds(2));
        using var late = await desk.GetAsync(address, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A55_nobodys_face_is_looked_up()
    {
        var message = await desk.ReceiveAsync("From: Ann <ann@shop.test>\nBIMI-Selector: v=BIMI1; s=brand\nBIMI-Location: v=BIMI1; l=https://shop.test/logo.svg\nX-Image-URL: https://shop.test/face.png\nFace: iVBORw0KGgo=\nSubject: x\n\ntext\n");
        using var answer = await desk.GetAsync(message);
        Assert.Contains("img-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("logo.svg", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_answer_repeats_is_folded_except_for_who_looks_for_it()
    {
        var message = await desk.ReceiveAsync("From: a@b.test\nSubject: x\n\nYes.\n\nOn 3 May Ann wrote:\n> Shall we meet?\n");
        Assert.Contains("<label class=\"fold\" for=\"fold\">", await desk.TextAsync(message + "/body"), StringComparison.Ordinal);
        Assert.DoesNotContain("<label", await desk.TextAsync(message + "/body?q=meet"), StringComparison.Ordinal);
        Assert.DoesNotContain("<label", await desk.TextAsync(message + "/print"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_handlers_and_forms_do_not_arrive()
    {
        var body = await desk.TextAsync(await desk.ReceiveAsync(Html + "<script>alert(1)</script><form><input name=p></form><p onclick=alert(1)>kept</p>") + "/body");
        Assert.Contains("<p>kept</p>", body, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", body, StringComparison.Ordinal);
        Assert.DoesNotContain("<input", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_of_the_message_are_inside_the_document()
    {
        var source = "From: a@b.test\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
            + "<img src=\"CID:logo%40x\">\n--b\nContent-Type: image/gif\nContent-ID: <logo@x>\nContent-Transfer-Encoding: base64\n\n" + Pixel + "\n--b--\n";
        Assert.Contains("<img src=\"data:image/png;base64,", await desk.TextAsync(await desk.ReceiveAsync(source) + "/body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_text_is_text()
    {
        var body = await desk.TextAsync(await desk.ReceiveAsync("From: a@b.test\nSubject: x\n\n<b>Hi</b> see https://a.test/x.\n> quoted\n") + "/body");
        Assert.Contains("&lt;b&gt;Hi&lt;/b&gt; see <a href=\"https://a.test/x\"", body, StringComparison.Ordinal);
        Assert.Contains("<blockquote><span class=\"quote-mark\">&gt; </span>quoted", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("document")]
    [InlineData("script")]
    [InlineData("image")]
    [InlineData("object")]
    public async Task Anywhere_but_in_a_frame_it_is_refused(string destination)
    {
        var message = await desk.ReceiveAsync(Html + "<p>secret</p>");
        using var answer = await desk.GetAsync(message + "/body", HttpStatusCode.Forbidden, ("Sec-Fetch-Dest", destination));
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var framed = await desk.GetAsync(message + "/body", HttpStatusCode.OK, ("Sec-Fetch-Dest", "iframe"));
        Assert.Contains("secret", await framed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_not_yours_is_not_found()
    {
        var message = await desk.ReceiveAsync(Html + "<p>secret</p>");
        using var other = await ReadingDesk.SitDownAsync(app, fixture);
        (await other.GetAsync(message + "/body", HttpStatusCode.NotFound)).Dispose();
        (await other.GetAsync(message + "/parts/1", HttpStatusCode.NotFound)).Dispose();
        (await other.GetAsync(message + "/source", HttpStatusCode.NotFound)).Dispose();
        (await desk.GetAsync(message + "/parts/7", HttpStatusCode.NotFound)).Dispose();
        (await desk.GetAsync(message[..^1] + "999/body", HttpStatusCode.NotFound)).Dispose();
        (await desk.GetAsync($"/mail/{desk.Account}/No~2E/1-1/body", HttpStatusCode.NotFound)).Dispose();
        (await desk.GetAsync($"/mail/{desk.Account}/IN%2FBOX/1-1/body", HttpStatusCode.NotFound)).Dispose();
        (await desk.GetAsync($"/mail/{desk.Account}/INBOX/1-1/body", HttpStatusCode.Conflict)).Dispose();
        using var stranger = app.Open();
        using var answer = await stranger.GetAsync(message + "/body", ("Sec-Fetch-Dest", "iframe"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
