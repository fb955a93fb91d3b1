using System.IO.Compression;
using System.Net;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Files looked at, saved together, messages inside messages, and reports in words, over a real mail server.</summary>
public sealed class FilesTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    static string Mail(params (string Head, string Content)[] parts) =>
        "From: a@b.test\nSubject: ../The <plan>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n" + string.Concat(parts.Select(part => $"--b\n{part.Head}\n\n{part.Content}\n")) + "--b--\n";

    static (string, string) File(string type, string name, string content = "x") => ($"Content-Type: {type}\nContent-Disposition: attachment; filename=\"{name}\"", content);
    static (string, string) Picture(string name) => ($"Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename={name}", Png);

    [Fact]
    public async Task Pictures_and_texts_are_leafed_through_and_other_files_are_saved()
    {
        var message = await desk.ReceiveAsync(Mail(Picture("one.png"), File("application/pdf", "plan.pdf"), File("text/x-python", "two.py", "<script>alert(1)</script>"), File("video/mp4", "three.mp4")));
        var reader = await desk.TextAsync(message);
        Assert.Contains($"{message}/viewer/2\"", reader, StringComparison.Ordinal);
        Assert.DoesNotContain($"{message}/viewer/3\"", reader, StringComparison.Ordinal);
        var first = await desk.TextAsync(message + "/viewer/2");
        Assert.Contains($"<img src=\"{message}/parts/2\"", first, StringComparison.Ordinal);
        Assert.Contains($"href=\"{message}/viewer/4\" data-shortcut=\"ArrowRight\"", first, StringComparison.Ordinal);
        Assert.Contains("data-shortcut=\"Escape\"", first, StringComparison.Ordinal);
        var text = await desk.TextAsync(message + "/viewer/4");
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", text, StringComparison.Ordinal);
        using var film = await desk.GetAsync(message + "/viewer/5");
        Assert.EndsWith("media-src 'self'", film.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var none = await desk.GetAsync(message + "/viewer/3", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("document", "application/octet-stream")]
    [InlineData("video", "video/mp4")]
    public async Task A35_a_film_is_one_only_for_the_element_that_plays_it(string wanted, string type)
    {
        var message = await desk.ReceiveAsync(Mail(File("video/mp4", "a.mp4")));
        using var answer = await desk.GetAsync(message + "/parts/2", HttpStatusCode.OK, ("Sec-Fetch-Dest", wanted));
        Assert.Equal(type, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("sandbox; default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task A38_all_files_come_as_one_zip_with_flat_numbered_names()
    {
        string[] names = ["../../etc/passwd", "..\\..\\boot.ini", "CON.txt", "=?utf-8?q?=E2=80=AEfdp=2Eexe?=", "a.txt", "a.txt", new string('x', 400) + ".pdf"];
        var message = await desk.ReceiveAsync(Mail([.. names.Select((name, i) => File("application/x-any", name, $"content {i}"))]));
        using var answer = await desk.GetAsync(message + "/parts.zip");
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("The _plan_.zip", answer.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(names.Length, zip.Entries.Select(entry => entry.FullName).Distinct().Count());
        Assert.Equal(["01 passwd", "02 boot.ini", "03 _CON.txt", "04 _fdp.exe", "05 a.txt", "06 a.txt"], zip.Entries.Take(6).Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry => Assert.True(entry.FullName.Length < 130 && !entry.FullName.AsSpan().ContainsAny("/\\\u202E")));
        using var last = new StreamReader(zip.Entries[6].Open());
        Assert.Equal("content 6", (await last.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public async Task A_message_inside_a_message_is_read_with_its_own_files()
    {
        var inner = Mail(File("application/pdf", "inner.pdf")).Replace("--b", "--inner", StringComparison.Ordinal).Replace("boundary=b", "boundary=inner", StringComparison.Ordinal).Replace("../The <plan>", "Within", StringComparison.Ordinal);
        var message = await desk.ReceiveAsync(Mail(("Content-Type: message/rfc822", inner)));
        Assert.Contains($"{message}/enclosed/2\"", await desk.TextAsync(message), StringComparison.Ordinal);
        var page = await desk.TextAsync(message + "/enclosed/2");
        Assert.Contains("data-field=\"subject\">Within", page, StringComparison.Ordinal);
        Assert.Contains("data-attachment=\"inner.pdf\"", page, StringComparison.Ordinal);
        using var body = await desk.GetAsync(message + "/enclosed-body?part=2");
        Assert.Contains("<div class=\"mail-text\">text", await body.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.StartsWith("sandbox allow-popups", body.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var file = await desk.GetAsync(message + "/parts/2.2?download=1");
        using var nothing = await desk.GetAsync(message + "/enclosed/1", HttpStatusCode.NotFound);
    }

    static string Report(string type, string fields) =>
        $"From: MAILER-DAEMON@mx.test\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=x; boundary=b\n\n--b\n\nwords\n--b\nContent-Type: {type}\n\n{fields}\n--b--\n";

    [Theory]
    [InlineData("5.1.1", "smtp; 550 no", "This address does not exist there.")]
    [InlineData("5.0.0", "smtp; 550-5.1.1 <p@q.test> User unknown", "This address does not exist there.")]
    [InlineData("5.1.2", "x", "leads to no mail server")]
    [InlineData("5.2.2", "x", "The mailbox there is full.")]
    [InlineData("5.3.4", "x", "too large for that server")]
    [InlineData("5.7.1", "x", "takes it for spam")]
    [InlineData("nonsense", "x", "The reason is in the text of the report.")]
    public async Task A_failed_delivery_is_explained(string status, string diagnostic, string sentence)
    {
        var page = WebUtility.HtmlDecode(await desk.TextAsync(await desk.ReceiveAsync(Report(
            "message/delivery-status", $"Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; p@q.test\nAction: failed\nStatus: {status}\nDiagnostic-Code: {diagnostic}\n"))));
        Assert.Contains("Your message did not reach p@q.test.", page, StringComparison.Ordinal);
        Assert.Contains(sentence, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_complaint_and_a_receipt_are_explained_and_hostile_fields_stay_text()
    {
        Assert.Contains("Somebody at big.test marked", await desk.TextAsync(await desk.ReceiveAsync(Report("message/feedback-report", "Feedback-Type: abuse\nVersion: 1\nReported-Domain: big.test\n"))), StringComparison.Ordinal);
        Assert.Contains("ann@b.test says that your message was opened", await desk.TextAsync(await desk.ReceiveAsync(Report("message/disposition-notification", "Final-Recipient: rfc822; ann@b.test\nDisposition: manual-action/MDN-sent-manually; displayed\n"))), StringComparison.Ordinal);
        var hostile = await desk.TextAsync(await desk.ReceiveAsync(Report("message/delivery-status", "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; <img src=x onerror=alert(1)>\nAction: failed\nDiagnostic-Code: smtp; <script>alert(1)</script>\n")));
        Assert.DoesNotContain("<script>alert", hostile, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", hostile, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
