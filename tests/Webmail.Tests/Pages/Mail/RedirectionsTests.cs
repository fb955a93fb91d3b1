using System.Net;
using System.Text;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Sending;
using Webmail.MailServers;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>A message that goes on to somebody else: Resent fields on top, and below them what it was, octet by octet.</summary>
public sealed class RedirectionsTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    WebmailApp App => sqlite.App;

    [Theory]
    [InlineData("7bit", "Plain words\r\n\r\n.dots\r\nFrom here\r\n"), InlineData("8bit", "H\u00e9llo \u2014 8 bit\r\n")]
    public async Task Below_the_Resent_fields_every_octet_is_as_it_was(string encoding, string body)
    {
        var (bob, subject) = (await mail.NewUserAsync("bob"), $"Odd {Guid.NewGuid():N}");
        var original = $"From:   Carl  <carl@example.test>\r\nSUBJECT: {subject}\r\n\tfolded\r\nX-Odd:\r\n  empty first line\r\nDKIM-Signature: v=1; a=rsa-sha256;  b=abc\r\n def\r\nResent-From: dora@example.test\r\nMessage-ID: <{subject[4..]}@example.test>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}";
        var (person, browser, url) = await OpenAsync(original);
        var page = new HtmlParser().ParseDocument(await browser.TextAsync(url));
        var id = page.QuerySelector("input[name=id]")!.GetAttribute("value")!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.PostAsync(url, url, ("id", id), ("toChips", $"Bob <{bob.Address}>"))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        Assert.Contains("Redirected.", await browser.TextAsync(answers[0].Headers.Location!.ToString()), StringComparison.Ordinal);
        App.Clock.Pass(TimeSpan.FromSeconds(11));
        App.Services.GetRequiredService<OutboxSignal>().Raise();
        var arrived = (await Arrivals.ExpectAsync(bob, "INBOX", subject, 1))[0];
        var sent = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(original));
        Assert.EndsWith("\r\n" + sent, arrived, StringComparison.Ordinal);
        var fields = arrived[..^sent.Length].TrimEnd().Split("\r\n");
        Assert.Equal(["Resent-Date", "Resent-From", "Resent-To", "Resent-Message-Id"], fields.Select(field => field.Split(':')[0]));
        Assert.Equal(($"Resent-From: {person.Address}", $"Resent-To: Bob <{bob.Address}>"), (fields[1], fields[2]));
    }

    [Fact]
    public async Task Who_is_named_as_hidden_stays_hidden()
    {
        var (_, browser, url) = await OpenAsync("From: carl@example.test\r\nBcc: secret@example.test\r\nSubject: Hidden\r\n\r\nx\r\n");
        await RefusedAsync(browser, url, "bob@example.test", ".notice.bad", "This message names hidden recipients");
        Assert.Equal(0, await App.InDatabaseAsync(db => db.Set<Submission>().CountAsync(row => row.Subject == "Hidden")));
    }

    [Theory]
    [InlineData("", "Say who should get this message."), InlineData("nobody", "“nobody” is not an address."), InlineData("a@example.test\r\nRCPT TO:<x@example.test>", "A line break or control character")]
    public async Task Wrong_recipients_are_said_at_their_field(string to, string sentence)
    {
        var (_, browser, url) = await OpenAsync("From: carl@example.test\r\nSubject: Hi\r\n\r\nx\r\n");
        await RefusedAsync(browser, url, to, "#to-error", sentence);
    }

    static async Task RefusedAsync(Browser browser, string url, string to, string place, string sentence)
    {
        using var answer = await browser.PostAsync(url, url, ("id", Guid.NewGuid().ToString()), ("to", to));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        Assert.Contains(sentence, page.QuerySelector(place)!.TextContent, StringComparison.Ordinal);
        if (!to.Contains('\n', StringComparison.Ordinal)) Assert.Equal(to, page.QuerySelector("#to")!.GetAttribute("value"));
    }

    async Task<(MailPerson Person, Browser Browser, string Url)> OpenAsync(string message)
    {
        var person = await mail.NewUserAsync("me");
        await person.AppendAsync(Encoding.UTF8.GetBytes(message));
        var browser = await App.SignInAsync(person);
        using var entrance = await browser.GetAsync("/mail");
        var inbox = entrance.Headers.Location!.ToString();
        var key = System.Text.RegularExpressions.Regex.Match(await browser.TextAsync(inbox), "data-message=\"([^\"]+)\"").Groups[1].Value;
        return (person, browser, $"{inbox}/{key}/redirections");
    }
}
