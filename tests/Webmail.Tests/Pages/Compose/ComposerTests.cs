using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>Writing and sending without JavaScript, over a real mail server.</summary>
public sealed class ComposerTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    WebmailApp App => sqlite.App;

    [Fact]
    public async Task A_message_is_written_sent_and_arrives()
    {
        var (bob, browser) = (await mail.NewUserAsync("bob"), await SignInAsync());
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write($"Bob <{bob.Address}>", "Lunch", "At noon?\n\n-- \nAnn");
        var said = await composer.SentAsync();
        Assert.Contains("Sent. You have 10 seconds", said.QuerySelector("[data-flash]")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(await Arrivals.InAsync(bob, "INBOX", "Lunch"));
        Pass(TimeSpan.FromSeconds(11));
        Assert.Contains("At noon?", (await Arrivals.ExpectAsync(bob, "INBOX", "Lunch", 1))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_address_that_is_wrong_is_named_at_its_field()
    {
        var browser = await SignInAsync();
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("ann@example.test, nobody, x@@y", "Hello", "Hello");
        (composer["cc"], composer["bcc"]) = ("one two", string.Join(", ", Enumerable.Range(1, 25).Select(number => $"wrong{number}")));
        using var answer = await composer.SendAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var again = await Composer.FromAsync(browser, answer);
        Assert.Equal("These are not addresses: “nobody”, “x@@y”. Write each like name@example.org.", again.Error("to"));
        Assert.Equal("“one two” is not an address. Write it like name@example.org.", again.Error("cc"));
        Assert.EndsWith("“wrong20” and 5 more. Write each like name@example.org.", again.Error("bcc"), StringComparison.Ordinal);
        Assert.Equal("ann@example.test, nobody, x@@y", again["to"]);
    }

    [Fact]
    public async Task A_group_is_written_to_by_its_name_or_from_the_address_book()
    {
        var (ann, bob, browser) = (await mail.NewUserAsync("ann"), await mail.NewUserAsync("bob"), await SignInAsync());
        foreach (var (name, address) in new[] { ("Ann Weaver", ann.Address), ("Baker, Bob", bob.Address) })
        {
            using var kept = await browser.PostAsync("/contacts/edit", "/contacts/edit", ("name", name), ("kind", "Email"), ("label", ""), ("value", address), ("group", "Choir"));
        }
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("choir", "Rehearsal", "On Monday");
        Assert.Equal("Choir", composer.Page.QuerySelector($"datalist#{composer.Page.QuerySelector("#to")!.GetAttribute("list")} option")!.GetAttribute("value"));
        await composer.SentAsync();
        // The answer was lost, and Send is pressed again: it is still the same message.
        await composer.SentAsync();
        Pass(TimeSpan.FromSeconds(11));
        foreach (var person in new[] { ann, bob }) await Arrivals.ExpectAsync(person, "INBOX", "Rehearsal", 1);
        var group = new HtmlParser().ParseDocument(await browser.TextAsync("/contacts")).QuerySelector("a[href*='group=']")!.GetAttribute("href")!;
        var link = new HtmlParser().ParseDocument(await browser.TextAsync(group)).QuerySelector("a[href*='/compose?group=']")!.GetAttribute("href")!;
        Assert.Equal($"Ann Weaver <{ann.Address}>, \"Baker, Bob\" <{bob.Address}>", (await Composer.OpenAsync(browser, link))["to"]);
        Assert.Equal("", (await Composer.OpenAsync(await SignInAsync(), link))["to"]);
    }

    [Fact]
    public async Task Undo_brings_everything_back_to_the_composer()
    {
        var (bob, browser) = (await mail.NewUserAsync("bob"), await SignInAsync());
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(bob.Address, "Too soon", "Wait  a\nmoment");
        composer.Attach("plan.txt", "the plan"u8.ToArray());
        var undo = (await composer.SentAsync()).QuerySelector("[data-flash] form")!;
        using var undone = await browser.PostRawAsync(undo.GetAttribute("action")!, [.. undo.QuerySelectorAll("input").Select(field => (field.GetAttribute("name")!, field.GetAttribute("value")!))]);
        Assert.Equal(HttpStatusCode.SeeOther, undone.StatusCode);
        var again = await Composer.OpenAsync(browser, undone.Headers.Location!.ToString());
        Assert.Equal((bob.Address, "Too soon", "Wait  a\nmoment"), (again["to"], again["subject"], again["body"]));
        Assert.Equal(["plan.txt"], again.FileNames);
        Assert.Contains("Not sent.", again.Page.QuerySelector("[data-flash]")!.TextContent, StringComparison.Ordinal);

        // A late repetition of the first press must not send it after all; a new one may.
        using var late = await composer.SendAsync();
        Assert.Contains("You took this message back", await browser.TextAsync(late.Headers.Location!.ToString()), StringComparison.Ordinal);
        await again.SentAsync();
        Pass(TimeSpan.FromSeconds(11));
        Assert.Contains("plan.txt", (await Arrivals.ExpectAsync(bob, "INBOX", "Too soon", 1))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_pressed_fifty_times_at_once_is_one_message()
    {
        var (bob, browser) = (await mail.NewUserAsync("bob"), await SignInAsync());
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(bob.Address, "Once only", "Hello");
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => composer.SendAsync()));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        Pass(TimeSpan.FromSeconds(11));
        await Arrivals.ExpectAsync(bob, "INBOX", "Once only", 1);
        Assert.Equal(1, await App.InDatabaseAsync(db => db.Set<Submission>().CountAsync(row => row.Subject == "Once only")));
    }

    [Theory]
    [InlineData("ann, bob@example.test", "Hi", "x", "to", "“ann” is not an address.", "« ann » n’est pas une adresse.")]
    [InlineData("", "Hi", "x", "to", "Say who should get this message.", "Indiquez à qui envoyer ce message.")]
    [InlineData("bob@example.test", "", "  \n", "body", "There is nothing in this message yet.", "Ce message est encore vide.")]
    public async Task What_is_wrong_is_said_at_its_field_and_the_draft_is_kept(string to, string subject, string body, string field, string english, string french)
    {
        foreach (var (language, sentence) in new[] { ("en", english), ("fr", french) })
        {
            var browser = await SignInAsync();
            browser.SetCookie("webmail-language", language);
            var composer = (await Composer.OpenAsync(browser, "/compose")).Write(to, subject, body);
            using var answer = await composer.SendAsync();
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            var shown = await Composer.FromAsync(browser, answer);
            Assert.Contains(sentence.Replace("« ", "«\u00a0", StringComparison.Ordinal).Replace(" »", "\u00a0»", StringComparison.Ordinal), shown.Error(field), StringComparison.Ordinal);
            Assert.Equal(to, shown["to"]);
            var kept = await Composer.OpenAsync(browser, $"/compose?draft={shown["id"]}");
            Assert.Equal((to, subject), (kept["to"], kept["subject"]));
        }
    }

    [Fact]
    public async Task A_thousand_recipients_are_too_many()
    {
        var browser = await SignInAsync();
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(string.Join(", ", Enumerable.Range(0, 1000).Select(number => $"p{number}@example.test")), "Many", "x");
        using var answer = await composer.SendAsync();
        Assert.Contains("1,000 recipients", (await Composer.FromAsync(browser, answer)).Error("to"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("subject", "Hi\r\nBcc: victim@example.test"), InlineData("to", "bob@example.test\nRCPT TO:<x@example.test>"), InlineData("cc", "a@example.test\0"), InlineData("inReplyTo", "<a@b>\r\nX: y")]
    [InlineData("references", "<a@b>\u2028X: y"), InlineData("bcc", "a@example.test\u0085")]
    public async Task A_header_field_is_one_line_or_refused(string field, string value)
    {
        var browser = await SignInAsync();
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Hi", "x");
        composer[field] = value;
        using var answer = await composer.SendAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Nothing was sent.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await App.InDatabaseAsync(db => db.Set<Submission>().CountAsync(row => row.ClientId == $"{composer["id"]}:0")));
    }

    [Fact]
    public async Task Files_are_added_removed_and_refused_when_they_are_too_large()
    {
        var browser = await SignInAsync();
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Files", "x");
        composer.Attach("one.txt", "1"u8.ToArray());
        composer.Attach("../../two.txt", "2"u8.ToArray());
        using var added = await composer.PressAsync("act", "attach");
        var shown = await Composer.OpenAsync(browser, added.Headers.Location!.ToString());
        Assert.Equal(["one.txt", "two.txt"], shown.FileNames.Select(Path.GetFileName));
        using var removed = await shown.PressAsync("remove", shown.Page.QuerySelector("button[name=remove]")!.GetAttribute("value")!);
        shown = await Composer.OpenAsync(browser, removed.Headers.Location!.ToString());
        Assert.Single(shown.FileNames);
        shown.Attach("huge.bin", new byte[DraftFiles.MostOctets]);
        using var refused = await shown.SendAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        shown = await Composer.FromAsync(browser, refused);
        Assert.Contains("huge.bin", shown.Page.QuerySelector(".composer-files .error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("Files", 1), (shown["subject"], shown.FileNames.Length));
    }

    [Fact]
    public async Task A_draft_that_is_thrown_away_can_be_taken_back()
    {
        var browser = await SignInAsync();
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Second thoughts", "x");
        using var discarded = await composer.PressAsync("act", "discard");
        var undo = new HtmlParser().ParseDocument(await browser.TextAsync(discarded.Headers.Location!.ToString())).QuerySelector("[data-flash] form")!;
        using var back = await browser.PostRawAsync(undo.GetAttribute("action")!, [.. undo.QuerySelectorAll("input").Select(field => (field.GetAttribute("name")!, field.GetAttribute("value")!))]);
        Assert.Equal("Second thoughts", (await Composer.OpenAsync(browser, back.Headers.Location!.ToString()))["subject"]);
    }

    [Fact]
    public async Task A_draft_changed_on_two_devices_becomes_two_and_says_so()
    {
        var browser = await SignInAsync();
        var first = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Shared", "one");
        using var saved = await first.PressAsync("act", "save");
        var url = saved.Headers.Location!.ToString();
        var (here, there) = (await Composer.OpenAsync(browser, url), await Composer.OpenAsync(browser, url));
        here["body"] = "changed here";
        there["body"] = "changed there";
        using var _ = await here.PressAsync("act", "save");
        using var forked = await there.PressAsync("act", "save");
        Assert.NotEqual(url, forked.Headers.Location!.ToString());
        var other = await Composer.OpenAsync(browser, forked.Headers.Location!.ToString());
        Assert.Contains("This draft was changed elsewhere", other.Page.QuerySelector("[data-flash]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("changed there", "changed here"), (other["body"], (await Composer.OpenAsync(browser, url))["body"]));
    }

    [Fact]
    public async Task Nobody_opens_the_draft_of_somebody_else()
    {
        var (mine, other) = (await SignInAsync(), await SignInAsync());
        using var saved = await (await Composer.OpenAsync(mine, "/compose")).Write("bob@example.test", "Private", "x").PressAsync("act", "save");
        using var tried = await other.GetAsync(saved.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.SeeOther, tried.StatusCode);
    }

    [Fact]
    public async Task A_mailto_link_fills_in_what_is_harmless()
    {
        var browser = await SignInAsync();
        var link = Uri.EscapeDataString("mailto:bob@example.test?subject=Hi%0D%0ABcc:%20x&body=One%0D%0ATwo&cc=carl@example.test&from=evil@example.test&attach=/etc/passwd");
        var composer = await Composer.OpenAsync(browser, $"/compose?mailto={link}");
        Assert.Equal(("bob@example.test", "carl@example.test", "One\nTwo"), (composer["to"], composer["cc"], composer["body"]));
        Assert.DoesNotContain('\n', composer["subject"]);
    }

    [Theory]
    [InlineData("mailto:list@example.test?In-Reply-To=%3Cm1@example.test%3E&subject=a+b%20c", "list@example.test", "a+b c", "", "<m1@example.test>")]
    [InlineData("mailto:?to=a@example.test,b@example.test&body=x%0D%0Ay&BODY=z", "a@example.test,b@example.test", "", "x\ny\nz", "")]
    [InlineData("mailto:gorby%25kremvax@example.test?subject=%E0%A4%A&from=me@example.test&reply-to=x@example.test&attachment=/etc/passwd&x-y", "gorby%kremvax@example.test", null, "", "")]
    [InlineData("mailto:bob@example.test?in-reply-to=%3Ca@b%0d%0aBcc:%20x%3E&cc=%0d%0aBcc:%20victim@example.test", "bob@example.test", "", "", null)]
    [InlineData("MAILTO:bob@example.test#?subject=no", "bob@example.test", "", "", "")]
    [InlineData("javascript:alert(1)", "", "", "", "")]
    public async Task A_mailto_link_is_read_by_its_rules(string link, string to, string? subject, string body, string? parent)
    {
        var browser = await SignInAsync();
        var composer = await Composer.OpenAsync(browser, $"/compose?mailto={Uri.EscapeDataString(link)}");
        Assert.Equal((to, body), (composer["to"], composer["body"]));
        Assert.Equal((subject ?? composer["subject"], parent ?? composer["inReplyTo"]), (composer["subject"], composer["inReplyTo"]));
        foreach (var field in new[] { "to", "cc", "bcc", "subject", "inReplyTo", "references" }) Assert.DoesNotContain(composer[field], character => char.IsControl(character));
        Assert.Empty(composer.FileNames);
    }

    async Task<Browser> SignInAsync() => await App.SignInAsync(await mail.NewUserAsync("ann"));

    void Pass(TimeSpan time)
    {
        App.Clock.Pass(time);
        App.Services.GetRequiredService<OutboxSignal>().Raise();
    }
}
