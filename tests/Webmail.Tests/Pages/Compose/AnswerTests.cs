using System.Text;
using Webmail.MailServers;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>Reply, reply to all, to a list, forward, edit as new: from a message in the mailbox to the composer's fields.</summary>
public sealed class AnswerTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    const string Common = "Date: Tue, 24 Nov 2026 09:00:00 +0100\r\nMessage-ID: <m3@example.test>\r\nReferences: <m1@example.test> <m2@example.test>\r\nIn-Reply-To: <m2@example.test>\r\n";

    [Theory]
    [InlineData("From: Bob <bob@example.test>\r\nTo: ME, Carl <carl@example.test>\r\nCc: dora@example.test, ME\r\n", "Reply", "Bob <bob@example.test>", "")]
    [InlineData("From: Bob <bob@example.test>\r\nTo: ME, Carl <carl@example.test>\r\nCc: dora@example.test, ME\r\n", "ReplyAll", "Bob <bob@example.test>, Carl <carl@example.test>", "dora@example.test")]
    [InlineData("From: bob@example.test\r\nReply-To: office@example.test\r\nTo: ME\r\n", "Reply", "office@example.test", "")]
    [InlineData("From: ME\r\nTo: bob@example.test\r\nCc: carl@example.test\r\n", "Reply", "bob@example.test", "")]
    [InlineData("From: ME\r\nTo: bob@example.test\r\nCc: carl@example.test\r\n", "ReplyAll", "bob@example.test", "carl@example.test")]
    [InlineData("From: bob@example.test\r\nReply-To: list@example.test\r\nTo: list@example.test\r\nList-Post: <mailto:list@example.test>\r\n", "Reply", "bob@example.test", "")]
    [InlineData("From: bob@example.test\r\nReply-To: list@example.test\r\nTo: list@example.test\r\nList-Post: <mailto:list@example.test>\r\n", "ReplyList", "list@example.test", "")]
    [InlineData("From: bob@example.test\r\nTo: BOB@example.test, Bob <bob@EXAMPLE.test>, ME\r\n", "ReplyAll", "bob@example.test", "")]
    public async Task An_answer_goes_to_the_right_people(string headers, string kind, string to, string cc)
    {
        var composer = await AnswerAsync(headers + "Subject: Plans\r\n\r\nHello\r\n", kind);
        Assert.Equal((to, cc, "Re: Plans"), (composer["to"], composer["cc"], composer["subject"]));
        Assert.Equal(("<m3@example.test>", "<m1@example.test> <m2@example.test> <m3@example.test>"), (composer["inReplyTo"], composer["references"]));
    }

    [Theory]
    [InlineData("Re: Plans", "Reply", "Re: Plans"), InlineData("RE: Plans", "Reply", "RE: Plans"), InlineData("Plans", "Forward", "Fwd: Plans"), InlineData("Fwd: Plans", "Forward", "Fwd: Plans"), InlineData("Plans", "EditAsNew", "Plans")]
    public async Task A_subject_gets_one_prefix(string subject, string kind, string expected) =>
        Assert.Equal(expected, (await AnswerAsync($"From: bob@example.test\r\nTo: ME\r\nSubject: {subject}\r\n\r\nHello\r\n", kind))["subject"]);

    [Fact]
    public async Task What_was_said_is_quoted_without_its_signature()
    {
        var composer = await AnswerAsync("From: Bob <bob@example.test>\r\nTo: ME\r\nSubject: Hi\r\n\r\nOne\r\n\r\n> Two\r\n-- \r\nBob, Inc.\r\n", "Reply");
        Assert.EndsWith("Bob wrote:\n> One\n>\n>> Two\n", composer["body"], StringComparison.Ordinal);
        Assert.StartsWith("\n\n", composer["body"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_the_reader_saw_is_quoted()
    {
        // A24, A32: hidden by an attribute, by a sheet, by a selector that only holds once it is quoted; and nothing of it is markup.
        const string html = "<style>.k{display:none} .moz-forward .k{display:block}</style><p>Seen &lt;b&gt; <a href=\"https://example.test/x\">here</a></p><p class=k>KOBOLD</p><div style=\"display:none\">HIDDEN</div>"
            + "<span style=\"font-size:0px\">TINY</span><script>alert(1)</script><table><tr><td>a</td><td>b</td></tr></table><ul><li>one</li></ul><blockquote>older</blockquote>";
        foreach (var kind in new[] { "Reply", "Forward", "EditAsNew" })
        {
            var composer = await AnswerAsync($"From: bob@example.test\r\nTo: ME\r\nSubject: Hi\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n", kind);
            foreach (var hidden in new[] { "KOBOLD", "HIDDEN", "TINY", "alert" }) Assert.DoesNotContain(hidden, composer["body"], StringComparison.Ordinal);
            foreach (var seen in new[] { "Seen <b> here <https://example.test/x>", "a b", "- one", "> older" }) Assert.Contains(seen, composer["body"], StringComparison.Ordinal);
            Assert.Empty(composer.Page.QuerySelectorAll("script:not([src]), form b"));
        }
    }

    [Fact]
    public async Task A_forwarded_message_takes_its_files_along()
    {
        const string text = "From: bob@example.test\r\nTo: ME\r\nSubject: Bill\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nSee file\r\n--x\r\nContent-Type: application/pdf; name=bill.pdf\r\n"
            + "Content-Disposition: attachment; filename=bill.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n--x--\r\n";
        var (person, browser, composer) = await OpenAsync(text, "Forward");
        Assert.Contains("---------- Forwarded message ----------\nFrom: bob@example.test\n", composer["body"], StringComparison.Ordinal);
        Assert.Single(composer.All("carry"));
        composer["to"] = person.Address;
        using var kept = await composer.PressAsync("act", "save");
        Assert.Equal(["bill.pdf"], (await Composer.OpenAsync(browser, kept.Headers.Location!.ToString())).FileNames);
    }

    [Theory]
    [InlineData("Invitation: Quarterly planning"), InlineData("Re: a/b"), InlineData("")]
    public async Task A_message_that_is_attached_has_the_same_name_before_and_after_it_is_kept(string subject)
    {
        var (_, browser, composer) = await OpenAsync($"From: bob@example.test\r\nTo: ME\r\nSubject: {subject}\r\n\r\nHello\r\n", "ForwardAttached");
        var offered = composer.Page.QuerySelector(".composer-files .file-name")!.TextContent;
        using var kept = await composer.PressAsync("act", "save");
        Assert.Equal([offered], (await Composer.OpenAsync(browser, kept.Headers.Location!.ToString())).FileNames);
        Assert.EndsWith(".eml", offered, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hello", "message/rfc822"), InlineData("H\u00e9llo", "application/octet-stream"), InlineData("Bare\rreturn", "application/octet-stream")]
    public async Task A_message_is_forwarded_as_it_is_or_as_a_file(string body, string type)
    {
        var (bob, (person, _, composer)) = (await mail.NewUserAsync("bob"), await OpenAsync($"From: bob@example.test\r\nTo: ME\r\nSubject: Inner\r\n\r\n{body}\r\n", "ForwardAttached"));
        var subject = $"Outer {Guid.NewGuid():N}";
        composer.Write(bob.Address, subject, "See below");
        await composer.SentAsync();
        sqlite.App.Clock.Pass(TimeSpan.FromSeconds(11));
        var arrived = (await Arrivals.ExpectAsync(bob, "INBOX", subject, 1))[0];
        Assert.Contains($"Content-Type: {type}", arrived, StringComparison.Ordinal);
        Assert.NotNull(person);
    }

    /// <summary>A multipart has no size of its own.</summary>
    [Fact]
    public async Task How_large_a_forwarded_message_with_files_is_stands_at_it()
    {
        var (_, browser, composer) = await OpenAsync($"From: bob@example.test\r\nTo: ME\r\nSubject: Big\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n{new string('a', 800)}\r\n--x\r\nContent-Type: text/x-notes\r\n\r\n{new string('b', 900)}\r\n--x--\r\n", "ForwardAttached");
        browser.Dispose();
        Assert.Equal("2 kB", composer.Page.QuerySelector("label:has([name=carry]) small")!.TextContent.Replace('\u00a0', ' '));
    }

    [Fact]
    public async Task Nonsense_in_the_address_is_refused()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync("ann"));
        foreach (var url in new[] { "/compose?kind=Reply&mailbox=INBOX&message=x", "/compose?kind=Reply&mailbox=%2F&message=1-1", "/compose?account=nobody" })
        {
            using var answer = await browser.GetAsync(url);
            Assert.True((int)answer.StatusCode is 400 or 404, $"{url}: {answer.StatusCode}");
        }
    }

    async Task<Composer> AnswerAsync(string message, string kind) => (await OpenAsync(message, kind)).Composer;

    async Task<(MailPerson Person, Browser Browser, Composer Composer)> OpenAsync(string message, string kind)
    {
        var person = await mail.NewUserAsync("me");
        await person.AppendAsync(Encoding.UTF8.GetBytes(Common + message.Replace("ME", person.Address, StringComparison.Ordinal)));
        var browser = await sqlite.App.SignInAsync(person);
        using var entrance = await browser.GetAsync("/mail");
        var inbox = entrance.Headers.Location!.ToString();
        var list = await browser.TextAsync(inbox);
        var key = System.Text.RegularExpressions.Regex.Match(list, "data-message=\"([^\"]+)\"").Groups[1].Value;
        return (person, browser, await Composer.OpenAsync(browser, $"/compose?kind={kind}&account={inbox.Split('/')[2]}&mailbox=INBOX&message={key}"));
    }
}
