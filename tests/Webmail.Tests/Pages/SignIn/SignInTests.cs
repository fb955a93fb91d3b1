using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.SignIn;

public sealed class SignInTests(MailServerFixture fixture) : IAsyncDisposable
{
    readonly WebmailApp app = new(fixture.Server);

    [Fact]
    public async Task The_mailbox_password_opens_the_mail()
    {
        var person = await fixture.Server.NewUserAsync();
        using var browser = app.Open();
        using var answer = await browser.SignInAsync(person.Address, person.Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/mail", answer.Headers.Location?.ToString());
        var account = await app.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync());
        Assert.Equal(person.Address, account.Address);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_the_address_stays()
    {
        var person = await fixture.Server.NewUserAsync();
        using var browser = app.Open();
        using var answer = await browser.SignInAsync(person.Address, "wrong");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("The address or the password is wrong.", page);
        Assert.Contains($"value=\"{person.Address}\"", page);
        Assert.DoesNotContain("value=\"wrong\"", page);
        Assert.Null(browser.Cookie("webmail"));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
