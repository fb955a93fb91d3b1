using System.Globalization;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;
using Webmail.Mail.Checking;
using Webmail.Mail.Imap;
using Webmail.Mail.Pop3;
using Webmail.Mail.Sending;
using Webmail.MailServers;
using Webmail.Pages.Settings.Accounts;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Mail.Pop3;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Checking;

/// <summary>More than twenty faults, each put on the way to a server, and what a person reads of each: the right sentence, in both languages, and who must do what.</summary>
public sealed class DoctorSentenceTests(MailServerFixture mail) : IAsyncDisposable
{
    static readonly ImapPoolOptions Quick = PoolUnderTest.Quick with { ConnectDeadline = TimeSpan.FromSeconds(4) };
    readonly PoolUnderTest pool = new(Quick);

    [Theory]
    [InlineData("imaps://mail.invalid:993", "The name mail.invalid is not known.", "Le nom mail.invalid")]
    [InlineData("imaps://localhost:1", "localhost exists, but nothing answers at port 1.", "rien ne répond")]
    [InlineData("imaps://localhost:{Expired}", "has expired, or is not valid yet", "expiré")]
    [InlineData("imaps://localhost:{NotYetValid}", "has expired, or is not valid yet", "expiré")]
    [InlineData("imaps://localhost:{WrongHost}", "The certificate is for another name", "autre nom")]
    [InlineData("imaps://localhost:{UnknownIssuer}", "by an authority that is not trusted here", "autorité")]
    [InlineData("imaps://localhost:{SelfSigned}", "by an authority that is not trusted here", "autorité")]
    [InlineData("imaps://localhost:{Imap}", "No encrypted connection to localhost", "chiffrée")]
    [InlineData("imap+plain://192.0.2.1:143", "192.0.2.1 does not encrypt at port 143.", "chiffre")]
    [InlineData("imap+plain://localhost:{Submission}", "does not speak this mail protocol", "protocole")]
    [InlineData("imaps://localhost:{Imaps}", "localhost does not accept your password.", "mot de passe")]
    [InlineData("pop3s://localhost:1", "localhost exists, but nothing answers at port 1.", "rien ne répond")]
    [InlineData("pop3s://localhost:{Expired}", "has expired, or is not valid yet", "expiré")]
    [InlineData("pop3s://localhost:{WrongHost}", "The certificate is for another name", "autre nom")]
    [InlineData("pop3://localhost:{Pop3}", "localhost does not accept your password.", "mot de passe")]
    [InlineData("smtps://mail.invalid:465", "The name mail.invalid is not known.", "Le nom mail.invalid")]
    [InlineData("smtps://localhost:{Expired}", "has expired, or is not valid yet", "expiré")]
    [InlineData("smtps://localhost:{UnknownIssuer}", "by an authority that is not trusted here", "autorité")]
    [InlineData("smtps://localhost:{Submission}", "No encrypted connection to localhost", "chiffrée")]
    [InlineData("smtp://localhost:{Submission}", "localhost does not accept your password.", "mot de passe")]
    public async Task A_fault_on_the_way_has_its_sentence(string url, string english, string french)
    {
        foreach (var fault in Enum.GetValues<BadCertificate>())
            if (url.Contains($"{{{fault}}}", StringComparison.Ordinal)) url = url.Replace($"{{{fault}}}", Number(mail.Server.PortWith(fault)), StringComparison.Ordinal);
        var ports = mail.Server.Ports;
        url = url.Replace("{Imap}", Number(ports.Imap), StringComparison.Ordinal).Replace("{Imaps}", Number(ports.Imaps), StringComparison.Ordinal)
            .Replace("{Pop3}", Number(ports.Pop3), StringComparison.Ordinal).Replace("{Submission}", Number(ports.Submission), StringComparison.Ordinal);
        await ExpectAsync(url, english, french);
    }

    [Theory]
    [InlineData("* BYE closed for the night\r\n", "ends the connection before it has answered", "met fin à la connexion")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "does not speak this mail protocol", "protocole")]
    [InlineData("", "does not answer in time", "ne répond pas à temps")]
    public async Task A_greeting_that_is_none_has_its_sentence(string greeting, string english, string french)
    {
        await using var server = new ScriptedImap { Greeting = greeting };
        await ExpectAsync($"imap+plain://127.0.0.1:{server.Port}", english, french);
    }

    [Theory]
    [InlineData("% NO [LIMIT] Too many connections\r\n", "has too many connections of yours open", "connexions")]
    [InlineData("% NO [UNAVAILABLE] Back end is down\r\n", "refuses to work for you now", "refuse")]
    [InlineData("% NO [AUTHENTICATIONFAILED] No\r\n", "does not accept your password", "mot de passe")]
    public async Task A_refused_login_has_its_sentence(string answer, string english, string french)
    {
        await using var server = new ScriptedImap { Answers = { ("^AUTHENTICATE", answer) } };
        await ExpectAsync($"imap+plain://127.0.0.1:{server.Port}", english, french);
    }

    [Theory]
    [InlineData("-ERR [IN-USE] Mailbox is open elsewhere\r\n", "Another program has this mailbox open", "autre programme")]
    [InlineData("-ERR [SYS/TEMP] Try again later\r\n", "refuses to work for you now", "refuse")]
    [InlineData("-ERR [LOGIN-DELAY] Too often\r\n", "has too many connections of yours open", "connexions")]
    public async Task A_mailbox_that_is_not_given_out_has_its_sentence(string answer, string english, string french)
    {
        await using var server = new ScriptedPop3 { Answers = { ("^(AUTH|PASS)", answer) } };
        await ExpectAsync($"pop3+plain://127.0.0.1:{server.Port}", english, french);
    }

    async Task ExpectAsync(string url, string english, string french)
    {
        var login = new MailLogin(Guid.NewGuid(), MailAccount.NewId(), 1, ServerAddress.Parse(url), (await mail.NewUserAsync()).Address, new Secret("wrong-one"), mail.Server.CertificatePath);
        var doctor = new ConnectionDoctor(Quick, pool.Sessions, new Pop3Door(Quick, TimeProvider.System), new SmtpTransport(Quick));
        var last = (await doctor.ExamineAsync(login, null, (_, logIn, _) => logIn(), TestContext.Current.CancellationToken))[^1];
        Assert.Contains(english, In("en", words => words.Sentence(last)), StringComparison.Ordinal);
        Assert.Contains(french, In("fr", words => words.Sentence(last)), StringComparison.OrdinalIgnoreCase);
        // Who must do what: a sentence of its own, with no name of a resource in it, and no secret.
        foreach (var advice in new[] { In("en", words => words.Advice(last)), In("fr", words => words.Advice(last)) })
        {
            Assert.InRange(advice.Length, 30, 400);
            Assert.DoesNotContain("Problem.", advice, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong-one", advice, StringComparison.Ordinal);
        }
    }

    static string In(string language, Func<DoctorWords, string> say)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            var factory = new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance);
            return say(new DoctorWords(new StringLocalizer<DoctorText>(factory), ownServers: false));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => pool.DisposeAsync();
}
