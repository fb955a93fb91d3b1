using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>Two mailboxes that one person has, before the real mail server.</summary>
public abstract class AccountsDesk(WebmailApp app, MailServerFixture mail)
{
    private protected WebmailApp App { get; } = app;
    protected MailServerFixture Mail { get; } = mail;

    protected async Task<(MailPerson Anna, MailPerson Shop)> PeopleAsync() => (await Mail.NewUserAsync("anna"), await Mail.NewUserAsync("shop"));

    protected static Task<HttpResponseMessage> PostAsync(Browser browser, string address, string password) =>
        browser.PostAsync("/settings/accounts/new", $"/settings/accounts/new?address={address}", ("address", address), ("password", password));

    protected static async Task<string> AddAsync(Browser browser, MailPerson person)
    {
        using var added = await PostAsync(browser, person.Address, person.Password);
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        return added.Headers.Location!.ToString();
    }

    protected Task<MailAccount> AccountAsync(MailPerson owner, MailPerson account) => App.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking()
        .SingleAsync(row => row.Address == account.Address && db.Users.Any(user => user.Id == row.PersonId && user.Email == owner.Address)));

    protected async Task<string> InboxAsync(MailPerson owner, MailPerson account) => $"/mail/{(await AccountAsync(owner, account)).Id}/INBOX";
}
