using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts.Discovery;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Security;

public sealed class MailServerProblemTests(MailServerFixture mail)
{
    [Theory]
    [InlineData("imaps://localhost:1", "The mail server does not answer.")]
    [InlineData("imaps://mail.invalid:993", "The mail server cannot be found.")]
    public async Task A_server_that_cannot_be_reached_is_told(string imap, string sentence) =>
        Assert.Contains(sentence, await AnswerAsync(("Webmail:Servers:0:Imap", imap)));

    [Theory]
    [InlineData(BadCertificate.Expired, "The mail server’s certificate has expired.", "The administrator of the mail server must renew it.")]
    [InlineData(BadCertificate.WrongHost, "The mail server’s certificate is for another name.", "must replace it")]
    [InlineData(BadCertificate.UnknownIssuer, "was issued by an authority that is not trusted here.", "The administrator of this webmail can trust that authority")]
    public async Task A_certificate_that_is_not_right_is_told_with_who_must_act(BadCertificate fault, string sentence, string advice)
    {
        var page = await AnswerAsync(
            ("Webmail:Servers:0:Imap", $"imaps://localhost:{mail.Server.PortWith(fault)}"), ("Webmail:Servers:0:TrustedCertificate", mail.Server.CertificatePath));
        Assert.Contains(sentence, page);
        Assert.Contains(advice, page);
        Assert.Contains("Your password was not sent.", page);
    }

    [Fact]
    public async Task Starttls_and_tls_with_a_private_authority_work()
    {
        foreach (var imap in new[] { $"imap://localhost:{mail.Server.Ports.Imap}", $"imaps://localhost:{mail.Server.Ports.Imaps}" })
        {
            await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Imap", imap), ("Webmail:Servers:0:TrustedCertificate", mail.Server.CertificatePath));
            using var browser = await app.SignInAsync(await mail.NewUserAsync());
            Assert.NotNull(browser.Cookie("webmail"));
        }
    }

    [Fact]
    public async Task The_local_part_can_be_the_user_name()
    {
        await mail.Server.AddUserAsync("localpart", "secret-of-local-part");
        await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:UserName", "LocalPart"));
        using var browser = app.Open();
        using var answer = await browser.SignInAsync("localpart@example.test", "secret-of-local-part");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_domain_that_is_not_served_gets_the_answer_of_a_wrong_password()
    {
        await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Domain", "example.test"));
        using var browser = app.Open();
        using var answer = await browser.SignInAsync("anna@elsewhere.example", "secret");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("The address or the password is wrong.", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Where_people_may_name_servers_they_are_asked_and_the_network_behind_stays_closed()
    {
        await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Domain", "example.test"), ("Webmail:AllowOtherServers", "true"));
        using var browser = app.Open();
        using var asked = await browser.SignInAsync("anna@elsewhere.example", "secret");
        Assert.Contains("name=\"imap\"", await asked.Content.ReadAsStringAsync());
        foreach (var typed in new[] { "localhost:22", "127.0.0.1", "[::1]:993", "imap.example.org:8080", "imap://x", "a b" })
        {
            using var refused = await browser.SignInAsync("anna@elsewhere.example", "secret", ("imap", typed));
            Assert.Contains("This is not a mail server that can be used here.", await refused.Content.ReadAsStringAsync());
            app.Clock.Pass(TimeSpan.FromHours(2));
        }
        using var pop = await browser.SignInAsync("anna@elsewhere.example", "secret", ("pop3", "pop.example.org:993"));
        Assert.Matches("(?s)This is not a mail server that can be used here\\..*995 and 110 for POP3.*value=\"pop.example.org:993\"", await pop.Content.ReadAsStringAsync());
        app.Clock.Pass(TimeSpan.FromHours(2));
        // A name that leads to this machine: no connection is made, and the sentence is that of a server which is not there.
        using var inside = await browser.SignInAsync("anna@elsewhere.example", "secret", ("imap", "localhost"));
        Assert.Contains("The mail server does not answer.", await inside.Content.ReadAsStringAsync());
        app.Clock.Pass(TimeSpan.FromHours(2));
        using var within = await browser.SignInAsync("anna@elsewhere.example", "secret", ("pop3", "localhost"));
        Assert.Contains("The mail server does not answer.", await within.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Servers_that_dns_alone_names_elsewhere_are_shown_before_a_password_goes_there()
    {
        await using var dns = new FakeDns().WithSrv("_imaps._tcp.shop.example", 1, 1, 993, "mail.hoster.example").WithSrv("_submissions._tcp.shop.example", 1, 1, 465, "smtp.hoster.example");
        await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Domain", "example.test"), ("Webmail:AllowOtherServers", "true"))
        {
            Bring = services => services.AddSingleton(dns.Client()).AddSingleton<FetchAutoconfig>((_, _) => Task.FromResult<byte[]?>(null)),
        };
        using var browser = app.Open();
        using var answer = await browser.SignInAsync("anna@shop.example", "secret");
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains("These servers were found for your address.", page);
        Assert.Contains("value=\"mail.hoster.example:993\"", page);
        Assert.Contains("value=\"smtp.hoster.example:465\"", page);
    }

    [Fact]
    public async Task A_provider_that_takes_no_password_is_told_with_what_can_be_done()
    {
        await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Domain", "example.test"), ("Webmail:AllowOtherServers", "true"));
        using var browser = app.Open();
        using var answer = await browser.SignInAsync("anna@hotmail.fr", "secret");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains("This mailbox cannot be opened here with a password.", page);
        Assert.Contains("Microsoft no longer lets programs read", page);
        Assert.DoesNotContain("name=\"imap\"", page);
    }

    [Fact]
    public async Task After_too_many_tries_the_wait_is_told_and_a_known_browser_still_gets_in()
    {
        await using var app = new WebmailApp(mail.Server);
        var person = await mail.NewUserAsync();
        using var own = await app.SignInAsync(person);
        using var stranger = app.Open();
        for (var tries = 0; tries < 5; tries++)
        {
            using var wrong = await stranger.SignInAsync(person.Address, "guess");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        }
        using var slowed = await stranger.SignInAsync(person.Address, person.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
        Assert.Matches("Please wait \\d+ seconds", await slowed.Content.ReadAsStringAsync());
        Assert.InRange(slowed.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 15);
        using var again = await own.PostAsync("/sign-in", "/sign-in?email=", ("email", person.Address), ("password", person.Password));
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
    }

    async Task<string> AnswerAsync(params (string, string)[] settings)
    {
        await using var app = new WebmailApp(mail.Server, settings);
        using var browser = app.Open();
        using var answer = await browser.SignInAsync("anna@example.test", "secret");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }
}
