using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Security;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.SignIn;

/// <summary>Signing in, the same on both databases.</summary>
public abstract class SignInTests(MailServerFixture fixture, WebmailApp app)
{
    const string Inbox = "^/mail/[a-z2-7]{12}/INBOX$";

    [Fact]
    public async Task The_mailbox_password_opens_the_mail()
    {
        var person = await fixture.NewUserAsync();
        using var browser = app.Open();
        using var answer = await browser.SignInAsync(person.Address, person.Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var account = await app.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == person.Address));
        Assert.Equal($"/mail/{account.Id}/INBOX", answer.Headers.Location?.ToString());
        Assert.Equal(1, account.CredentialVersion);
        Assert.Matches("^[a-z2-7]{12}$", account.Id);
    }

    [Fact]
    public async Task Signing_in_again_finds_the_same_person_and_account_in_any_spelling()
    {
        var person = await fixture.NewUserAsync();
        using var first = await app.SignInAsync(person);
        using var second = app.Open();
        using var answer = await second.SignInAsync($" {person.Address.ToUpperInvariant()} ", person.Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(1, await app.InDatabaseAsync(db => db.Users.CountAsync(user => user.Email == person.Address)));
        Assert.Equal(1, await app.InDatabaseAsync(db => db.Set<MailAccount>().CountAsync(account => account.Address == person.Address)));
        Assert.Equal(2, await app.InDatabaseAsync(db => db.Set<SignedInSession>().CountAsync(session => session.Address == person.Address)));
    }

    [Fact]
    public async Task Two_devices_that_sign_in_for_the_first_time_at_once_are_one_person()
    {
        var person = await fixture.NewUserAsync();
        var browsers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.SignInAsync(person)));
        Assert.Equal(1, await app.InDatabaseAsync(db => db.Set<MailAccount>().CountAsync(account => account.Address == person.Address)));
        foreach (var browser in browsers) browser.Dispose();
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_the_address_stays()
    {
        var person = await fixture.NewUserAsync();
        using var browser = app.Open();
        using var answer = await browser.SignInAsync(person.Address, "wrong");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("The address or the password is wrong.", page);
        Assert.Contains("role=\"alert\"", page);
        Assert.Contains($"value=\"{person.Address}\"", page);
        Assert.Matches("<input id=\"password\"[^>]*autofocus", page);
        Assert.DoesNotContain("wrong\"", page);
        Assert.Null(browser.Cookie("webmail"));
    }

    [Fact]
    public async Task An_unknown_person_gets_the_answer_of_a_wrong_password()
    {
        var person = await fixture.NewUserAsync();
        using var browser = app.Open();
        using var wrong = await browser.SignInAsync(person.Address, "wrong");
        using var unknown = await browser.SignInAsync("nobody@example.test", "wrong");
        Assert.Equal(wrong.StatusCode, unknown.StatusCode);
        Assert.Equal(Plain(await wrong.Content.ReadAsStringAsync(), person.Address), Plain(await unknown.Content.ReadAsStringAsync(), "nobody@example.test"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("@example.test")]
    [InlineData("a b@example.test")]
    [InlineData("a\r\nLOGOUT@example.test")]
    [InlineData("a@example..test")]
    [InlineData("<script>@example.test")]
    public async Task What_is_not_an_address_is_told_without_asking_the_server(string typed)
    {
        using var browser = app.Open();
        using var answer = await browser.SignInAsync(typed, "secret");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("This is not an e-mail address.", page);
        Assert.Matches("<input id=\"email\"[^>]*autofocus", page);
        Assert.DoesNotContain("<script>@", page);
    }

    [Fact]
    public async Task Sentences_come_in_the_language_of_the_browser()
    {
        using var browser = app.Open();
        using var answer = await browser.GetAsync("/sign-in", ("Accept-Language", "fr-CA, en;q=0.5"));
        Assert.Contains("Se connecter", await answer.Content.ReadAsStringAsync());
        Assert.Equal("fr", Assert.Single(answer.Content.Headers.ContentLanguage));
    }

    [Fact]
    public async Task A_language_that_was_chosen_stays()
    {
        using var browser = app.Open();
        using var chosen = await browser.PostAsync("/language", "/sign-in", ("language", "fr"), ("returnUrl", "/sign-in"));
        Assert.Equal("/sign-in", chosen.Headers.Location?.ToString());
        Assert.Contains("Se connecter", await browser.TextAsync("/sign-in"));
    }

    [Theory]
    [InlineData("/contacts?q=x", "^/contacts\\?q=x$"), InlineData("/mail/aaaaaaaaaaaa/Sent", "^/mail/[a-z0-9]{12}/INBOX$"), InlineData("/", Inbox)]
    [InlineData("https://evil.example/", Inbox)]
    [InlineData("//evil.example/", Inbox)]
    [InlineData("/\\evil.example", Inbox)]
    [InlineData("javascript:alert(1)", Inbox)]
    public async Task One_returns_to_where_one_was_but_never_to_another_site(string returnUrl, string expected)
    {
        var person = await fixture.NewUserAsync();
        using var browser = app.Open();
        using var answer = await browser.SignInAsync(person.Address, person.Password, ("returnUrl", returnUrl));
        Assert.Matches(expected, answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_link_on_another_site_leads_on_by_itself_so_that_the_strict_cookie_comes_along()
    {
        using var signedIn = await app.SignInAsync(await fixture.NewUserAsync());
        using var stranger = app.Open();
        (string, string)[] fromElsewhere = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")];
        using var challenge = await stranger.GetAsync("/mail/abc?x=1", fromElsewhere);
        var signIn = challenge.Headers.Location!.ToString();
        using var arriving = await stranger.GetAsync(signIn, fromElsewhere);
        var page = WebUtility.HtmlDecode(await arriving.Content.ReadAsStringAsync());
        Assert.Contains("http-equiv=\"refresh\"", page);
        var next = System.Text.RegularExpressions.Regex.Match(page, "url=([^\"]+)\"").Groups[1].Value;
        // With the cookie: back to where the link led. Without: the form, and never a circle.
        using var back = await signedIn.GetAsync(next);
        Assert.Equal("/mail/abc?x=1", back.Headers.Location?.ToString());
        using var form = await stranger.GetAsync(next, fromElsewhere);
        Assert.Contains("name=\"password\"", await form.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_page_whose_mail_cannot_be_opened_gets_the_form_with_the_address_filled_in()
    {
        var person = await fixture.NewUserAsync();
        using var browser = await app.SignInAsync(person);
        var page = await browser.TextAsync("/sign-in?email=&returnUrl=%2Fmail%2Fx");
        Assert.Contains("Please sign in again.", page);
        Assert.Contains($"value=\"{person.Address}\"", page);
        Assert.Contains("value=\"/mail/x\"", page);
    }

    // Two pages are the same when they differ in nothing but the address that was typed and the anti-forgery fields.
    static string Plain(string page, string typed) =>
        System.Text.RegularExpressions.Regex.Replace(page, "name=\"__RequestVerificationToken\"[^>]*>", "").Replace(typed, "");
}

public sealed class SignInOnSqliteTests(MailServerFixture fixture, OwnSqliteApp app) : SignInTests(fixture, app.App), IClassFixture<OwnSqliteApp>;

public sealed class SignInOnPostgresTests(MailServerFixture fixture, OwnPostgresApp app) : SignInTests(fixture, app.App), IClassFixture<OwnPostgresApp>;
