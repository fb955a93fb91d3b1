using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Security;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.SignIn;

/// <summary>The end of sessions, the same on both databases.</summary>
public abstract class SignOutTests(MailServerFixture fixture, WebmailApp app)
{
    [Fact]
    public async Task Signing_out_ends_the_session_and_wipes_its_keys()
    {
        var person = await fixture.NewUserAsync();
        using var browser = await app.SignInAsync(person);
        var ticket = browser.Cookie("webmail")!;
        using var answer = await browser.PostAsync("/sign-out", "/sign-in?email=");
        Assert.Equal("/sign-in", answer.Headers.Location?.ToString());
        Assert.Contains("storage", answer.Headers.GetValues("Clear-Site-Data").Single());
        Assert.Null(browser.Cookie("webmail"));
        Assert.Null(browser.Cookie("webmail-key"));
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Set<SignedInSession>().CountAsync(session => session.Address == person.Address)));
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Set<SealedCredential>().CountAsync(credential =>
            db.Set<MailAccount>().Any(account => account.Id == credential.AccountId && account.Address == person.Address))));
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
    public async Task All_other_sessions_of_a_person_can_be_ended_at_once()
    {
        var person = await fixture.NewUserAsync();
        using var here = await app.SignInAsync(person);
        using var there = await app.SignInAsync(person);
        using var elsewhere = await app.SignInAsync(person);
        using var somebodyElse = await app.SignInAsync(await fixture.NewUserAsync());
        var id = await app.InDatabaseAsync(db => db.Set<MailAccount>().Where(account => account.Address == person.Address).Select(account => account.PersonId).SingleAsync());
        await using (var scope = app.Services.CreateAsyncScope())
            Assert.Equal(2, await scope.ServiceProvider.GetRequiredService<SessionStore>().EndOthersAsync(id, new Secret(here.Cookie("webmail")!), CancellationToken.None));
        foreach (var ended in new[] { there, elsewhere })
        {
            using var answer = await ended.GetAsync("/mail");
            Assert.StartsWith("/sign-in", answer.Headers.Location?.ToString());
        }
        foreach (var goingOn in new[] { here, somebodyElse })
        {
            using var goesOn = await goingOn.GetAsync("/sign-in");
            Assert.Equal("/mail", goesOn.Headers.Location?.ToString());
        }
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

    [Fact]
    public async Task A_session_ends_after_twelve_hours_of_silence_unless_it_was_to_be_kept()
    {
        var person = await fixture.NewUserAsync();
        using var passing = await app.SignInAsync(person);
        using var kept = app.Open();
        using var signedIn = await kept.SignInAsync(person.Address, person.Password, ("keep", "true"));
        app.Clock.Pass(TimeSpan.FromHours(11));
        Assert.True(await IsSignedInAsync(passing));
        app.Clock.Pass(TimeSpan.FromHours(11));
        Assert.True(await IsSignedInAsync(passing));
        app.Clock.Pass(TimeSpan.FromHours(13));
        Assert.False(await IsSignedInAsync(passing));
        Assert.True(await IsSignedInAsync(kept));
        app.Clock.Pass(TimeSpan.FromDays(30));
        Assert.False(await IsSignedInAsync(kept));
    }

    [Fact]
    public async Task Signing_in_gives_new_secrets_and_ends_the_session_that_was_there()
    {
        var person = await fixture.NewUserAsync();
        using var browser = await app.SignInAsync(person);
        var (ticket, key) = (browser.Cookie("webmail")!, browser.Cookie("webmail-key")!);
        using var again = await browser.PostAsync("/sign-in", "/sign-in?email=", ("email", person.Address), ("password", person.Password));
        Assert.NotEqual(ticket, browser.Cookie("webmail"));
        Assert.NotEqual(key, browser.Cookie("webmail-key"));
        using var old = app.Open();
        old.SetCookie("webmail", ticket);
        old.SetCookie("webmail-key", key);
        Assert.False(await IsSignedInAsync(old));
    }

    static async Task<bool> IsSignedInAsync(Browser browser)
    {
        using var answer = await browser.GetAsync("/sign-in");
        return answer.Headers.Location?.ToString() == "/mail";
    }
}

public sealed class SignOutOnSqliteTests(MailServerFixture fixture, OwnSqliteApp app) : SignOutTests(fixture, app.App), IClassFixture<OwnSqliteApp>;

public sealed class SignOutOnPostgresTests(MailServerFixture fixture, OwnPostgresApp app) : SignOutTests(fixture, app.App), IClassFixture<OwnPostgresApp>;
