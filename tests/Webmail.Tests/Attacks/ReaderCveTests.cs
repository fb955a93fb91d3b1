using System.Net;
using System.Text;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;
using static Webmail.Tests.Attacks.PlainPage;

namespace Webmail.Tests.Attacks;

/// <summary>What broke other webmails around the body of a mail, by its number: fields, files, drafts, addresses. Each goes through the whole application.</summary>
public sealed class ReaderCveTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    [Theory]
    [InlineData("CVE-2021-44025", "text/plain", "a.<img src=x onerror=y()>")]
    [InlineData("CVE-2026-54432", "text/x\"><svg onload=y()>", "a.txt")]
    [InlineData("CVE-2026-40873", "application/pdf", "\"><img src=x onerror=y()>.pdf")]
    public async Task Names_and_types_of_files_are_text_wherever_they_stand(string cve, string type, string name)
    {
        var message = await desk.ReceiveAsync(File(type, name, "x"));
        foreach (var page in (string[])[message, message + "/viewer/2", message + "/print"])
        {
            using var answer = await desk.Browser.GetAsync(page);
            AssertPlain(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), cve);
        }
    }

    [Theory]
    [InlineData("CVE-2020-13965", "text/xml", "<?xml version='1.0'?><script xmlns='http://www.w3.org/1999/xhtml'>y()</script>")]
    [InlineData("CVE-2024-42008", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='y()'/>")]
    [InlineData("CVE-2026-35539", "text/html", "<script>y()</script>")]
    [InlineData("CVE-2023-47272", "text/plain; charset=\"x\\r\\nContent-Type: text/html\"", "<script>y()</script>")]
    public async Task No_file_runs_when_it_is_opened_by_itself(string cve, string type, string content)
    {
        var message = await desk.ReceiveAsync(File(type, "a", content));
        using var answer = await desk.GetAsync(message + "/parts/2");
        Assert.True(answer.Content.Headers.ContentType!.MediaType is "text/plain" or "application/octet-stream", cve);
        Assert.StartsWith("sandbox; default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task CVE_2026_48849_a_draft_of_another_program_brings_no_markup_into_the_editor()
    {
        var message = await desk.ReceiveAsync("From: a@b.test\nTo: \"<svg onload=y()>\" <c@b.test>\nSubject: <img src=x onerror=y()>\nContent-Type: text/html\n\n<svg onload=y()></svg><img src=x onerror=y()><p>words</p>\n");
        foreach (var kind in (string[])["EditDraft", "EditAsNew"]) AssertPlain(await desk.TextAsync($"/compose?account={desk.Account}&kind={kind}&mailbox=INBOX&message={message[(message.LastIndexOf('/') + 1)..]}"), kind);
    }

    [Theory]
    [InlineData("CVE-2020-13964", "/sign-in?email={0}&back={0}")]
    [InlineData("CVE-2024-37384", "/mail/ACCOUNT/INBOX?order={0}&only={0}&label={0}")]
    [InlineData("CVE-2023-37580", "/search/ACCOUNT?q={0}&st={0}")]
    [InlineData("CVE-2023-37580", "/leaving?to={0}")]
    [InlineData("CVE-2023-37580", "/mail/ACCOUNT/{0}")]
    [InlineData("CVE-2023-37580", "/compose?to={0}&subject={0}&body={0}&back={0}")]
    [InlineData("Roundcube 2026-08-09, add to address book", "/contacts/edit?name={0}&address={0}&group={0}")]
    [InlineData("Horde, names of mailboxes", "/mail/ACCOUNT/{0}/export?as={0}")]
    public async Task What_an_address_says_is_text(string cve, string address)
    {
        using var answer = await desk.Browser.GetAsync(address.Replace("ACCOUNT", desk.Account, StringComparison.Ordinal).Replace("{0}", Uri.EscapeDataString(Payload), StringComparison.Ordinal));
        Assert.True((int)answer.StatusCode < 500, cve);
        AssertPlain(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), cve);
    }

    [Theory]
    [InlineData("CVE-2026-40872", "User-Agent"), InlineData("CVE-2026-40873", "X-Real-IP"), InlineData("CVE-2026-40873", "X-Forwarded-For")]
    public async Task What_a_browser_says_of_itself_is_text_in_the_list_of_sessions(string cve, string header)
    {
        using var stranger = await app.SignInAsync(await fixture.NewUserAsync());
        stranger.Http.DefaultRequestHeaders.TryAddWithoutValidation(header, Payload);
        AssertPlain(await stranger.TextAsync("/settings/sessions"), cve);
    }

    [Fact]
    public async Task CVE_2026_40875_nobody_is_signed_in_by_another_site()
    {
        using var browser = app.Open();
        using var forged = await browser.PostRawAsync("/sign-in", [("email", "a@b.test"), ("password", "x")], ("Origin", "https://evil.test"), ("Sec-Fetch-Site", "cross-site"));
        Assert.True(forged.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden);
    }

    static string File(string type, string name, string content) =>
        $"From: a@b.test\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n--b\nContent-Type: {type}\nContent-Disposition: attachment; filename*=utf-8''{Uri.EscapeDataString(name)}\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}\n--b--\n";

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
