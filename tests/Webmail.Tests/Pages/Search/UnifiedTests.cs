using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Search;

/// <summary>A list over all accounts, one of which cannot be asked.</summary>
public sealed class UnifiedTests(MailServerFixture mail)
{
    [Fact]
    public async Task An_account_whose_server_is_gone_is_named_and_the_others_answer()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:1:Domain", MailServer.PopDomain), ("Webmail:Servers:1:Imap", $"imap+plain://127.0.0.1:{proxy.Port}"));
        var anna = await mail.NewUserAsync("anna");
        var shop = new MailPerson(mail.Server, $"shop-{Guid.NewGuid():N}@{MailServer.PopDomain}", "pass");
        await mail.Server.AddUserAsync(shop.Address, shop.Password);
        await anna.AppendAsync("Hello Anna", "Text");
        using var browser = await app.SignInAsync(anna);
        using var added = await browser.PostAsync("/settings/accounts/new", $"/settings/accounts/new?address={shop.Address}", ("address", shop.Address), ("password", shop.Password));
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        proxy.Refuse();
        proxy.Cut();
        var id = await app.InDatabaseAsync(db => db.Set<MailAccount>().Where(account => account.Address == anna.Address).Select(account => account.Id).SingleAsync());
        var list = await browser.TextAsync($"/search/{id}?q=in%3Ainbox&where=accounts");
        Assert.Contains("Hello Anna", list, StringComparison.Ordinal);
        Assert.Contains($"No answer from: {shop.Address}.", list, StringComparison.Ordinal);
    }
}
