using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Security;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.SignIn;

public sealed class SignOutTests(MailServerFixture fixture) : IAsyncDisposable
{
    readonly WebmailApp app = new(fixture.Server);

    [Fact]
    public async Task Signing_out_ends_the_session_and_wipes_its_keys()
    {
        using var browser = await app.SignInAsync(await fixture.NewUserAsync());
        var ticket = browser.Cookie("webmail")!;
        using var answer = await browser.PostAsync("/sign-out", "/sign-in?email=");
        Assert.Equal("/sign-in", answer.Headers.Location?.ToString());
        Assert.Contains("storage", answer.Headers.GetValues("Clear-Site-Data").Single());
        Assert.Null(browser.Cookie("webmail"));
        Assert.Null(browser.Cookie("webmail-key"));
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Set<SealedCredential>().CountAsync()));
        browser.SetCookie("webmail", ticket);
        using var replayed = await browser.GetAsync("/mail");
        Assert.StartsWith("/sign-in", replayed.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Signing_out_here_leaves_other_devices_signed_in()
    {
        var person = await fixture.NewUserAsync();
        using var here = await app.SignInAsync(person);
        using var there = await app.SignInAsync(person);
        using var answer = await here.PostAsync("/sign-out", "/sign-in?email=");
        using var page = await there.GetAsync("/sign-in");
        Assert.Equal("/mail", page.Headers.Location?.ToString());
    }

    [Fact]
    public async Task All_sessions_of_a_person_can_be_ended_at_once()
    {
        var person = await fixture.NewUserAsync();
        using var here = await app.SignInAsync(person);
        using var there = await app.SignInAsync(person);
        using var somebodyElse = await app.SignInAsync(await fixture.NewUserAsync());
        var id = await app.InDatabaseAsync(db => db.Set<MailAccount>().Where(account => account.Address == person.Address).Select(account => account.PersonId).SingleAsync());
        await using (var scope = app.Services.CreateAsyncScope())
            Assert.Equal(2, await scope.ServiceProvider.GetRequiredService<SessionStore>().EndAllOfAsync(id, CancellationToken.None));
        foreach (var ended in new[] { here, there })
        {
            using var answer = await ended.GetAsync("/mail");
            Assert.StartsWith("/sign-in", answer.Headers.Location?.ToString());
        }
        using var goesOn = await somebodyElse.GetAsync("/sign-in");
        Assert.Equal("/mail", goesOn.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_link_does_not_sign_anyone_out()
    {
        using var browser = await app.SignInAsync(await fixture.NewUserAsync());
        using var link = await browser.GetAsync("/sign-out");
        using var form = await browser.PostRawAsync("/sign-out", []);
        Assert.Equal(HttpStatusCode.BadRequest, form.StatusCode);
        using var page = await browser.GetAsync("/sign-in");
        Assert.Equal("/mail", page.Headers.Location?.ToString());
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
