using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>Templates, and the wishes that go with a message: importance, a receipt, a report.</summary>
public sealed class TemplateTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    WebmailApp App => sqlite.App;

    [Fact]
    public async Task A_message_becomes_a_template_without_its_signature_and_comes_into_another_one()
    {
        using var browser = await SignInAsync("Ann");
        var composer = await Composer.OpenAsync(browser, "/compose");
        composer.Write("", "Opening hours", "");
        (composer["format"], composer["html"]) = ("html", "<div>We are open <b>daily</b>.</div><script>alert(1)</script>" + composer["html"]);
        using (var saved = await composer.PressAsync("act", "template")) Assert.Contains("Saved as the template “Opening hours”.", await browser.TextAsync(saved.Headers.Location!.ToString()), StringComparison.Ordinal);
        composer = await Composer.OpenAsync(browser, "/compose");
        var button = composer.Page.QuerySelector("button[value^='template:']")!;
        Assert.Equal("Opening hours", button.TextContent.Trim());
        (composer["format"], composer["to"]) = ("html", "bob@example.test");
        using var inserted = await composer.PressAsync("act", button.GetAttribute("value")!);
        composer = await Composer.OpenAsync(browser, inserted.Headers.Location!.ToString());
        Assert.Equal(("bob@example.test", "Opening hours"), (composer["to"], composer["subject"]));
        Assert.StartsWith("<div>We are open <b>daily</b>.</div><div><br></div>", composer["html"], StringComparison.Ordinal);
        Assert.Equal("We are open daily.\n\n-- \nAnn", composer["body"].TrimEnd());
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(composer["html"], ">Ann<"));
    }

    [Fact]
    public async Task A_template_in_plain_text_stands_above_what_is_quoted()
    {
        using var browser = await SignInAsync();
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("", "", "Thank you.\nSoon.");
        using (var saved = await composer.PressAsync("act", "template")) await browser.TextAsync(saved.Headers.Location!.ToString());
        composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Mine", "\n\nBob wrote:\n> Hi");
        using var inserted = await composer.PressAsync("act", composer.Page.QuerySelector("button[value^='template:']")!.GetAttribute("value")!);
        composer = await Composer.OpenAsync(browser, inserted.Headers.Location!.ToString());
        Assert.Equal(("Mine", "Thank you.\nSoon.\n\n\nBob wrote:\n> Hi", ""), (composer["subject"], composer["body"], composer["html"]));
    }

    [Fact]
    public async Task A_template_is_renamed_deleted_brought_back_and_nobody_elses()
    {
        using var browser = await SignInAsync();
        using var other = await SignInAsync();
        (await (await Composer.OpenAsync(browser, "/compose")).Write("", "First", "Text").PressAsync("act", "template")).Dispose();
        var id = await App.InDatabaseAsync(db => db.Set<Template>().Where(row => row.Name == "First").Select(row => row.Id).SingleAsync());
        foreach (var act in new[] { "rename", "delete" }) await PostAsync(other, HttpStatusCode.NotFound, ("act", act), ("id", id.ToString()), ("name", "Mine"));
        var composer = (await Composer.OpenAsync(other, "/compose")).Write("", "Theirs", "x");
        using (var tried = await composer.PressAsync("act", $"template:{id}")) Assert.Equal("x", (await Composer.OpenAsync(other, tried.Headers.Location!.ToString()))["body"]);
        await PostAsync(browser, HttpStatusCode.UnprocessableEntity, ("act", "rename"), ("id", id.ToString()), ("name", " "));
        await PostAsync(browser, HttpStatusCode.Found, ("act", "rename"), ("id", id.ToString()), ("name", "Second"));
        await PostAsync(browser, HttpStatusCode.Found, ("act", "delete"), ("id", id.ToString()));
        var page = new HtmlParser().ParseDocument(await browser.TextAsync("/settings/templates"));
        Assert.Contains("No templates yet", page.Body!.TextContent, StringComparison.Ordinal);
        await PostAsync(browser, HttpStatusCode.Found, [.. page.QuerySelectorAll("[data-flash] input[name]:not([name^=__])").Select(field => (field.GetAttribute("name")!, field.GetAttribute("value")!))]);
        Assert.Contains("data-template=\"Second\"", await browser.TextAsync("/settings/templates"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_asked_for_is_kept_with_the_draft_and_sent()
    {
        var bob = await mail.NewUserAsync("bob");
        var ann = await mail.NewUserAsync("ann");
        using var browser = await App.SignInAsync(ann);
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(bob.Address, "Urgent", "x");
        (composer["importance"], composer["readReceipt"], composer["deliveryNotice"]) = ("High", "true", "true");
        using var saved = await composer.PressAsync("act", "save");
        composer = await Composer.OpenAsync(browser, saved.Headers.Location!.ToString());
        Assert.Equal(2, composer.Page.QuerySelectorAll(".composer-menu input[type=checkbox][checked]").Length);
        Assert.Equal("High", composer.Page.QuerySelector("[name=importance][checked]")!.GetAttribute("value"));
        (composer["importance"], composer["readReceipt"]) = ("High", "true");
        await composer.SentAsync();
        App.Clock.Pass(TimeSpan.FromSeconds(11));
        App.Services.GetRequiredService<OutboxSignal>().Raise();
        var arrived = (await Arrivals.ExpectAsync(bob, "INBOX", "Urgent", 1))[0];
        foreach (var line in new[] { "Importance: high\r\n", "X-Priority: 1 (Highest)\r\n", $"Disposition-Notification-To: {ann.Address}\r\n" }) Assert.Contains(line, arrived, StringComparison.Ordinal);
    }

    async Task<Browser> SignInAsync(string signature = "")
    {
        var person = await mail.NewUserAsync("ann");
        var browser = await App.SignInAsync(person);
        var account = await App.InDatabaseAsync(db => db.Set<MailAccount>().Where(row => row.Address == person.Address).Select(row => row.Id).SingleAsync());
        if (signature.Length > 0) (await browser.PostAsync($"/settings/identities/{Identity.OwnIdOf(account)}", "/compose", ("signature", signature))).Dispose();
        return browser;
    }

    static async Task PostAsync(Browser browser, HttpStatusCode expected, params (string, string)[] fields)
    {
        using var answer = await browser.PostAsync("/settings/templates", "/compose", fields);
        Assert.Equal(expected, answer.StatusCode);
    }
}
