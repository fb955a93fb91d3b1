using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>Adding an account elsewhere, where the administrator allows it.</summary>
public sealed class FoundServersTests(MailServerFixture mail)
{
    [Fact]
    public async Task Where_others_may_be_added_the_provider_is_known_with_what_it_asks()
    {
        await using var open = new WebmailApp(mail.Server, ("Webmail:Servers:0:Domain", "example.test"), ("Webmail:AllowOtherServers", "true"))
        {
            Bring = services => services.AddSingleton<FetchAutoconfig>((_, _) => Task.FromResult<byte[]?>(null)),
        };
        using var browser = await open.SignInAsync(await mail.NewUserAsync());
        var gmail = WebUtility.HtmlDecode(await browser.TextAsync("/settings/accounts/new?address=anna@gmail.com"));
        Assert.Matches("(?s)data-provider=\"Gmail\".*an app password.*data-found=\"Provider\".*imap.gmail.com.*pop.gmail.com.*smtp.gmail.com.*App password", gmail);
        var proton = WebUtility.HtmlDecode(await browser.TextAsync("/settings/accounts/new?address=anna@proton.me"));
        Assert.Contains("Proton Mail Bridge", proton);
        Assert.DoesNotContain("name=\"password\"", proton);
        using var inside = await browser.PostAsync("/settings/accounts/new", "/settings/accounts/new?address=anna@gmail.com", ("address", "anna@gmail.com"), ("password", "secret"), ("imap", "127.0.0.1"));
        Assert.Contains("This is not a mail server that can be used here.", await inside.Content.ReadAsStringAsync());
        using var pop = await browser.PostAsync("/settings/accounts/new", "/settings/accounts/new?address=anna@gmail.com", ("address", "anna@gmail.com"), ("password", "secret"), ("pop3", "pop.example.org:143"));
        Assert.Matches("(?s)This is not a mail server that can be used here\\..*value=\"pop.example.org:143\"", await pop.Content.ReadAsStringAsync());
    }
}
