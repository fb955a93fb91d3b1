using System.Net;
using System.Text;
using MimeKit;
using Webmail.MailServers;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>Messages with formatting: from the editor's field to the recipient, and back into the editor from another message.</summary>
public sealed class RichTextTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task What_the_editor_holds_arrives_as_HTML_with_its_words_as_text()
    {
        var bob = await mail.NewUserAsync("bob");
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync("ann"));
        var composer = await Composer.OpenAsync(browser, "/compose");
        composer.Write(bob.Address, "Rich", "not this");
        (composer["format"], composer["html"]) = ("html", "<div>Hello <b>Bob</b>, <script>alert(1)</script><img src=x onerror=alert(1)></div><ul><li>One</li></ul>");
        await composer.SentAsync();
        var message = await ArrivedAsync(bob, "Rich");
        var parts = Assert.IsType<MultipartAlternative>(message.Body);
        Assert.Equal("<div>Hello <b>Bob</b>, </div><ul><li>One</li></ul>", parts.HtmlBody!.TrimEnd());
        Assert.Equal("Hello Bob,\n- One", parts.TextBody!.ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal("true", (await Composer.OpenAsync(browser, "/compose")).Page.QuerySelector("form")!.GetAttribute("data-editor-rich-value"));
    }

    /// <summary>The editor says nothing of its own before somebody writes in it.</summary>
    [Theory]
    [InlineData("html", "", "true"), InlineData("html", "Of a link\n\n> as it came", "true"), InlineData("plain", "", "false"), InlineData("plain", "Typed", "false")]
    public async Task A_draft_stays_in_its_format_also_while_it_is_empty(string format, string body, string rich)
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync("ann"));
        var composer = await Composer.OpenAsync(browser, "/compose");
        composer.Write("", "Only a subject yet", body);
        composer["format"] = format;
        using (var wrong = await composer.SendAsync()) Assert.Equal(rich, Rich(await Composer.FromAsync(browser, wrong)));
        using var kept = await composer.PressAsync("act", "save");
        var again = await Composer.OpenAsync(browser, kept.Headers.Location!.ToString());
        Assert.Equal((rich, body), (Rich(again), again["body"]));
        Assert.Equal(rich, Rich(await Composer.OpenAsync(browser, "/compose")));
    }

    static string Rich(Composer composer) => composer.Page.QuerySelector("form[data-composer]")!.GetAttribute("data-editor-rich-value")!;

    [Fact]
    public async Task A_picture_in_the_text_travels_beside_it()
    {
        var bob = await mail.NewUserAsync("bob");
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync("ann"));
        using var other = await sqlite.App.SignInAsync(bob);
        var composer = await Composer.OpenAsync(browser, "/compose");
        composer.Write(bob.Address, "Picture", "");
        (composer["format"], composer["html"]) = ("html", "<div>Look</div>");
        using (var kept = await composer.KeepAsync()) Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        composer["revision"] = "1";
        foreach (var cid in new[] { "p1@webmail.invalid", "unused@webmail.invalid" }) Assert.Contains($"data-cid=\"{cid}\"", await UploadAsync(browser, composer, cid), StringComparison.Ordinal);
        composer["html"] = "<div>Look <img src=\"cid:p1@webmail.invalid\" alt=\"Me\"></div>";
        var again = await Composer.OpenAsync(browser, $"/compose?draft={composer["id"]}");
        var url = again.Page.QuerySelector("[data-cid='p1@webmail.invalid']")!.GetAttribute("data-cid-url")!;
        using (var picture = await browser.GetAsync(url)) Assert.Equal(("image/png", "sandbox; default-src 'none'"), (picture.Content.Headers.ContentType!.MediaType, string.Join("", picture.Headers.GetValues("Content-Security-Policy"))));
        using (var theirs = await other.GetAsync(url)) Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        await composer.SentAsync();
        var message = await ArrivedAsync(bob, "Picture");
        var related = Assert.IsType<MultipartRelated>(Assert.IsType<MultipartAlternative>(message.Body)[1]);
        Assert.Equal(2, related.Count);
        Assert.Equal(("p1@webmail.invalid", "inline"), (related[1].ContentId, related[1].ContentDisposition!.Disposition));
    }

    [Theory]
    [InlineData("Reply"), InlineData("Forward"), InlineData("EditAsNew")]
    public async Task Another_message_comes_into_the_editor_as_its_reader_saw_it(string kind)
    {
        const string html = "<style>.k{display:none} .c{color:#b42318}</style><p class=c>Seen <a href=\"https://example.test/x\" onclick=alert(1)>here</a></p><p class=k>KOBOLD</p><img src=\"cid:logo@example.test\" alt=Logo><img src=\"https://tracker.test/p.gif\" alt=Remote><script>alert(1)</script>";
        var message = "From: Bob <bob@example.test>\r\nTo: me@example.test\r\nSubject: Hi\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
            + $"\r\n--x\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo@example.test>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(Png)}\r\n--x--\r\n";
        var person = await mail.NewUserAsync("me");
        await person.AppendAsync(Encoding.UTF8.GetBytes(message));
        using var browser = await sqlite.App.SignInAsync(person);
        using var entrance = await browser.GetAsync("/mail");
        var inbox = entrance.Headers.Location!.ToString();
        var key = System.Text.RegularExpressions.Regex.Match(await browser.TextAsync(inbox), "data-message=\"([^\"]+)\"").Groups[1].Value;
        var composer = await Composer.OpenAsync(browser, $"/compose?kind={kind}&account={inbox.Split('/')[2]}&mailbox=INBOX&message={key}");
        foreach (var seen in new[] { "<p style=\"color: #b42318\">Seen <a href=\"https://example.test/x\">here</a></p>", "<img alt=\"Logo\" src=\"cid:logo@example.test\">", "Remote" }) Assert.Contains(seen, composer["html"], StringComparison.Ordinal);
        foreach (var hidden in new[] { "KOBOLD", "tracker", "alert", "class", "<style" }) Assert.DoesNotContain(hidden, composer["html"], StringComparison.Ordinal);
        composer["format"] = "html";
        composer["to"] = person.Address;
        using var kept = await composer.PressAsync("act", "save");
        var again = await Composer.OpenAsync(browser, kept.Headers.Location!.ToString());
        using var picture = await browser.GetAsync(again.Page.QuerySelector("[data-cid='logo@example.test']")!.GetAttribute("data-cid-url")!);
        Assert.Equal(Png, await picture.Content.ReadAsByteArrayAsync());
        Assert.Empty(again.FileNames);
    }

    [Fact]
    public async Task What_is_pasted_is_cleaned()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync("ann"));
        using var answer = await browser.PostAsync("/compose/pastes", "/compose", ("html", "<html><body><p class=MsoNormal onclick=alert(1)>Hi<script>alert(1)</script> <b>there</b></p></body></html>"));
        Assert.Equal(("text/plain", "<p>Hi <b>there</b></p>"), (answer.Content.Headers.ContentType!.MediaType, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Chips_and_what_is_still_typed_are_one_list()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync("ann"));
        var composer = await Composer.OpenAsync(browser, "/compose");
        (composer["toChips"], composer["to"]) = ("Bob <bob@example.test>, carl@example.test", "dora@");
        using var kept = await composer.PressAsync("act", "save");
        Assert.Equal("Bob <bob@example.test>, carl@example.test, dora@", (await Composer.OpenAsync(browser, kept.Headers.Location!.ToString()))["to"]);
    }

    async Task<MimeMessage> ArrivedAsync(MailPerson person, string subject)
    {
        sqlite.App.Clock.Pass(TimeSpan.FromSeconds(11));
        return await MimeMessage.LoadAsync(new MemoryStream(Encoding.Latin1.GetBytes((await Arrivals.ExpectAsync(person, "INBOX", subject, 1))[0])));
    }

    static async Task<string> UploadAsync(Browser browser, Composer composer, string cid)
    {
        using var content = new MultipartFormDataContent
        {
            { new StringContent(composer["id"]), "id" }, { new StringContent(composer["__RequestVerificationToken"]), "__RequestVerificationToken" }, { new StringContent(cid), "cid" },
        };
        var file = new ByteArrayContent(Png);
        file.Headers.ContentType = new("image/png");
        content.Add(file, "file", "me.png");
        var request = new HttpRequestMessage(HttpMethod.Post, "/compose/uploads") { Content = content };
        request.Headers.Add("Accept", "text/vnd.turbo-stream.html");
        using var answer = await browser.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
