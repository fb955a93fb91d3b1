using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>Several accounts of one person, before the real mail server.</summary>
public abstract class AccountsTests(WebmailApp app, MailServerFixture mail)
{
    readonly WebmailApp app = app;

    [Fact]
    public async Task A_second_account_opens_beside_the_first_and_again_after_the_next_sign_in()
    {
        var (anna, shop) = await PeopleAsync();
        using (var browser = await app.SignInAsync(anna))
        {
            var added = await AddAsync(browser, shop);
            var page = await browser.TextAsync(added);
            Assert.Contains($"{shop.Address} has been added.", page);
            Assert.Contains($"data-account=\"{anna.Address}\"", page);
            Assert.Matches($"data-account=\"{Regex.Escape(shop.Address)}\" aria-current=\"true\"", page);
            // The menu names who is signed in, and the account that is open apart from them.
            Assert.Matches($"(?s)menu-title\"><strong>{Regex.Escape(anna.Address)}</strong>Signed in here.*data-menu-account=\"{Regex.Escape(shop.Address)}\" aria-current=\"true\"", page);
        }
        using var later = await app.SignInAsync(anna);
        Assert.Contains("data-mailbox=\"INBOX\"", await later.TextAsync(await InboxAsync(anna, shop)));
    }

    [Fact]
    public async Task Only_the_account_one_signs_in_with_opens_the_others()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await app.SignInAsync(anna);
        await AddAsync(browser, shop);
        // Whoever shares the added mailbox and knows its password must not get at Anna's.
        using var colleague = await app.SignInAsync(shop);
        Assert.DoesNotContain(anna.Address, await colleague.TextAsync("/settings/accounts"));
        Assert.Equal(HttpStatusCode.NotFound, (await colleague.GetAsync(await InboxAsync(anna, anna))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await colleague.GetAsync(await InboxAsync(anna, shop))).StatusCode);
    }

    [Fact]
    public async Task When_the_first_password_has_changed_the_added_one_is_asked_for_once()
    {
        var (anna, shop) = await PeopleAsync();
        using (var browser = await app.SignInAsync(anna)) await AddAsync(browser, shop);
        var changed = anna with { Password = "changed-" + anna.Password };
        await mail.Server.SetPasswordAsync(anna.Address, changed.Password);
        var inbox = await InboxAsync(anna, shop);
        using (var browser = await app.SignInAsync(changed))
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
        using var later = await app.SignInAsync(changed);
        await later.TextAsync(inbox);
    }

    [Fact]
    public async Task A_browser_that_still_has_its_session_carries_added_accounts_over_a_change_of_the_first_password()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await app.SignInAsync(anna);
        await AddAsync(browser, shop);
        var changed = "changed-" + anna.Password;
        await mail.Server.SetPasswordAsync(anna.Address, changed);
        using var again = await browser.PostAsync("/sign-in", "/sign-in?email=", ("email", anna.Address), ("password", changed));
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        await browser.TextAsync(await InboxAsync(anna, shop));
        using var elsewhere = await app.SignInAsync(anna with { Password = changed });
        await elsewhere.TextAsync(await InboxAsync(anna, shop));
    }

    [Fact]
    public async Task The_database_and_the_master_key_alone_do_not_open_an_added_account()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await app.SignInAsync(anna);
        await AddAsync(browser, shop);
        var account = await AccountAsync(anna, shop);
        var rows = await app.InDatabaseAsync(db => db.Set<SealedCredential>().AsNoTracking().Where(row => row.AccountId == account.Id).ToListAsync());
        Assert.Equal([CredentialKind.Password, CredentialKind.LinkedPassword], rows.Select(row => row.Kind).Order());
        var vault = app.Services.GetRequiredService<CredentialVault>();
        Assert.All(rows, row => Assert.Null(vault.Open(row, account.PersonId, CredentialVault.NewSessionSecret())));
        Assert.Null(vault.OpenLinked(rows.Single(row => row.Kind == CredentialKind.LinkedPassword), account.PersonId, new byte[32]));
    }

    [Fact]
    public async Task A_password_that_is_not_right_adds_nothing()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await app.SignInAsync(anna);
        using var answer = await PostAsync(browser, shop.Address, "guess");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("The address or the password is wrong.", await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, await app.InDatabaseAsync(db => db.Set<MailAccount>().CountAsync(row => row.Address == anna.Address || row.Address == shop.Address)));
        for (var tries = 0; tries < 4; tries++) (await PostAsync(browser, shop.Address, "guess")).Dispose();
        using var slowed = await PostAsync(browser, shop.Address, shop.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
    }

    [Theory]
    [InlineData("nobody", "This is not an e-mail address.")]
    [InlineData("a\r\nb@example.test", "This is not an e-mail address.")]
    public async Task What_is_not_an_address_is_told(string typed, string sentence)
    {
        using var browser = await app.SignInAsync(await mail.NewUserAsync());
        using var answer = await browser.GetAsync($"/settings/accounts/new?address={Uri.EscapeDataString(typed)}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_account_that_is_here_is_not_added_twice()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await app.SignInAsync(anna);
        await AddAsync(browser, shop);
        using var answer = await browser.GetAsync($"/settings/accounts/new?address={shop.Address.ToUpperInvariant()}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("This account is here already.", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Imap_and_pop_stand_side_by_side_before_a_password_is_asked_for()
    {
        using var browser = await app.SignInAsync(await mail.NewUserAsync());
        var page = await browser.TextAsync("/settings/accounts/new?address=other@example.test");
        Assert.Matches("(?s)data-way=\"Imap\".*Where your mail lives.*Which devices see it.*server dies.*phone dies.*closes the mailbox.*data-way=\"Pop\".*Where your mail lives.*name=\"password\"", page);
        // Which servers an administrator has is not told where only these are used.
        Assert.DoesNotContain("127.0.0.1", page);
    }

    [Fact]
    public async Task Colour_and_order_are_kept()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await app.SignInAsync(anna);
        await AddAsync(browser, shop);
        var page = $"/settings/accounts/{(await AccountAsync(anna, shop)).Id}";
        using var saved = await browser.PostAsync(page, page, ("colour", "Teal"));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        using var moved = await browser.PostAsync($"{page}/place", "/settings/accounts", ("to", "up"));
        var account = await AccountAsync(anna, shop);
        Assert.Equal((LabelColour.Teal, 0), (account.Colour, account.Position));
        var list = await browser.TextAsync("/settings/accounts");
        Assert.True(list.IndexOf($"data-account=\"{shop.Address}\"", StringComparison.Ordinal) < list.IndexOf($"data-account=\"{anna.Address}\"", StringComparison.Ordinal));
        using var refused = await browser.PostAsync(page, page, ("colour", "99"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(LabelColour.Teal, (await AccountAsync(anna, shop)).Colour);
    }

    [Fact]
    public async Task The_name_that_an_account_is_given_stands_wherever_accounts_are_told_apart()
    {
        var (anna, shop) = await PeopleAsync();
        await shop.AppendAsync("Order of today", "Hello");
        using var browser = await app.SignInAsync(anna);
        await AddAsync(browser, shop);
        var account = await AccountAsync(anna, shop);
        var page = $"/settings/accounts/{account.Id}";
        using var tooLong = await browser.PostAsync(page, page, ("colour", "Teal"), ("name", new string('a', 61)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.StatusCode);
        using var saved = await browser.PostAsync(page, page, ("colour", "Teal"), ("name", "  The shop\r\n "));
        Assert.Equal("The shop", (await AccountAsync(anna, shop)).Name);
        var inbox = await browser.TextAsync(await InboxAsync(anna, shop));
        Assert.Matches($"(?s)data-account=\"{Regex.Escape(shop.Address)}\"[^>]*>.{{0,80}}<span class=\"name\" title=\"{Regex.Escape(shop.Address)}\" dir=\"auto\">The shop</span>", inbox);
        Assert.Matches($"(?s)data-menu-account=\"{Regex.Escape(shop.Address)}\".{{0,200}}>The shop</span>", inbox);
        Assert.Matches("<p class=\"where\"><strong[^>]*>The shop</strong>", inbox);
        Assert.Contains("The shop · Inbox", await browser.TextAsync($"/search/{account.Id}?q=in%3Ainbox&where=accounts"));
        Assert.Matches($">[^<]*{Regex.Escape(shop.Address)}[^<]* · The shop</option>", await browser.TextAsync("/compose"));
        Assert.Contains("The shop", await browser.TextAsync("/settings/accounts"));
    }

    [Fact]
    public async Task An_added_account_can_be_removed_after_what_is_lost_was_said_and_the_first_cannot()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await app.SignInAsync(anna);
        await AddAsync(browser, shop);
        var inbox = await InboxAsync(anna, shop);
        var removal = $"/settings/accounts/{(await AccountAsync(anna, shop)).Id}/removal";
        Assert.Contains("The mail itself stays where it is.", await browser.TextAsync(removal));
        using var removed = await browser.PostAsync(removal, removal);
        Assert.Equal("/settings/accounts", removed.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(inbox)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/settings/accounts/{(await AccountAsync(anna, anna)).Id}/removal")).StatusCode);
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Set<SealedCredential>().CountAsync(row => !db.Set<MailAccount>().Any(account => account.Id == row.AccountId))));
    }

    [Fact]
    public async Task All_inboxes_are_one_list_by_date_and_other_views_ask_the_folder_with_that_task()
    {
        var (anna, shop) = await PeopleAsync();
        foreach (var (person, subject, day) in new[] { (anna, "Oldest at Anna", 1), (anna, "Newest at Anna", 3), (shop, "Middle at the shop", 2) })
            await person.AppendAsync(System.Text.Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\nHello\r\n"), received: new DateTimeOffset(2026, 3, day, 12, 0, 0, TimeSpan.Zero));
        await anna.AppendAsync("Not an inbox", "Hello", mailbox: "Sent");
        using var browser = await app.SignInAsync(anna);
        await AddAsync(browser, shop);
        var page = await browser.TextAsync($"/mail/{(await AccountAsync(anna, anna)).Id}/INBOX");
        var link = WebUtility.HtmlDecode(Regex.Match(page, "href=\"([^\"]+)\" data-unified=\"Inboxes\"").Groups[1].Value);
        var unified = await browser.TextAsync(link);
        Assert.Matches("(?s)<h1>All inboxes</h1>.*Newest at Anna.*Middle at the shop.*Oldest at Anna", unified);
        // Which account a row is of, in words and by its colour.
        Assert.Contains($"data-colour=\"{(await AccountAsync(anna, shop)).Colour}\"></span>{shop.Address} · Inbox", unified);
        Assert.DoesNotContain("Not an inbox", unified);
        var sent = await browser.TextAsync(link.Replace("in%3Ainbox", "in%3Asent", StringComparison.Ordinal));
        Assert.Matches("(?s)<h1>All sent</h1>.*Not an inbox", sent);
    }

    [Fact]
    public async Task The_doctor_goes_the_way_to_both_servers_and_tells_no_secret()
    {
        var (anna, _) = await PeopleAsync();
        using var browser = await app.SignInAsync(anna);
        var page = $"/settings/accounts/{(await AccountAsync(anna, anna)).Id}/doctor";
        using var well = await browser.PostAsync(page, page);
        var text = await well.Content.ReadAsStringAsync();
        Assert.Matches("(?s)data-server=\"Imap\".*data-step=\"Folders\" data-well=\"true\".*your mail can be read.*data-server=\"Smtp\".*data-step=\"Login\" data-well=\"true\".*None was sent", text);
        Assert.DoesNotContain(anna.Password, text);
        await mail.Server.SetPasswordAsync(anna.Address, "changed");
        using var wrong = await browser.PostAsync(page, page);
        Assert.Matches("(?s)data-problem=\"WrongPassword\".*does not accept your password.*Give the new one", await wrong.Content.ReadAsStringAsync());
    }

    async Task<(MailPerson Anna, MailPerson Shop)> PeopleAsync() => (await mail.NewUserAsync("anna"), await mail.NewUserAsync("shop"));

    static Task<HttpResponseMessage> PostAsync(Browser browser, string address, string password) =>
        browser.PostAsync("/settings/accounts/new", $"/settings/accounts/new?address={address}", ("address", address), ("password", password));

    static async Task<string> AddAsync(Browser browser, MailPerson person)
    {
        using var added = await PostAsync(browser, person.Address, person.Password);
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        return added.Headers.Location!.ToString();
    }

    Task<MailAccount> AccountAsync(MailPerson owner, MailPerson account) => app.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking()
        .SingleAsync(row => row.Address == account.Address && db.Users.Any(user => user.Id == row.PersonId && user.Email == owner.Address)));

    async Task<string> InboxAsync(MailPerson owner, MailPerson account) => $"/mail/{(await AccountAsync(owner, account)).Id}/INBOX";
}

public sealed class SqliteAccountsTests(SqliteApp fixture, MailServerFixture mail) : AccountsTests(fixture.App, mail), IClassFixture<SqliteApp>;

public sealed class PostgresAccountsTests(PostgresApp fixture, MailServerFixture mail) : AccountsTests(fixture.App, mail), IClassFixture<PostgresApp>;
