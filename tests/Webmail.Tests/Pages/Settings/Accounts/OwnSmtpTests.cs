using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>A server for sending that a person names for one account. The real Exim stands for it: the administrator serves it for another domain, so that it may be named.</summary>
public sealed class OwnSmtpTests(MailServerFixture mail)
{
    [Fact]
    public async Task What_was_named_and_proven_sends_with_its_own_login_in_every_session()
    {
        await using var app = App();
        var (anna, relay, bob) = (await mail.NewUserAsync("anna"), await mail.NewUserAsync("relay"), await mail.NewUserAsync("bob"));
        using (var desk = await OutboxDesk.OpenAsync(app, anna))
        {
            using var wrong = await SaveAsync(desk, relay.Address, "guess");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
            Assert.Matches("(?s)data-problem=\"WrongPassword\".*does not accept your password", await wrong.Content.ReadAsStringAsync());
            Assert.False((await RowAsync(app, desk)).OwnSmtp);
            using var saved = await SaveAsync(desk, relay.Address, relay.Password);
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
            Assert.Contains("are sent by localhost now", await desk.Browser.TextAsync(saved.Headers.Location!.ToString()));
            await desk.UntilAsync((await desk.SendAsync(bob.Address, "By the relay")).Id, SubmissionState.Done);
            var stranger = app.Services.GetRequiredService<CredentialVault>();
            Assert.All(await SealedAsync(app, desk), row => Assert.Null(stranger.Open(row, desk.Account.PersonId, CredentialVault.NewSessionSecret())));
        }
        // Signing in again opens it with the rest.
        using var later = await OutboxDesk.OpenAsync(app, anna);
        await later.UntilAsync((await later.SendAsync(bob.Address, "By the relay, later")).Id, SubmissionState.Done);
        // It was the relay's login indeed: with another password there, nothing goes any more.
        await mail.Server.SetPasswordAsync(relay.Address, "changed");
        var refused = await later.UntilAsync((await later.SendAsync(bob.Address, "Not any more")).Id, row => row.Problem is not null);
        Assert.Equal(FailureKind.WrongPassword, refused.Problem);
        var doctor = $"/settings/accounts/{later.Account.Id}/doctor";
        using var checks = await later.Browser.PostAsync(doctor, doctor);
        Assert.Matches("(?s)data-server=\"Imap\".*can be read.*data-server=\"Smtp\".*localhost.*data-problem=\"WrongPassword\"", await checks.Content.ReadAsStringAsync());
        using var dropped = await later.Browser.PostAsync(Page(later) + "?handler=drop", Page(later));
        await later.UntilAsync((await later.SendAsync(bob.Address, "As before")).Id, SubmissionState.Done);
        Assert.Empty(await SealedAsync(app, later));
    }

    [Fact]
    public async Task In_the_background_it_opens_without_a_session_only_where_the_account_does()
    {
        await using var app = App();
        var (anna, relay) = (await mail.NewUserAsync("anna"), await mail.NewUserAsync("relay"));
        using var desk = await OutboxDesk.OpenAsync(app, anna);
        (await SaveAsync(desk, relay.Address, relay.Password)).Dispose();
        Task<MailLogin?> OutgoingAsync() => desk.InScopeAsync(async services => (await services.GetRequiredService<MailStores>().LoginsAsync(desk.Account.PersonId, desk.Account.Id, CredentialVault.NewSessionSecret(), default)).Outgoing);
        Task<bool> BackgroundAsync(bool allow) => desk.InScopeAsync(async services =>
        {
            var background = services.GetRequiredService<BackgroundAccess>();
            if (allow) return await background.AllowAsync(desk.Account.PersonId, desk.Account.Id, desk.SessionSecret, default);
            await background.RevokeAsync(desk.Account.PersonId, desk.Account.Id, default);
            return false;
        });
        Assert.Null(await OutgoingAsync());
        await BackgroundAsync(allow: true);
        Assert.Equal((relay.Address, relay.Password), await OutgoingAsync() is { } login ? (login.UserName, login.Password.Reveal()) : default);
        // A new password reaches the background, too.
        await mail.Server.SetPasswordAsync(relay.Address, "changed");
        (await SaveAsync(desk, relay.Address, "changed")).Dispose();
        Assert.Equal("changed", (await OutgoingAsync())?.Password.Reveal());
        await BackgroundAsync(allow: false);
        Assert.Null(await OutgoingAsync());
    }

    [Fact]
    public async Task Where_the_password_does_not_open_the_letter_stays_and_says_what_is_missing()
    {
        await using var app = App();
        var (anna, relay, bob) = (await mail.NewUserAsync("anna"), await mail.NewUserAsync("relay"), await mail.NewUserAsync("bob"));
        using (var desk = await OutboxDesk.OpenAsync(app, anna)) (await SaveAsync(desk, relay.Address, relay.Password)).Dispose();
        await mail.Server.SetPasswordAsync(anna.Address, "changed");
        using var elsewhere = await OutboxDesk.OpenAsync(app, anna with { Password = "changed" });
        var compose = "/compose";
        using var answer = await elsewhere.Browser.PostAsync(compose, compose, ("to", bob.Address), ("subject", "Hello"), ("body", "Hello"), ("act", "send"), ("id", Guid.CreateVersion7().ToString()));
        Assert.Contains("The password of the server that sends for this account is not at hand here.", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        var doctor = $"/settings/accounts/{elsewhere.Account.Id}/doctor";
        using var checks = await elsewhere.Browser.PostAsync(doctor, doctor);
        Assert.Contains("The password of the server for sending is not at hand.", await checks.Content.ReadAsStringAsync());
        using var saved = await SaveAsync(elsewhere, relay.Address, relay.Password);
        await elsewhere.UntilAsync((await elsewhere.SendAsync(bob.Address, "Now it goes")).Id, SubmissionState.Done);
    }

    [Fact]
    public async Task The_password_for_reading_serves_where_it_is_the_same()
    {
        await using var app = App();
        var (anna, bob) = (await mail.NewUserAsync("anna"), await mail.NewUserAsync("bob"));
        using var desk = await OutboxDesk.OpenAsync(app, anna);
        using var saved = await desk.Browser.PostAsync(Page(desk), Page(desk), ("Form.Host", "localhost"), ("Form.Port", Port), ("Form.Encryption", "StartTls"), ("Form.Own", "false"), ("Form.Password", ""));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Empty(await SealedAsync(app, desk));
        await desk.UntilAsync((await desk.SendAsync(bob.Address, "The same")).Id, SubmissionState.Done);
        // The next sign-in leaves what was named as it is.
        using var later = await OutboxDesk.OpenAsync(app, anna);
        Assert.Equal($"smtp://localhost:{Port}", (await RowAsync(app, later)).Smtp);
    }

    [Theory]
    [InlineData("127.0.0.1", "25", "secret", "not a mail server that can be used here")]
    [InlineData("smtp.example.org", "143", "secret", "not a mail server that can be used here")]
    [InlineData("sm tp", "465", "secret", "not a mail server that can be used here")]
    [InlineData("localhost", "465", "secret", "not a mail server that can be used here")]
    [InlineData("smtp.example.org", "465", "", "give the password for sending")]
    public async Task A58_what_is_no_server_for_sending_is_not_tried(string host, string port, string password, string sentence)
    {
        await using var app = App();
        using var desk = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("anna"));
        using var answer = await desk.Browser.PostAsync(Page(desk), Page(desk), ("Form.Host", host), ("Form.Port", port), ("Form.Encryption", "ImplicitTls"), ("Form.Own", "true"), ("Form.Password", password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_message_that_waits_for_that_password_says_so_and_leads_to_where_it_is_given()
    {
        await using var app = App();
        var (anna, relay, bob) = (await mail.NewUserAsync("anna"), await mail.NewUserAsync("relay"), await mail.NewUserAsync("bob"));
        using var desk = await OutboxDesk.OpenAsync(app, anna);
        (await SaveAsync(desk, relay.Address, relay.Password)).Dispose();
        // As after signing in by a provider: no password came along that could open it.
        await app.InDatabaseAsync(db => db.Set<SealedCredential>().Where(row => row.AccountId == desk.Account.Id && (row.Kind == CredentialKind.SmtpPassword || row.Kind == CredentialKind.LinkedSmtpPassword)).ExecuteDeleteAsync());
        var row = await desk.SendAsync(bob.Address, "Waits");
        await desk.UntilAsync(row.Id, now => now is { State: SubmissionState.Queued, Problem: FailureKind.SignInAgain });
        var outbox = await desk.Browser.TextAsync("/outbox");
        Assert.Contains("has a password of its own, which is not at hand here.", outbox);
        Assert.DoesNotContain("now that you are back", outbox);
        Assert.Matches($"<a data-remedy href=\"{Page(desk)}\">Give the password</a>", outbox);
        (await SaveAsync(desk, relay.Address, relay.Password)).Dispose();
        await desk.UntilAsync(row.Id, SubmissionState.Done, pauses: true);
        await Arrivals.ExpectAsync(bob, "INBOX", "Waits", 1);
    }

    [Fact]
    public async Task Where_no_other_servers_are_allowed_none_can_be_named()
    {
        await using var app = new WebmailApp(mail.Server);
        using var desk = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("anna"));
        using var page = await desk.Browser.GetAsync(Page(desk));
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.DoesNotContain("/smtp\"", await desk.Browser.TextAsync($"/settings/accounts/{desk.Account.Id}"));
    }

    [Fact]
    public async Task An_account_without_a_server_for_sending_says_what_it_cannot_do()
    {
        await using var app = App(("Webmail:Servers:0:Smtp", ""));
        var (anna, bob) = (await mail.NewUserAsync("anna"), await mail.NewUserAsync("bob"));
        using var desk = await OutboxDesk.OpenAsync(app, anna);
        Assert.Contains("this account can receive, but not write, answer or forward.", await desk.Browser.TextAsync($"/settings/accounts/{desk.Account.Id}"));
        using var answer = await desk.Browser.PostAsync("/compose", "/compose", ("to", bob.Address), ("subject", "Hello"), ("body", "Hello"), ("act", "send"), ("id", Guid.CreateVersion7().ToString()));
        Assert.Contains("it can receive only", await answer.Content.ReadAsStringAsync());
        using var saved = await SaveAsync(desk, anna.Address, anna.Password);
        await desk.UntilAsync((await desk.SendAsync(bob.Address, "Now it can")).Id, SubmissionState.Done);
    }

    WebmailApp App(params (string, string)[] settings) => new(mail.Server,
    [
        ("Webmail:AllowOtherServers", "true"), ("Webmail:Servers:1:Domain", "relay.test"), ("Webmail:Servers:1:Imap", "imaps://imap.relay.test"),
        ("Webmail:Servers:1:Smtp", $"smtp://localhost:{Port}"), ("Webmail:Servers:1:TrustedCertificate", mail.Server.CertificatePath), .. settings,
    ])
    {
        Bring = services => services.AddSingleton<FetchAutoconfig>((_, _) => Task.FromResult<byte[]?>(null)),
    };

    string Port => mail.Server.Ports.Submission.ToString(CultureInfo.InvariantCulture);

    static string Page(OutboxDesk desk) => $"/settings/accounts/{desk.Account.Id}/smtp";

    Task<HttpResponseMessage> SaveAsync(OutboxDesk desk, string user, string password) => desk.Browser.PostAsync(Page(desk), Page(desk),
        ("Form.Host", "localhost"), ("Form.Port", Port), ("Form.Encryption", "StartTls"), ("Form.UserName", user), ("Form.Own", "true"), ("Form.Password", password));

    static Task<MailAccount> RowAsync(WebmailApp app, OutboxDesk desk) => app.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking().SingleAsync(row => row.Id == desk.Account.Id));

    static Task<List<SealedCredential>> SealedAsync(WebmailApp app, OutboxDesk desk) => app.InDatabaseAsync(db => db.Set<SealedCredential>().AsNoTracking()
        .Where(row => row.AccountId == desk.Account.Id && (row.Kind == CredentialKind.SmtpPassword || row.Kind == CredentialKind.LinkedSmtpPassword)).ToListAsync());
}
