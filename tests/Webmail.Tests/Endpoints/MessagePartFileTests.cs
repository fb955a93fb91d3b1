using System.Text;
using Webmail.Tests.Support;

namespace Webmail.Tests.Endpoints;

public sealed class MessagePartFileTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    static readonly string[] Answers =
        ["application/octet-stream", "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "text/plain; charset=utf-8"];

    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    static string Mail(string partHeaders, string content) =>
        "From: a@b.test\nSubject: The plan\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n" + partHeaders + "\n\n" + content + "\n--b--\n";

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xhtml+xml")]
    [InlineData("image/svg+xml")]
    [InlineData("text/xml")]
    [InlineData("application/pdf")]
    [InlineData("text/javascript")]
    [InlineData("multipart/x-mixed-replace")]
    [InlineData("text/plain")]
    [InlineData("image/png")]
    [InlineData("text/html; charset=\"x;boundary=\"")]
    [InlineData("TEXT/HTML")]
    [InlineData("message/rfc822")]
    public async Task A35_whatever_its_type_says_it_cannot_run_here(string type)
    {
        var message = await desk.ReceiveAsync(Mail($"Content-Type: {type}\nContent-Disposition: attachment; filename=a.html", "<script>alert(1)</script>"));
        using var answer = await desk.GetAsync(message + "/parts/2");
        Assert.Contains(answer.Content.Headers.GetValues("Content-Type").Single(), Answers);
        Assert.Equal("sandbox; default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("plan.pdf", "attachment; filename=plan.pdf; filename*=UTF-8''plan.pdf")]
    [InlineData("=?utf-8?q?=C3=A9t=C3=A9=2Epdf?=", "attachment; filename=_t_.pdf; filename*=UTF-8''%C3%A9t%C3%A9.pdf")]
    [InlineData("=?utf-8?q?=E2=80=AEfdp=2Eexe?=", "attachment; filename=_fdp.exe; filename*=UTF-8''_fdp.exe")]
    [InlineData("../../etc/passwd", "attachment; filename=passwd; filename*=UTF-8''passwd")]
    public async Task A36_its_name_is_ours(string name, string disposition)
    {
        var message = await desk.ReceiveAsync(Mail($"Content-Type: application/pdf\nContent-Disposition: attachment; filename=\"{name}\"", "x"));
        using var answer = await desk.GetAsync(message + "/parts/2");
        Assert.Equal(disposition, answer.Content.Headers.GetValues("Content-Disposition").Single());
    }

    [Theory]
    [InlineData("text/plain; charset=\"x;boundary=\"", "a.txt")]
    [InlineData("text/plain; charset=\"utf-8\\\"; Set-Cookie: a=b\"", "a.txt")]
    [InlineData("application/x-any", "=?utf-8?q?a=0D=0ASet-Cookie=3A_a=3Db=0D=0A=0D=0A<html>?=")]
    [InlineData("application/x-any", "a\\\"; filename=b.html; x=\\\"")]
    public async Task A36_no_header_of_ours_is_the_senders(string type, string name)
    {
        var plain = await desk.ReceiveAsync(Mail("Content-Type: application/x-any\nContent-Disposition: attachment; filename=a.bin", "x"));
        var hostile = await desk.ReceiveAsync(Mail($"Content-Type: {type}\nContent-Disposition: attachment; filename=\"{name}\"", "x"));
        using var usual = await desk.GetAsync(plain + "/parts/2?download=1");
        using var answer = await desk.GetAsync(hostile + "/parts/2?download=1");
        Assert.Equal(Names(usual), Names(answer));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("attachment; filename=", answer.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
    }

    static IEnumerable<string> Names(HttpResponseMessage answer) => answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Order();

    [Fact]
    public async Task Its_bytes_arrive_decoded_and_whole()
    {
        var bytes = new byte[700_000];
        new Random(7).NextBytes(bytes);
        var encoded = Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks);
        var message = await desk.ReceiveAsync(Mail("Content-Type: application/zip\nContent-Transfer-Encoding: base64", encoded));
        using var answer = await desk.GetAsync(message + "/parts/2");
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Text_is_sent_as_utf_8_whatever_it_was()
    {
        var message = await desk.ReceiveAsync(Mail("Content-Type: text/plain; charset=iso-2022-jp\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=a.txt",
            Convert.ToBase64String(Encoding.ASCII.GetBytes("\u001b$B$3$s\u001b(B<script>"))));
        Assert.Equal("こん<script>", await desk.TextAsync(message + "/parts/2"));
        using var file = await desk.GetAsync(message + "/parts/2?download=1");
        Assert.Equal("application/octet-stream", file.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task The_source_is_text_and_downloads_whole()
    {
        var message = await desk.ReceiveAsync("From: a@b.test\nSubject: The <plan>\nContent-Type: text/html\n\n<script>alert(1)</script>\n");
        using var view = await desk.GetAsync(message + "/source");
        Assert.Equal("text/plain; charset=utf-8", view.Content.Headers.ContentType?.ToString());
        Assert.Equal("sandbox; default-src 'none'", view.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("Subject: The <plan>\r\n", await view.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var file = await desk.GetAsync(message + "/source?download=1");
        Assert.Equal("attachment; filename=\"The _plan_.eml\"; filename*=UTF-8''The%20_plan_.eml", file.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Equal(await view.Content.ReadAsStringAsync(), await file.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_long_source_is_cut_in_the_view_only()
    {
        var message = await desk.ReceiveAsync("From: a@b.test\nSubject: long\n\n" + string.Concat(Enumerable.Repeat(new string('x', 998) + "\n", 3000)));
        Assert.Equal(2 << 20, (await desk.TextAsync(message + "/source")).Length);
        Assert.True((await desk.TextAsync(message + "/source?download=1")).Length > 2_900_000);
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
