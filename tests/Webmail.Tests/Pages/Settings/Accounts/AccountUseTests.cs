using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>Several accounts of one person: told apart, seen together, examined, removed.</summary>
public abstract class AccountUseTests(WebmailApp app, MailServerFixture mail) : AccountsDesk(app, mail)
{
    [Fact]
    public async Task Colour_and_order_are_kept()
    {
        var (anna, shop) = await PeopleAsync();
        using var browser = await App.SignInAsync(anna);
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
        using var browser = await App.SignInAsync(anna);
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
        using var browser = await App.SignInAsync(anna);
        await AddAsync(browser, shop);
        var inbox = await InboxAsync(anna, shop);
        var removal = $"/settings/accounts/{(await AccountAsync(anna, shop)).Id}/removal";
        Assert.Contains("The mail itself stays where it is.", await browser.TextAsync(removal));
        using var removed = await browser.PostAsync(removal, removal);
        Assert.Equal("/settings/accounts", removed.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(inbox)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/settings/accounts/{(await AccountAsync(anna, anna)).Id}/removal")).StatusCode);
        Assert.Equal(0, await App.InDatabaseAsync(db => db.Set<SealedCredential>().CountAsync(row => !db.Set<MailAccount>().Any(account => account.Id == row.AccountId))));
    }

    [Fact]
    public async Task All_inboxes_are_one_list_by_date_and_other_views_ask_the_folder_with_that_task()
    {
        var (anna, shop) = await PeopleAsync();
        foreach (var (person, subject, day) in new[] { (anna, "Oldest at Anna", 1), (anna, "Newest at Anna", 3), (shop, "Middle at the shop", 2) })
            await person.AppendAsync(System.Text.Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\nHello\r\n"), received: new DateTimeOffset(2026, 3, day, 12, 0, 0, TimeSpan.Zero));
        await anna.AppendAsync("Not an inbox", "Hello", mailbox: "Sent");
        using var browser = await App.SignInAsync(anna);
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
        using var browser = await App.SignInAsync(anna);
        var page = $"/settings/accounts/{(await AccountAsync(anna, anna)).Id}/doctor";
        using var well = await browser.PostAsync(page, page);
        var text = await well.Content.ReadAsStringAsync();
        Assert.Matches("(?s)data-server=\"Imap\".*data-step=\"Folders\" data-well=\"true\".*your mail can be read.*data-server=\"Smtp\".*data-step=\"Login\" data-well=\"true\".*None was sent", text);
        Assert.DoesNotContain(anna.Password, text);
        await Mail.Server.SetPasswordAsync(anna.Address, "changed");
        using var wrong = await browser.PostAsync(page, page);
        Assert.Matches("(?s)data-problem=\"WrongPassword\".*does not accept your password.*Give the new one", await wrong.Content.ReadAsStringAsync());
    }
}

public sealed class SqliteAccountUseTests(SqliteApp fixture, MailServerFixture mail) : AccountUseTests(fixture.App, mail), IClassFixture<SqliteApp>;

public sealed class PostgresAccountUseTests(PostgresApp fixture, MailServerFixture mail) : AccountUseTests(fixture.App, mail), IClassFixture<PostgresApp>;
