using System.Net;
using Webmail.Tests.Support;

namespace Webmail.Tests.Attacks;

/// <summary>What broke other webmails around passwords and names of people, by its number.</summary>
public sealed class AccountCveTests(MailServerFixture mail, SqliteApp sqlite) : IClassFixture<SqliteApp>
{
    /// <summary>A password that is compared loosely is matched by what is no password: here the mail server compares.</summary>
    [Theory]
    [InlineData("password", ""), InlineData("password", "0"), InlineData("password", "true"), InlineData("password", "null"), InlineData("password", "0e1"), InlineData("password", "[]"), InlineData("password", "*")]
    [InlineData("password[0]", "PASSWORD"), InlineData("_password", "PASSWORD")]
    public async Task CVE_2026_35541_no_password_passes_for_another(string field, string value)
    {
        var person = await mail.NewUserAsync();
        using var first = await sqlite.App.SignInAsync(person);
        using var browser = sqlite.App.Open();
        using var answer = await browser.PostAsync("/sign-in", "/sign-in?here=1", ("email", person.Address), (field, value.Replace("PASSWORD", person.Password, StringComparison.Ordinal)));
        Assert.NotEqual(HttpStatusCode.SeeOther, answer.StatusCode);
        using var mailbox = await browser.GetAsync("/mail");
        Assert.StartsWith("/sign-in", mailbox.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Who one is stands in the session, and in nothing that a browser sends.</summary>
    [Theory]
    [InlineData("email"), InlineData("username"), InlineData("_user"), InlineData("person"), InlineData("personId")]
    public async Task CVE_2026_62644_no_field_says_who_one_is(string field)
    {
        var (ann, bob) = (await mail.NewUserAsync("ann"), await mail.NewUserAsync("bob"));
        using var hers = await sqlite.App.SignInAsync(ann);
        using var his = await sqlite.App.SignInAsync(bob);
        using var begin = await hers.GetAsync("/mail");
        var password = begin.Headers.Location!.ToString().Replace("/mail/", "/settings/accounts/", StringComparison.Ordinal).Replace("/INBOX", "/password", StringComparison.Ordinal);
        using var asked = await his.GetAsync($"{password}?{field}={Uri.EscapeDataString(ann.Address)}", ("Cookie2", $"{field}={ann.Address}"), ("X-Forwarded-User", ann.Address), ("Remote-User", ann.Address));
        Assert.Equal(HttpStatusCode.NotFound, asked.StatusCode);
        using var posted = await his.PostRawAsync(password, [(field, ann.Address), ("password", bob.Password)]);
        Assert.True(posted.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest);
        Assert.DoesNotContain(ann.Address, await his.TextAsync($"/settings/accounts?{field}={Uri.EscapeDataString(ann.Address)}"), StringComparison.Ordinal);
    }
}
