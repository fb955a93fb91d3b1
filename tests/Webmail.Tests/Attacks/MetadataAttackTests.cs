using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Writing;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;
using static Webmail.Tests.Attacks.PlainPage;

namespace Webmail.Tests.Attacks;

/// <summary>Payloads everywhere but in the body: header fields, names, types, folders, settings, calendars (attack rows A29 to A33, A37).</summary>
public sealed class MetadataAttackTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    [Theory]
    [InlineData("text/calendar", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:<svg onrepeat=y()>\nDESCRIPTION:<details ontoggle=y() open>\nX-ALT-DESC;FMTTYPE=text/html:<script>y()</script>\nLOCATION:<img src=x onerror=y()>\nEND:VEVENT\nEND:VCALENDAR")]
    [InlineData("text/vcard", "BEGIN:VCARD\nFN:<script>y()</script>\nNOTE:<img src=x onerror=y()>\nPHOTO:data:text/html,<script>y()</script>\nEND:VCARD")]
    [InlineData("text/x-unknown", "<svg onload=y()>")]
    [InlineData("text/enriched", "<bold><script>y()</script></bold>")]
    [InlineData("message/delivery-status", "Reporting-MTA: dns; <script>y()</script>")]
    public async Task A29_structured_text_is_text(string type, string content)
    {
        var message = await desk.ReceiveAsync($"From: a@b.test\nSubject: x\nContent-Type: {type}\n\n{content}\n");
        foreach (var page in (string[])[message, message + "/body", message + "/print"]) AssertPlain(await desk.TextAsync(page));
    }

    [Fact]
    public async Task A30_whatever_a_field_says_it_is_text_on_every_page()
    {
        var encoded = $"=?utf-8?b?{Convert.ToBase64String(Encoding.UTF8.GetBytes(Payload))}?=";
        var message = await desk.ReceiveAsync(
            $"From: {encoded} <\"x<script>\"@b.test>\nTo: {encoded} <c@b.test>\nCc: {encoded} <d@b.test>\nReply-To: {encoded} <e@b.test>\nSender: {encoded} <f@b.test>\nSubject: {encoded}\n"
            + $"X-<script>: {Payload}\nList-Id: {encoded} <l.b.test>\nList-Unsubscribe: <https://b.test/{Payload}>\nMessage-ID: <{Payload}@x>\nReferences: <{Payload}@y>\nOrganization: {Payload}\n"
            + $"Authentication-Results: {Payload}\nDate: {Payload}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nwords\n"
            + $"--b\nContent-Type: application/x\"><script>y()</script>; name=\"{encoded}\"\nContent-Disposition: attachment; filename*=utf-8''{Uri.EscapeDataString(Payload)}\nContent-ID: <{Payload}>\nContent-Description: {Payload}\n\nx\n--b--\n");
        var inbox = message[..message.LastIndexOf('/')];
        foreach (var page in (string[])[message, message + "/body", message + "/print", inbox, $"{inbox}?q=onerror", $"/compose?account={desk.Account}&kind=Reply&mailbox=INBOX&message={message[(message.LastIndexOf('/') + 1)..]}"])
        {
            using var answer = await desk.GetAsync(page);
            AssertPlain(await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A30_folders_are_text()
    {
        using var person = await ReadingDesk.SitDownAsync(app, fixture);
        var someone = await fixture.NewUserAsync();
        using (var imap = await TrustedImap.OpenAsync(someone))
            foreach (var name in (string[])["<img src=x onerror=y()>", "\"onclick=y()", "{{7*7}}", "'><script>y()<"])
                await imap.GetFolder(imap.PersonalNamespaces[0]).CreateAsync(name, true);
        using var browser = await app.SignInAsync(someone);
        using var entrance = await browser.GetAsync("/mail");
        AssertPlain(await browser.TextAsync(entrance.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task A31_what_stands_in_the_database_is_no_more_trusted_than_a_mail()
    {
        var id = Guid.CreateVersion7();
        await app.InDatabaseAsync(async db =>
        {
            var account = await db.Set<MailAccount>().SingleAsync(row => row.Id == desk.Account);
            db.Add(new Draft { PersonId = account.PersonId, Id = id, AccountId = account.Id, CreatedAt = 1, To = Payload, Cc = Payload, Subject = Payload, Body = Payload, Html = "<svg onload=y()><script>y()</script>" });
            return await db.SaveChangesAsync();
        });
        AssertPlain(await desk.TextAsync($"/compose?draft={id}"));
        AssertPlain(await desk.TextAsync($"/mail/{desk.Account}/INBOX"));
        AssertPlain(await desk.TextAsync("/settings/accounts"));
    }

    [Theory]
    [InlineData("<script>y()</script><img src=x onerror=y()>words")]
    [InlineData("<svg onload=y()><style>@import '//t.test/x'</style></svg>words")]
    [InlineData("words<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=y()&gt;\">")]
    [InlineData("&lt;/textarea&gt;&lt;script&gt;y()&lt;/script&gt;words")]
    [InlineData("<form action=//t.test><input name=password></form><p id=subject name=body>words</p>")]
    [InlineData("<pre>&lt;img src=x onerror=y()&gt;</pre>words")]
    public async Task A32_answering_brings_words_into_the_editor_and_no_markup(string html)
    {
        var message = await desk.ReceiveAsync($"From: a@b.test\nSubject: x\nContent-Type: text/html\n\n{html}\n");
        foreach (var kind in (string[])["Reply", "ReplyAll", "Forward", "EditAsNew"])
        {
            var page = await desk.TextAsync($"/compose?account={desk.Account}&kind={kind}&mailbox=INBOX&message={message[(message.LastIndexOf('/') + 1)..]}");
            Assert.Contains("words", page, StringComparison.Ordinal);
            AssertPlain(page);
            Assert.DoesNotContain("src=\"//t.test", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A33_a_search_for_a_payload_shows_it_as_text()
    {
        var message = await desk.ReceiveAsync($"From: a@b.test\nSubject: find <script>y()</script> me\n\nwords <img src=x onerror=y()> more\n");
        var inbox = message[..message.LastIndexOf('/')];
        foreach (var question in (string[])["<script>y()", "\"><img src=x onerror=y()>", "subject:<script>", "x' onfocus=y() autofocus '"])
            AssertPlain(await desk.TextAsync($"{inbox}?q={Uri.EscapeDataString(question)}"));
    }

    [Theory]
    [InlineData("\u001B$B<script>\u001B(Bx", "iso-2022-jp")]
    [InlineData("+ADw-script+AD4-y()+ADw-/script+AD4-", "utf-7")]
    [InlineData("+ADw-script+AD4-y()", "x-unknown")]
    [InlineData("GIF89a/*<script>y()</script>*/", "us-ascii")]
    public async Task A37_text_is_decoded_here_and_named_utf8(string text, string charset)
    {
        var message = await desk.ReceiveAsync($"From: a@b.test\nSubject: x\nContent-Type: text/html; charset={charset}\n\n{text}\n");
        using var body = await desk.GetAsync(message + "/body");
        Assert.Equal("text/html; charset=utf-8", body.Content.Headers.ContentType!.ToString());
        AssertPlain(await body.Content.ReadAsStringAsync());
        using var part = await desk.GetAsync(message + "/parts/1");
        Assert.Equal("nosniff", part.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.NotEqual("text/html", part.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public void A37_utf7_is_never_decoded() =>
        Assert.All((string[])["utf-7", "UTF7", "unicode-1-1-utf-7", "csUnicode11UTF7", "x-unicode-2-0-utf-7", "cp65000", "65000"], name =>
            Assert.Equal("+ADw-b+AD4-", TextDecoder.Decode("+ADw-b+AD4-"u8, name)));

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
