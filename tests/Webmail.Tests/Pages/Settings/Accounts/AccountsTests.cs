using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>Several accounts of one person: adding them, and what opens them.</summary>
public abstract class AccountsTests(WebmailApp app, MailServerFixture mail) : AccountsDesk(app, mail)
{
    [Fact]
    public async Task A_second_account_opens_beside_the_first_and_again_after_the_next_sign_in()
    {
        var (anna, shop) = await PeopleAsync();
        using (var browser = await App.SignInAsync(anna))
        {
            var added = await AddAsync(browser, shop);
            var page = await browser.TextAsync(added);
            Assert.Contains($"{shop.Address} has been added.", page);
            Assert.Contains($"data-account=\"{anna.Address}\"", page);
            Assert.Matches($"data-account=\"{Regex.Escape(shop.Address)}\" aria-current=\"true\"", page);
            // The menu names who is signed in, and the account that is open apart from them.
            Assert.Matches($"(?s)menu-title\"><strong>{Regex.Escape(anna.Address)}</strong>Signed in here.*data-menu-account=\"{Regex.Escape(shop.Address)}\" aria-current=\"true\"", page);
        }
        using var later = await App.SignInAsync(anna);
        Assert.Contains("data-mailbox=\"INBOX\"", await later.TextAsync(await InboxAsync(anna, shop)));
    }

    [Fact]
    public async Task Only_the_account_one_signs_in_with_opens_the_others()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await App.SignInAsync(anna);
        await AddAsync(browser, shop);
        // Whoever shares the added mailbox and knows its password must not get at Anna's.
        using var colleague = await App.SignInAsync(shop);
        Assert.DoesNotContain(anna.Address, await colleague.TextAsync("/settings/accounts"));
        Assert.Equal(HttpStatusCode.NotFound, (await colleague.GetAsync(await InboxAsync(anna, anna))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await colleague.GetAsync(await InboxAsync(anna, shop))).StatusCode);
    }

    [Fact]
    public async Task When_the_first_password_has_changed_the_added_one_is_asked_for_once()
    {
        var (anna, shop) = await PeopleAsync();
        using (var browser = await App.SignInAsync(anna)) await AddAsync(browser, shop);
        var changed = anna with { Password = "changed-" + anna.Password };
        await Mail.Server.SetPasswordAsync(anna.Address, changed.Password);
        var inbox = await InboxAsync(anna, shop);
        using (var browser = await App.SignInAsync(changed))
        {
            using var asked = await browser.GetAsync(inbox);
            var where = asked.Headers.Location!.ToString();
            Assert.Matches("^/settings/accounts/[a-z2-7]{12}/password\\?returnUrl=", where);
            using var wrong = await browser.PostAsync(where, where, ("password", "guess"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
            Assert.Contains("The address or the password is wrong.", await wrong.Content.ReadAsStringAsync());
            using var opened = await browser.PostAsync(where, where, ("password", shop.Password), ("returnUrl", inbox));
            Assert.Equal(inbox, opened.Headers.Location!.ToString());
            await browser.TextAsync(inbox);
        }
        using var later = await App.SignInAsync(changed);
        await later.TextAsync(inbox);
    }

    [Fact]
    public async Task A_browser_that_still_has_its_session_carries_added_accounts_over_a_change_of_the_first_password()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await App.SignInAsync(anna);
        await AddAsync(browser, shop);
        var changed = "changed-" + anna.Password;
        await Mail.Server.SetPasswordAsync(anna.Address, changed);
        using var again = await browser.PostAsync("/sign-in", "/sign-in?email=", ("email", anna.Address), ("password", changed));
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        await browser.TextAsync(await InboxAsync(anna, shop));
        using var elsewhere = await App.SignInAsync(anna with { Password = changed });
        await elsewhere.TextAsync(await InboxAsync(anna, shop));
    }

    [Fact]
    public async Task The_database_and_the_master_key_alone_do_not_open_an_added_account()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await App.SignInAsync(anna);
        await AddAsync(browser, shop);
        var account = await AccountAsync(anna, shop);
        var rows = await App.InDatabaseAsync(db => db.Set<SealedCredential>().AsNoTracking().Where(row => row.AccountId == account.Id).ToListAsync());
        Assert.Equal([CredentialKind.Password, CredentialKind.LinkedPassword], rows.Select(row => row.Kind).Order());
        var vault = App.Services.GetRequiredService<CredentialVault>();
        Assert.All(rows, row => Assert.Null(vault.Open(row, account.PersonId, CredentialVault.NewSessionSecret())));
        Assert.Null(vault.OpenLinked(rows.Single(row => row.Kind == CredentialKind.LinkedPassword), account.PersonId, new byte[32]));
    }

    [Fact]
    public async Task A_password_that_is_not_right_adds_nothing()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await App.SignInAsync(anna);
        using var answer = await PostAsync(browser, shop.Address, "guess");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("The address or the password is wrong.", await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, await App.InDatabaseAsync(db => db.Set<MailAccount>().CountAsync(row => row.Address == anna.Address || row.Address == shop.Address)));
        for (var tries = 0; tries < 4; tries++) (await PostAsync(browser, shop.Address, "guess")).Dispose();
        using var slowed = await PostAsync(browser, shop.Address, shop.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
    }

    [Theory]
    [InlineData("nobody", "This is not an e-mail address.")]
    [InlineData("a\r\nb@example.test", "This is not an e-mail address.")]
    public async Task What_is_not_an_address_is_told(string typed, string sentence)
    {
        using var browser = await App.SignInAsync(await Mail.NewUserAsync());
        using var answer = await browser.GetAsync($"/settings/accounts/new?address={Uri.EscapeDataString(typed)}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_account_that_is_here_is_not_added_twice()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await App.SignInAsync(anna);
        await AddAsync(browser, shop);
        using var answer = await browser.GetAsync($"/settings/accounts/new?address={shop.Address.ToUpperInvariant()}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("This account is here already.", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Imap_and_pop_stand_side_by_side_before_a_password_is_asked_for()
    {
        using var browser = await App.SignInAsync(await Mail.NewUserAsync());
        var page = await browser.TextAsync("/settings/accounts/new?address=other@example.test");
        Assert.Matches("(?s)data-way=\"Imap\".*Where your mail lives.*Which devices see it.*server dies.*phone dies.*closes the mailbox.*data-way=\"Pop\".*Where your mail lives.*name=\"password\"", page);
        // Which servers an administrator has is not told where only these are used.
        Assert.DoesNotContain("127.0.0.1", page);
        // Nor whether it will be IMAP, which it is not for a mailbox that has POP only.
        Assert.DoesNotContain("added by IMAP.", page);
        Assert.Contains("by POP where it offers POP only", page);
    }
}

public sealed class SqliteAccountsTests(OwnSqliteApp fixture, MailServerFixture mail) : AccountsTests(fixture.App, mail), IClassFixture<OwnSqliteApp>;

public sealed class PostgresAccountsTests(OwnPostgresApp fixture, MailServerFixture mail) : AccountsTests(fixture.App, mail), IClassFixture<OwnPostgresApp>;
