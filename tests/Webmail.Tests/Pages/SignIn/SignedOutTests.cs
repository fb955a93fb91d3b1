using System.Net;
using System.Text.RegularExpressions;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.SignIn;

/// <summary>A form is saved after its session has ended: what was typed stays where it is, and nobody else gets it.</summary>
public sealed partial class SignedOutTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    const string Page = "/contacts/edit";

    [Fact]
    public async Task A_form_of_Turbo_is_told_so_where_it_stands_and_is_saved_after_signing_in_elsewhere()
    {
        var person = await mail.NewUserAsync();
        using var browser = await sqlite.App.SignInAsync(person);
        var token = await TokenAsync(browser);
        browser.DropCookie("webmail");
        using var refused = await SaveAsync(browser, token, ("Accept", "text/vnd.turbo-stream.html"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("text/vnd.turbo-stream.html", refused.Content.Headers.ContentType?.MediaType);
        var said = await refused.Content.ReadAsStringAsync();
        Assert.Contains("You are no longer signed in, and nothing was saved.", said, StringComparison.Ordinal);
        Assert.Matches("<a href=\"/sign-in\" target=\"_blank\"", said);
        using (await browser.SignInAsync(person.Address, person.Password)) { }
        using var saved = await SaveAsync(browser, token);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Contains("Typed before", await browser.TextAsync("/contacts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_person_typed_is_not_saved_by_another_who_signed_in_meanwhile()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        var token = await TokenAsync(browser);
        browser.DropCookie("webmail");
        var other = await mail.NewUserAsync();
        using (await browser.SignInAsync(other.Address, other.Password)) { }
        using var refused = await SaveAsync(browser, token);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.DoesNotContain("Typed before", await browser.TextAsync("/contacts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_scripts_the_sign_in_page_says_that_nothing_was_saved_and_leads_back_to_the_form()
    {
        var person = await mail.NewUserAsync();
        using var browser = await sqlite.App.SignInAsync(person);
        var token = await TokenAsync(browser);
        browser.DropCookie("webmail");
        using var led = await SaveAsync(browser, token);
        var signIn = led.Headers.Location!.ToString();
        Assert.StartsWith("/sign-in?returnUrl=%2Fcontacts%2Fedit", signIn, StringComparison.Ordinal);
        var page = await browser.TextAsync(signIn);
        Assert.Contains("You are no longer signed in, and nothing was saved.", page, StringComparison.Ordinal);
        Assert.Contains("go back", page, StringComparison.Ordinal);
        using var back = await browser.PostAsync("/sign-in", signIn, ("email", person.Address), ("password", person.Password), ("returnUrl", Page));
        Assert.Equal(Page, back.Headers.Location?.ToString());
        // An address that only takes forms is nothing to come back to.
        browser.DropCookie("webmail");
        using var noPage = await browser.PostRawAsync("/contacts/groups?handler=add", [("name", "Friends")]);
        Assert.DoesNotContain("returnUrl", noPage.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_comes_back_to_the_contact_that_was_being_changed()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        using var saved = await browser.PostAsync(Page, Page, ("name", "Typed before"));
        var page = saved.Headers.Location!.ToString().Replace("/contacts/", "/contacts/edit/", StringComparison.Ordinal);
        var form = ContactForm().Match(await browser.TextAsync(page)).Groups[1].Value;
        browser.DropCookie("webmail");
        using var led = await browser.PostRawAsync(form, [("name", "Typed after")]);
        Assert.StartsWith($"/sign-in?returnUrl={Uri.EscapeDataString(page)}&", led.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_comes_back_to_what_was_found_with_another_language_or_a_key_that_was_lost()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        using var opened = await browser.GetAsync("/mail");
        var search = $"{opened.Headers.Location!.ToString().Replace("/mail/", "/search/", StringComparison.Ordinal).Replace("/INBOX", "", StringComparison.Ordinal)}?q=needle";
        Assert.Contains($"name=\"returnUrl\" value=\"{search}\"", await browser.TextAsync(search), StringComparison.Ordinal);
        browser.DropCookie("webmail-key");
        using var led = await browser.GetAsync(search);
        Assert.EndsWith($"&returnUrl={Uri.EscapeDataString(search)}", led.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_page_has_one_place_where_this_is_said()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        foreach (var url in new[] { "/sign-in?email=", Page, "/settings/reading", "/compose", "/outbox", "/error/404" })
        {
            using var answer = await browser.GetAsync(url);
            Assert.Equal((url, 2), (url, (await answer.Content.ReadAsStringAsync()).Split("id=\"flash\"").Length));
        }
    }

    static async Task<string> TokenAsync(Browser browser) => WebUtility.HtmlDecode(Token().Match(await browser.TextAsync(Page)).Groups[1].Value);

    static Task<HttpResponseMessage> SaveAsync(Browser browser, string token, params (string Name, string Value)[] headers) =>
        browser.PostRawAsync(Page, [("name", "Typed before"), ("__RequestVerificationToken", token)], headers);

    [GeneratedRegex("<form class=\"form contact-form\" method=\"post\" action=\"([^\"]+)\"")]
    private static partial Regex ContactForm();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
