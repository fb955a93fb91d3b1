using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task A_node_without_its_database_lives_but_is_not_ready_and_recovers()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var app = new WebmailApp(null, ("ConnectionStrings:Webmail", postgres.NewDatabase()));
        using var browser = app.Open();
        Assert.Equal("ready", await browser.TextAsync("/readyz"));
        await postgres.StopAsync();
        using var broken = await browser.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, broken.StatusCode);
        Assert.Equal("ok", await browser.TextAsync("/healthz"));
        browser.SetCookie("webmail", "some-ticket");
        using var page = await browser.GetAsync("/mail", ("Accept-Language", "fr"));
        Assert.Equal(HttpStatusCode.InternalServerError, page.StatusCode);
        var told = await page.Content.ReadAsStringAsync();
        Assert.Contains("Un problème est survenu de notre côté.", told);
        Assert.DoesNotContain("Npgsql", told);
        browser.DropCookie("webmail");
        await postgres.StartAsync();
        Assert.Equal("ready", await browser.TextAsync("/readyz"));
    }

    [Fact]
    public async Task A_node_that_is_asked_to_stop_says_so_while_it_still_serves()
    {
        await using var app = new WebmailApp(null, ("Webmail:DrainSeconds", "10"));
        using var browser = app.Open();
        Assert.Equal("ready", await browser.TextAsync("/readyz"));
        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        using var stopping = await browser.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, stopping.StatusCode);
        Assert.Equal("ok", await browser.TextAsync("/healthz"));
    }
}
