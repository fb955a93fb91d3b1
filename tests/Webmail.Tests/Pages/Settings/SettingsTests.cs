using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Pages.Settings;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings;

/// <summary>The sections of the settings, as a browser without JavaScript sees them.</summary>
public sealed partial class SettingsTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task Every_section_opens_from_the_list_and_lists_the_others()
    {
        using var browser = await sqlite.App.SignInAsync(await PersonWithMailAsync());
        Assert.Contains("href=\"/settings\"", await browser.TextAsync((await browser.GetAsync("/mail")).Headers.Location!.ToString()), StringComparison.Ordinal);
        var list = await browser.TextAsync("/settings");
        foreach (var section in SettingsSection.All)
        {
            var path = section.Path.TrimStart('~');
            Assert.Contains($"href=\"{path}\"", list, StringComparison.Ordinal);
            var opened = await FollowAsync(browser, path);
            Assert.Matches($"href=\"{path}\" aria-current=\"page\"", opened);
            Assert.DoesNotContain("Section.", opened, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_screen_is_kept_for_the_person_and_not_for_another()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        using var other = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        using var saved = await browser.PostAsync("/settings/screen", "/settings/screen", ("density", "Compact"), ("reader", "Below"));
        Assert.Equal("/settings/screen", saved.Headers.Location?.ToString());
        var page = await browser.TextAsync("/settings/screen");
        Assert.Contains("Saved.", page, StringComparison.Ordinal);
        Assert.Matches("value=\"Compact\" checked", page);
        Assert.Matches("value=\"Below\" checked", page);
        Assert.Matches("value=\"Comfortable\" checked", await other.TextAsync("/settings/screen"));
    }

    [Theory]
    [InlineData("Huge", "Below")]
    [InlineData("Compact", "7")]
    [InlineData("", "")]
    public async Task What_is_no_choice_is_refused_at_its_field(string density, string reader)
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        using var refused = await browser.PostAsync("/settings/screen", "/settings/screen", ("density", density), ("reader", reader));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Choose one of these.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Matches("value=\"Comfortable\" checked", await browser.TextAsync("/settings/screen"));
    }

    [Fact]
    public async Task The_language_is_kept_in_the_browser_and_can_be_left_to_it()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        using var saved = await browser.PostAsync("/settings/language", "/settings/language", ("language", "fr"));
        Assert.Contains("Enregistré.", await browser.TextAsync("/settings/language"), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"fr\">", await browser.TextAsync("/settings"), StringComparison.Ordinal);
        using var left = await browser.PostAsync("/settings/language", "/settings/language", ("language", "browser"));
        Assert.Contains("<html lang=\"en\">", await browser.TextAsync("/settings"), StringComparison.Ordinal);
        using var refused = await browser.PostAsync("/settings/language", "/settings/language", ("language", "xx"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task A_person_sees_where_they_are_signed_in_and_ends_one_or_all_others()
    {
        var person = await mail.NewUserAsync();
        using var here = await SignInWithAsync(person.Address, person.Password, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        using var phone = await SignInWithAsync(person.Address, person.Password, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1");
        using var old = await SignInWithAsync(person.Address, person.Password, "<script>alert(1)</script>");
        var page = await here.TextAsync("/settings/sessions");
        Assert.Equal(3, Session().Count(page));
        Assert.Contains("Firefox on Linux", page, StringComparison.Ordinal);
        Assert.Contains("Unknown browser", page, StringComparison.Ordinal);
        var phones = EndOne().Matches(page).Single(match => match.Groups[2].Value.Contains("Safari on iPhone", StringComparison.Ordinal)).Groups[1].Value;
        using var ended = await here.PostAsync("/settings/sessions", "/settings/sessions", ("session", phones));
        await ExpectSignedOutAsync(phone);
        await old.TextAsync("/settings/sessions");
        using var others = await here.PostAsync("/settings/sessions?handler=others", "/settings/sessions");
        await ExpectSignedOutAsync(old);
        Assert.Equal(1, Session().Count(await here.TextAsync("/settings/sessions")));
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_somebody_else()
    {
        var person = await mail.NewUserAsync();
        using var mine = await sqlite.App.SignInAsync(person);
        using var other = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        var hash = await sqlite.App.InDatabaseAsync(db => db.Set<Webmail.Security.SignedInSession>().Where(row => row.Address == person.Address).Select(row => row.TicketHash).SingleAsync());
        using var tried = await other.PostAsync("/settings/sessions", "/settings/sessions", ("session", hash));
        await mine.TextAsync("/settings/sessions");
    }

    [Fact]
    public async Task The_account_page_says_which_servers_and_how_the_password_is_kept()
    {
        var person = await mail.NewUserAsync();
        using var browser = await sqlite.App.SignInAsync(person);
        Assert.Contains("How passwords are kept", await browser.TextAsync("/settings/accounts"), StringComparison.Ordinal);
        var account = await sqlite.App.InDatabaseAsync(db => db.Set<Webmail.Mail.Accounts.MailAccount>().SingleAsync(row => row.Address == person.Address));
        var page = await browser.TextAsync($"/settings/accounts/{account.Id}");
        Assert.Contains(person.Address, page, StringComparison.Ordinal);
        Assert.Contains($"IMAP, not encrypted, port {mail.Server.Ports.Imap}", page, StringComparison.Ordinal);
        Assert.Contains($"SMTP, encrypted, port {mail.Server.Ports.Submission}", page, StringComparison.Ordinal);
        Assert.DoesNotContain(person.Password, page, StringComparison.Ordinal);
    }

    async Task<Webmail.MailServers.MailPerson> PersonWithMailAsync()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync("Only one", "Hello");
        return person;
    }

    static async Task<string> FollowAsync(Browser browser, string url)
    {
        using var answer = await browser.GetAsync(url);
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : await browser.TextAsync(answer.Headers.Location!.ToString());
    }

    async Task<Browser> SignInWithAsync(string address, string password, string userAgent)
    {
        var browser = sqlite.App.Open();
        browser.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        using var answer = await browser.SignInAsync(address, password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    static async Task ExpectSignedOutAsync(Browser browser)
    {
        using var answer = await browser.GetAsync("/settings");
        Assert.StartsWith("/sign-in", answer.Headers.Location?.ToString());
    }

    [GeneratedRegex("<li data-session>")]
    private static partial Regex Session();

    [GeneratedRegex("name=\"session\" value=\"([^\"]+)\" aria-label=\"([^\"]+)\"")]
    private static partial Regex EndOne();
}
