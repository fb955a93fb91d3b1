using System.Net;
using Webmail.MailServers;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;
using static Webmail.Tests.Attacks.PlainPage;

namespace Webmail.Tests.Attacks;

/// <summary>What broke other webmails and never got a number, by whose it was: the idea of each, through the whole application. <see cref="KnownCveTests"/> has those of the rendering.</summary>
public sealed class NumberlessFaultTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    string Inbox => $"/mail/{desk.Account}/INBOX";

    /// <summary>What a keyword may be made of (RFC 9051 §9, flag-keyword) is enough for an element with a handler.</summary>
    [Theory]
    [InlineData("<svg/onload=y``>"), InlineData("'><img/src=x/onerror=y``>"), InlineData("'onmouseover='y``"), InlineData("</script><script>y``</script>"), InlineData("javascript:y``")]
    public async Task Horde_flags_are_text(string keyword)
    {
        await fixture.Server.AppendAsync(desk.Address, "INBOX", [new StoredMessage("From: a@b.test\r\nSubject: marked\r\n\r\nwords\r\n"u8.ToArray(), Keywords: [keyword])]);
        var settings = $"/settings/labels/{desk.Account}";
        var offered = await desk.TextAsync(settings);
        Assert.Contains($"value=\"{keyword}\"", WebUtility.HtmlDecode(offered), StringComparison.Ordinal);
        AssertPlain(offered, keyword);
        using (var taken = await desk.Browser.PostAsync(settings, settings, ("act", "adopt"), ("keyword", keyword), ("name", Payload), ("colour", "Red"))) Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        var list = await desk.TextAsync(Inbox);
        Assert.Contains(Payload, WebUtility.HtmlDecode(list), StringComparison.Ordinal);
        var message = $"{Inbox}/{list.Split(" data-message=\"")[1].Split('"')[0]}";
        foreach (var page in (string[])[Inbox, message, settings, $"{Inbox}?label={Uri.EscapeDataString(keyword)}", $"{Inbox}?q={Uri.EscapeDataString("label:" + Payload)}"]) AssertPlain(await desk.TextAsync(page), page);
        using var removed = await desk.Browser.PostAsync(settings, settings, ("act", "delete"), ("keyword", keyword));
        AssertPlain(await desk.TextAsync(settings), "undo");
    }

    [Theory]
    [InlineData(Payload), InlineData("\"onmouseover=y() .txt"), InlineData("</title><script>y()</script>.png"), InlineData("a.txt\r\nContent-Type: text/html\r\n\r\n<script>y()</script>")]
    public async Task Horde_names_of_files_are_text(string name)
    {
        var message = await desk.ReceiveAsync("From: a@b.test\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n--b\n"
            + $"Content-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''{Uri.EscapeDataString(name)}\n\nx\n--b--\n");
        var forward = $"/compose?account={desk.Account}&kind=Forward&mailbox=INBOX&message={message[(message.LastIndexOf('/') + 1)..]}";
        foreach (var page in (string[])[message, message + "/body", message + "/viewer/2", message + "/print", forward]) AssertPlain(await desk.TextAsync(page), page);
        using var file = await desk.GetAsync(message + "/parts/2");
        Assert.NotEqual("text/html", file.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain(file.Headers.Concat(file.Content.Headers), header => header.Value.Any(value => value.Contains('<', StringComparison.Ordinal)));
    }

    /// <summary>Text that was written as text stays it when the message is made HTML: here by the server, for a browser without scripts; by ours, see the editor's journeys.</summary>
    [Theory]
    [InlineData("html"), InlineData("plain")]
    public async Task Horde_plain_text_that_becomes_HTML_is_text(string format)
    {
        var composer = await Pages.Compose.Composer.OpenAsync(desk.Browser, "/compose");
        composer.Write("b@b.test", Payload, $"words {Payload}\n<script>y()</script>");
        (composer["format"], composer["html"]) = (format, "");
        using (var kept = await composer.KeepAsync()) Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        var again = await Pages.Compose.Composer.OpenAsync(desk.Browser, $"/compose?draft={composer["id"]}");
        AssertPlain(again.Page.DocumentElement.OuterHtml, format);
        AssertPlain(again["html"], format);
        Assert.Contains($"words {Payload}", again["body"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SOGo_categories_are_text()
    {
        var message = await desk.ReceiveAsync("From: a@b.test\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
            + $"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:u1\nSUMMARY:s\nCATEGORIES:{Payload}\nCLASS:{Payload}\nCOMMENT:{Payload}\nDTSTART:20261130T100000Z\nEND:VEVENT\nEND:VCALENDAR\n--b\n"
            + $"Content-Type: text/vcard; name=jo.vcf\nContent-Disposition: attachment; filename=jo.vcf\n\nBEGIN:VCARD\nVERSION:3.0\nFN:Jo\nEMAIL:jo@b.test\nCATEGORIES:{Payload}\nEND:VCARD\n--b--\n");
        foreach (var page in (string[])[message, message + "/body", message + "/cards/2"]) AssertPlain(await desk.TextAsync(page), page);
        using (var added = await desk.Browser.PostAsync(message + "/cards/2", message + "/cards/2")) Assert.Equal(HttpStatusCode.SeeOther, added.StatusCode);
        var contacts = await desk.TextAsync("/contacts");
        Assert.Contains(Payload, WebUtility.HtmlDecode(contacts), StringComparison.Ordinal);
        var card = contacts.Split(" data-contact=\"")[1].Split('"')[0];
        foreach (var page in (string[])["/contacts", $"/contacts/{card}", $"/contacts/edit/{card}"]) AssertPlain(await desk.TextAsync(page), page);
    }

    [Theory]
    [InlineData("language", "language"), InlineData("archive", "by"), InlineData("conversations", "grouped"), InlineData("reading", "letters"), InlineData("reading", "colours"), InlineData("screen", "density"), InlineData("screen", "reader")]
    [InlineData("privacy", "known"), InlineData("sending", "undoSeconds"), InlineData("labels/ACCOUNT", "name"), InlineData("labels/ACCOUNT", "colour"), InlineData("folders/ACCOUNT", "Archive"), InlineData("accounts/ACCOUNT", "name"), InlineData("accounts/ACCOUNT", "colour")]
    [InlineData("identities/NEW?account=ACCOUNT", "name"), InlineData("identities/NEW?account=ACCOUNT", "signature"), InlineData("identities/NEW?account=ACCOUNT", "html"), InlineData("identities/NEW?account=ACCOUNT", "spelling")]
    public async Task SOGo_preferences_are_text_or_refused(string page, string field)
    {
        var url = "/settings/" + page.Replace("ACCOUNT", desk.Account, StringComparison.Ordinal).Replace("NEW", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
        var others = (IEnumerable<(string Name, string Value)>)[("act", "create"), ("name", "Name"), ("colour", "Red"), ("address", "c@b.test"), ("format", field == "html" ? "html" : "plain"), ("account", desk.Account), ("signature", "words")];
        using var answer = await desk.Browser.PostAsync(url, url, [.. others.Where(other => other.Name != field), (field, Payload)]);
        Assert.True(answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, $"{answer.StatusCode}");
        AssertPlain(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "answer");
        foreach (var next in (string[])[url, "/settings", "/settings/identities", Inbox, "/compose"])
        {
            using var shown = await desk.Browser.GetAsync(next);
            Assert.True((int)shown.StatusCode < 500, next);
            AssertPlain(await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), next);
        }
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
