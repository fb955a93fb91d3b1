using System.Net;
using System.Text;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.MailServers;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>Several names, addresses and signatures for one account: kept in the settings, chosen in the composer, seen by the recipient.</summary>
public sealed class IdentityTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    WebmailApp App => sqlite.App;

    [Fact]
    public async Task A_message_goes_out_as_the_chosen_identity()
    {
        var (bob, alias) = (await mail.NewUserAsync("bob"), await mail.NewUserAsync("alias"));
        var (_, browser, account) = await SignInAsync();
        Assert.Empty((await Composer.OpenAsync(browser, "/compose")).Page.QuerySelectorAll("select[name=identity]"));
        var id = await AddAsync(browser, account, ("name", "Ann at Work"), ("address", alias.Address), ("replyTo", "Desk <desk@example.test>"), ("bccSelf", "true"));
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(bob.Address, "As another", "Hello");
        composer["identity"] = id.ToString();
        await composer.SentAsync();
        Pass();
        var arrived = (await Arrivals.ExpectAsync(bob, "INBOX", "As another", 1))[0];
        Assert.Contains(mail.Server.EximLog, line => line.Contains($" <= {alias.Address} ", StringComparison.Ordinal));
        foreach (var line in new[] { $"From: Ann at Work <{alias.Address}>", "Reply-To: Desk <desk@example.test>" }) Assert.Contains(line, arrived, StringComparison.Ordinal);
        Assert.DoesNotContain("Bcc:", arrived, StringComparison.OrdinalIgnoreCase);
        await Arrivals.ExpectAsync(alias, "INBOX", "As another", 1);
    }

    [Fact]
    public async Task An_answer_comes_from_the_address_that_was_written_to_and_goes_to_no_address_of_ones_own()
    {
        var (person, browser, account) = await SignInAsync();
        var id = await AddAsync(browser, account, ("name", "Sales"), ("address", "sales@example.test"), ("signature", "Sales\nExample Ltd."));
        await person.AppendAsync(Encoding.UTF8.GetBytes($"From: Bob <bob@example.test>\r\nTo: Sales@example.test, {person.Address}, carl@example.test\r\nSubject: Offer\r\n\r\nHow much?\r\n-- \r\nBob\r\n\r\nOn Monday, Carl wrote:\r\n> Ask them\r\n"));
        var composer = await AnswerAsync(browser, account, "ReplyAll");
        Assert.Equal(("Bob <bob@example.test>, carl@example.test", id.ToString()), (composer["to"], composer["identity"]));
        Assert.StartsWith("\n\n-- \nSales\nExample Ltd.\n\n\nOn ", composer["body"], StringComparison.Ordinal);
        Assert.Contains("> How much?\n>\n> On Monday, Carl wrote:\n>> Ask them", composer["body"], StringComparison.Ordinal);
        Assert.DoesNotContain("> Bob", composer["body"], StringComparison.Ordinal);
        Assert.Contains("<div><div>--&nbsp;</div><div><div>Sales</div><div>Example Ltd.</div></div></div>", composer["html"], StringComparison.Ordinal);
        Assert.Equal(id.ToString(), (await AnswerAsync(browser, account, "Forward"))["identity"]);
    }

    [Fact]
    public async Task One_identity_is_named_in_the_title_and_leads_back_to_the_list_of_them()
    {
        var (_, browser, account) = await SignInAsync();
        var id = await AddAsync(browser, account, ("name", "Sales"), ("address", "sales@example.test"));
        foreach (var (path, title) in new[] { ($"{id}", "sales@example.test"), ($"{Guid.NewGuid()}?account={account}", "Add an address") })
        {
            var page = new HtmlParser().ParseDocument(await browser.TextAsync($"/settings/identities/{path}"));
            Assert.Equal($"{title} · Webmail", page.Title);
            Assert.Equal(title, page.QuerySelector("h1")!.TextContent);
            Assert.Equal("/settings/identities", page.QuerySelector("header.bar a.only-phone")!.GetAttribute("href"));
            Assert.Equal("/settings/identities", page.QuerySelector("a.settings-up")!.GetAttribute("href"));
        }
    }

    [Fact]
    public async Task The_composer_names_the_language_that_was_chosen_and_only_one_that_is_known()
    {
        var (_, browser, account) = await SignInAsync();
        foreach (var (chosen, lang) in new[] { ("fr", "fr"), ("no language\"", null), ("", null) })
        {
            using (var kept = await PostAsync(browser, $"/settings/identities/{Identity.OwnIdOf(account)}", ("name", "Ann"), ("spelling", chosen))) Assert.Equal(HttpStatusCode.Found, kept.StatusCode);
            var page = (await Composer.OpenAsync(browser, "/compose")).Page;
            foreach (var field in new[] { "[name=subject]", "[name=body]", ".editor" }) Assert.Equal(lang, page.QuerySelector(field)!.GetAttribute("lang"));
        }
    }

    [Fact]
    public async Task A_signature_with_formatting_is_under_a_new_message_and_arrives_with_its_separator()
    {
        var bob = await mail.NewUserAsync("bob");
        var (_, browser, account) = await SignInAsync();
        using (var kept = await PostAsync(browser, $"/settings/identities/{Identity.OwnIdOf(account)}", ("name", "Ann"), ("format", "html"), ("html", "<div onclick=x()><b>Ann</b><script>alert(1)</script><img src=https://tracker.test/p.gif></div><div>Weaver</div>"))) Assert.Equal(HttpStatusCode.Found, kept.StatusCode);
        var composer = await Composer.OpenAsync(browser, "/compose");
        Assert.Equal("\n\n-- \nAnn\nWeaver\n", composer["body"]);
        Assert.Equal("<div><br></div><div><div>--&nbsp;</div><div><div><b>Ann</b></div><div>Weaver</div></div></div>", composer["html"]);
        composer.Write(bob.Address, "Signed", "");
        composer["format"] = "html";
        await composer.SentAsync();
        Pass();
        Assert.Contains("\r\n-- \r\nAnn\r\nWeaver\r\n", (await Arrivals.ExpectAsync(bob, "INBOX", "Signed", 1))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_alone_is_no_message()
    {
        var (_, browser, account) = await SignInAsync();
        (await PostAsync(browser, $"/settings/identities/{Identity.OwnIdOf(account)}", ("signature", "Ann"))).Dispose();
        var composer = await Composer.OpenAsync(browser, "/compose");
        composer["to"] = "bob@example.test";
        using var answer = await composer.SendAsync();
        Assert.Contains("There is nothing in this message yet.", (await Composer.FromAsync(browser, answer)).Error("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_the_database_is_cleaned_before_it_is_shown()
    {
        var (_, browser, account) = await SignInAsync();
        await App.InDatabaseAsync(async db =>
        {
            var person = (await db.Set<MailAccount>().SingleAsync(row => row.Id == account)).PersonId;
            db.Add(new Identity { Id = Guid.NewGuid(), PersonId = person, AccountId = account, Address = "x@example.test", Signature = "x", SignatureHtml = "<b>Me</b><img src=x onerror=alert(1)><script>alert(2)</script><p style='position:fixed' class=a>y", IsDefault = true });
            return await db.SaveChangesAsync();
        });
        foreach (var url in new[] { "/compose", "/settings/identities" }) Assert.DoesNotContain("alert(", WebUtility.HtmlDecode(await browser.TextAsync(url)), StringComparison.Ordinal);
        var composer = await Composer.OpenAsync(browser, "/compose");
        foreach (var bad in new[] { "onerror", "script", "fixed", "class" }) Assert.DoesNotContain(bad, composer["html"], StringComparison.Ordinal);
        Assert.Contains("<b>Me</b>", composer["html"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("address", "nobody", "This is not an address."), InlineData("replyTo", "a@example.test, b", "One of these is not an address."), InlineData("name", "Ann\r\nBcc: x@example.test", "A name is one line"), InlineData("signature", null, "This signature is too long")]
    public async Task What_is_wrong_is_said_at_its_field(string field, string? value, string sentence)
    {
        var (_, browser, account) = await SignInAsync();
        var fields = new Dictionary<string, string> { ["address"] = "me@example.test", ["name"] = "Typed", [field] = value ?? new string('x', Identity.LongestSignature + 1) };
        using var answer = await PostAsync(browser, $"/settings/identities/{Guid.NewGuid()}?account={account}", [.. fields.Select(pair => (pair.Key, pair.Value))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        Assert.Contains(sentence, page.QuerySelector($"#{field}-error")!.TextContent, StringComparison.Ordinal);
        if (field != "name") Assert.Equal("Typed", page.QuerySelector("#name")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_signature_is_not_lost_because_something_else_is_wrong()
    {
        var (_, browser, account) = await SignInAsync();
        using var answer = await PostAsync(browser, $"/settings/identities/{Guid.NewGuid()}?account={account}", ("address", "nobody"), ("signature", ""), ("format", "html"), ("html", "<div>Ann</div><div><i>Weaver</i></div>"));
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        Assert.Equal(("<div>Ann</div><div><i>Weaver</i></div>", "Ann\nWeaver", "true"), (page.QuerySelector("input[name=html]")!.GetAttribute("value"), page.QuerySelector("textarea")!.TextContent, page.QuerySelector("form.identity-form")!.GetAttribute("data-editor-rich-value")));
    }

    [Fact]
    public async Task A_deleted_identity_comes_back_and_is_nobody_elses()
    {
        var (_, browser, account) = await SignInAsync();
        var (_, other, theirs) = await SignInAsync();
        var id = await AddAsync(browser, account, ("address", "gone@example.test"));
        foreach (var fields in new (string, string)[][] { [("act", "delete"), ("id", id.ToString())], [("act", "restore"), ("id", id.ToString())] })
        {
            using var refused = await PostAsync(other, "/settings/identities", fields);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
        using (var refused = await PostAsync(browser, "/settings/identities", ("act", "delete"), ("id", Identity.OwnIdOf(account).ToString()))) Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using (var read = await other.GetAsync($"/settings/identities/{id}")) Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        using (var taken = await PostAsync(other, $"/settings/identities/{id}?account={theirs}", ("address", "taken@example.test"))) Assert.Equal(HttpStatusCode.NotFound, taken.StatusCode);
        (await PostAsync(browser, "/settings/identities", ("act", "delete"), ("id", id.ToString()))).Dispose();
        var page = new HtmlParser().ParseDocument(await browser.TextAsync("/settings/identities"));
        Assert.Null(page.QuerySelector("[data-identity='gone@example.test']"));
        (await PostAsync(browser, "/settings/identities", [.. page.QuerySelectorAll("[data-flash] input[name]:not([name^=__])").Select(field => (field.GetAttribute("name")!, field.GetAttribute("value")!))])).Dispose();
        Assert.Contains("data-identity=\"gone@example.test\"", await browser.TextAsync("/settings/identities"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_refuses_the_address_is_understood()
    {
        var bob = await mail.NewUserAsync("bob");
        var (_, browser, account) = await SignInAsync();
        await AddAsync(browser, account, ("address", "forged-boss@example.test"), ("isDefault", "true"));
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(bob.Address, "Forged", "Hello");
        await composer.SentAsync();
        Pass();
        for (var tries = 0; tries < 300 && await App.InDatabaseAsync(db => db.Set<Submission>().AnyAsync(row => row.Subject == "Forged" && row.State != SubmissionState.Rejected)); tries++)
        {
            App.Services.GetRequiredService<OutboxSignal>().Raise();
            await Task.Delay(50);
        }
        Assert.Contains("The server does not let you send as forged-boss@example.test.", await browser.TextAsync("/outbox"), StringComparison.Ordinal);
    }

    async Task<(MailPerson Person, Browser Browser, string Account)> SignInAsync()
    {
        var person = await mail.NewUserAsync("ann");
        var browser = await App.SignInAsync(person);
        return (person, browser, await App.InDatabaseAsync(db => db.Set<MailAccount>().Where(row => row.Address == person.Address).Select(row => row.Id).SingleAsync()));
    }

    static async Task<Guid> AddAsync(Browser browser, string account, params (string, string)[] fields)
    {
        var id = Guid.CreateVersion7();
        (await PostAsync(browser, $"/settings/identities/{id}?account={account}", fields)).Dispose();
        return id;
    }

    static Task<HttpResponseMessage> PostAsync(Browser browser, string url, params (string, string)[] fields) => browser.PostAsync(url, "/compose", fields);

    static async Task<Composer> AnswerAsync(Browser browser, string account, string kind)
    {
        var key = System.Text.RegularExpressions.Regex.Match(await browser.TextAsync($"/mail/{account}/INBOX"), "data-message=\"([^\"]+)\"").Groups[1].Value;
        return await Composer.OpenAsync(browser, $"/compose?kind={kind}&account={account}&mailbox=INBOX&message={key}");
    }

    void Pass()
    {
        App.Clock.Pass(TimeSpan.FromSeconds(11));
        App.Services.GetRequiredService<OutboxSignal>().Raise();
    }
}
