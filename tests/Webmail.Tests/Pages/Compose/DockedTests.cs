using System.Net;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>A composer in a frame at the foot of the window: only our own pages may frame it, and it ends where they hear of it.</summary>
public sealed class DockedTests(MailServerFixture mail)
{
    [Theory]
    [InlineData("/compose", "frame-ancestors 'none'"), InlineData("/compose?back=%2Fcompose%2Fdocked", "frame-ancestors 'self'"), InlineData("/compose/docked", "frame-ancestors 'self'"), InlineData("/outbox", "frame-ancestors 'none'")]
    public async Task Nobody_else_frames_it(string url, string policy)
    {
        await using var app = new WebmailApp(mail.Server);
        using var browser = await app.SignInAsync(await mail.NewUserAsync());
        using var page = await browser.GetAsync(url);
        Assert.Contains(policy, Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_became_of_it_is_said_where_it_ends()
    {
        await using var app = new WebmailApp(mail.Server);
        using var browser = await app.SignInAsync(await mail.NewUserAsync());
        var composer = (await Composer.OpenAsync(browser, "/compose?back=%2Fcompose%2Fdocked")).Write("bob@example.test", "Docked", "Hello");
        using var sent = await composer.PressAsync("act", "send");
        Assert.Equal((HttpStatusCode.SeeOther, "/compose/docked"), (sent.StatusCode, sent.Headers.Location?.ToString()));
        Assert.Contains("data-flash", await browser.TextAsync("/compose/docked"), StringComparison.Ordinal);
    }
}
