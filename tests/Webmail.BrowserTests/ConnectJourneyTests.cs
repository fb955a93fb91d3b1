using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Webmail.MailServers;
using Webmail.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>
/// The way to a provider of another site and back in a real browser: its rules for cookies and its policy for forms are what this flow must get past.
/// </summary>
public sealed class ConnectJourneyTests(House house) : IAsyncLifetime
{
    readonly TestProvider provider = new() { Asks = true };
    MailServer server = null!;
    WebmailApp app = null!;
    string url = "";

    public async ValueTask InitializeAsync()
    {
        await provider.StartAsync();
        server = await MailServer.StartNewAsync(new MailServerOptions { Provider = provider.Port });
        app = new WebmailApp(server, ("Webmail:OAuth:0:Name", "Example"), ("Webmail:OAuth:0:Domains", server.Domain), ("Webmail:OAuth:0:Issuer", provider.Issuer),
            ("Webmail:OAuth:0:ClientId", "webmail"), ("Webmail:OAuth:0:ClientSecret", "client-secret"), ("Webmail:OAuth:0:Scopes", "openid email"));
        app.UseKestrel(0);
        app.StartServer();
        // The provider is at 127.0.0.1: another site for the browser.
        url = $"http://localhost:{new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}";
    }

    [Fact]
    public async Task Somebody_signs_in_by_their_provider_and_adds_another_mailbox_by_it()
    {
        await using var window = await house.OpenAsync(1440, site: url);
        var page = await window.NewTabAsync();
        await page.GotoAsync("/sign-in");
        await page.FillAsync("#email", $"first-{Guid.NewGuid():N}@{server.Domain}");
        await AllowAsync(page);
        await Expect(page.Locator("[data-mailbox=INBOX]").First).ToBeVisibleAsync();
        await page.GotoAsync($"/settings/accounts/new?address=second-{Guid.NewGuid():N}@{server.Domain}");
        await AllowAsync(page);
        await Expect(page.Locator("[data-flash]")).ToContainTextAsync("is connected.");
        await Expect(page.Locator(".account-list [data-account]")).ToHaveCountAsync(2);
    }

    static async Task AllowAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue with Example" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Allow" }).ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await server.DisposeAsync();
        await provider.DisposeAsync();
    }
}
