using System.Globalization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Checking;
using Webmail.Mail.Imap;
using Webmail.Mail.Pop3;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Checking;

/// <summary>Faults put on the way to a mail server, each found at its step. The sentence of each kind is checked for both languages.</summary>
public sealed class ConnectionDoctorTests(MailServerFixture mail) : IAsyncDisposable
{
    static readonly ImapPoolOptions Quick = PoolUnderTest.Quick with { ConnectDeadline = TimeSpan.FromSeconds(4) };
    readonly PoolUnderTest pool = new(Quick);

    MailServer Server => mail.Server;

    public static TheoryData<string, CheckStep, FailureKind> Faults => new()
    {
        { "imaps://mail.invalid:993", CheckStep.Name, FailureKind.UnknownHost },
        { "imaps://localhost:1", CheckStep.Network, FailureKind.Unreachable },
        { "imaps://localhost:{Expired}", CheckStep.Encryption, FailureKind.TlsExpired },
        { "imaps://localhost:{NotYetValid}", CheckStep.Encryption, FailureKind.TlsExpired },
        { "imaps://localhost:{WrongHost}", CheckStep.Encryption, FailureKind.TlsWrongHost },
        { "imaps://localhost:{UnknownIssuer}", CheckStep.Encryption, FailureKind.TlsUnknownIssuer },
        { "imaps://localhost:{SelfSigned}", CheckStep.Encryption, FailureKind.TlsUnknownIssuer },
        { "imaps://localhost:{Imap}", CheckStep.Encryption, FailureKind.TlsFailed },
        { "imap+plain://192.0.2.1:143", CheckStep.Encryption, FailureKind.NoEncryption },
        { "imap+plain://localhost:{Submission}", CheckStep.Greeting, FailureKind.Damaged },
        { "smtps://mail.invalid:465", CheckStep.Name, FailureKind.UnknownHost },
        { "smtps://localhost:1", CheckStep.Network, FailureKind.Unreachable },
        { "smtps://localhost:{Expired}", CheckStep.Encryption, FailureKind.TlsExpired },
        { "smtps://localhost:{WrongHost}", CheckStep.Encryption, FailureKind.TlsWrongHost },
        { "smtps://localhost:{Submission}", CheckStep.Encryption, FailureKind.TlsFailed },
        { "pop3s://localhost:1", CheckStep.Network, FailureKind.Unreachable },
        { "pop3s://localhost:{UnknownIssuer}", CheckStep.Encryption, FailureKind.TlsUnknownIssuer },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task A_fault_on_the_way_is_found_at_its_step(string url, CheckStep step, FailureKind problem)
    {
        var person = await mail.NewUserAsync();
        var checks = await ExamineAsync(Login(Fill(url), person.Address, person.Password));
        Assert.Equal((step, problem), (checks[^1].Step, checks[^1].Problem));
        // What comes before it went well, and nothing after it is claimed.
        Assert.Equal(Enum.GetValues<CheckStep>().Where(before => before < step), checks.SkipLast(1).Select(check => check.Step));
        Assert.All(checks.SkipLast(1), check => Assert.Null(check.Problem));
        Assert.All(checks, check => Assert.DoesNotContain(person.Password, check.ToString()));
    }

    [Theory]
    [InlineData("imap://localhost:{Imap}")]
    [InlineData("imaps://localhost:{Imaps}")]
    [InlineData("pop3://localhost:{Pop3}")]
    [InlineData("smtp://localhost:{Submission}")]
    public async Task A_wrong_password_is_found_at_the_login_and_the_right_one_ends_well(string url)
    {
        var person = await mail.NewUserAsync();
        var wrong = await ExamineAsync(Login(Fill(url), person.Address, "wrong-one"));
        Assert.Equal((CheckStep.Login, FailureKind.WrongPassword), (wrong[^1].Step, wrong[^1].Problem));
        Assert.All(await ExamineAsync(Login(Fill(url), person.Address, person.Password)), check => Assert.Null(check.Problem));
    }

    [Theory]
    [InlineData("* BYE closed for the night\r\n", FailureKind.ConnectionLost, "closed for the night")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", FailureKind.Damaged, "")]
    [InlineData("", FailureKind.TimedOut, "")]
    public async Task A_server_that_greets_otherwise_is_found_at_the_greeting(string greeting, FailureKind problem, string words)
    {
        await using var server = new ScriptedImap { Greeting = greeting };
        var checks = await ExamineAsync(Login($"imap+plain://127.0.0.1:{server.Port}", "anna@example.test", "secret"));
        Assert.Equal((CheckStep.Greeting, problem), (checks[^1].Step, checks[^1].Problem));
        Assert.Contains(words, checks[^1].ServerText);
        Assert.DoesNotContain(server.Commands, command => command.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("% NO [LIMIT] Too many connections\r\n", CheckStep.Login, FailureKind.TooManyConnections)]
    [InlineData("% NO [UNAVAILABLE] Back end is down\r\n", CheckStep.Greeting, FailureKind.Refused)]
    [InlineData("% NO [AUTHENTICATIONFAILED] No\r\n", CheckStep.Login, FailureKind.WrongPassword)]
    public async Task A_refused_login_is_told_apart(string answer, CheckStep step, FailureKind problem)
    {
        await using var server = new ScriptedImap { Answers = { ("^AUTHENTICATE", answer) } };
        var checks = await ExamineAsync(Login($"imap+plain://127.0.0.1:{server.Port}", "anna@example.test", "secret"));
        Assert.Equal((step, problem), (checks[^1].Step, checks[^1].Problem));
    }

    [Fact]
    public async Task Folders_that_cannot_be_listed_are_the_last_step()
    {
        var person = await mail.NewUserAsync();
        var login = Login(Fill("imaps://localhost:{Imaps}"), person.Address, person.Password);
        // The password changes between the login and the list.
        var checks = await ExamineAsync(login, new ImapStore(pool.Sessions, login with { Password = new Secret("old") }, ChosenRoles.None));
        Assert.Equal((CheckStep.Folders, FailureKind.WrongPassword), (checks[^1].Step, checks[^1].Problem));
    }

    [Theory]
    [InlineData("CONDSTORE QRESYNC", Extension.CondStore), InlineData("MOVE", Extension.Move)]
    public async Task What_a_server_lacks_is_named(string lacking, Extension named)
    {
        var person = await mail.NewUserAsync();
        await using var proxy = new CutProxy(Server.Ports.Imap);
        async Task<IReadOnlyList<Extension>> MissingAsync()
        {
            var login = Login($"imap+plain://127.0.0.1:{proxy.Port}", person.Address, person.Password);
            return (await ExamineAsync(login, new ImapStore(pool.Sessions, login, ChosenRoles.None))).Single(check => check.Step == CheckStep.Capabilities).Missing;
        }
        Assert.DoesNotContain(named, await MissingAsync());
        proxy.Without(lacking.Split(' '));
        Assert.Contains(named, await MissingAsync());
    }

    [Fact]
    public async Task A58_of_a_server_of_somebodys_choice_only_what_it_says_itself_is_told()
    {
        var guarded = 0;
        var checks = await Doctor().ExamineAsync(Login("imaps://localhost:1", "anna@example.test", "secret") with { PublicOnly = true }, null, (_, _, _) =>
        {
            guarded++;
            throw new MailFailure(FailureKind.Unreachable);
        }, CancellationToken.None);
        Assert.Equal((1, CheckStep.Network, FailureKind.Unreachable), (guarded, checks[^1].Step, checks[^1].Problem));
    }

    Task<IReadOnlyList<Check>> ExamineAsync(MailLogin login, IMailStore? store = null) =>
        Doctor().ExamineAsync(login, store, (_, logIn, _) => logIn(), TestContext.Current.CancellationToken);

    ConnectionDoctor Doctor() => new(Quick, pool.Sessions, new Pop3Door(Quick, TimeProvider.System), new SmtpTransport(Quick));

    MailLogin Login(string url, string user, string password) =>
        new(Guid.NewGuid(), MailAccount.NewId(), 1, ServerAddress.Parse(url), user, new Secret(password), Server.CertificatePath);

    string Fill(string url)
    {
        foreach (var fault in Enum.GetValues<BadCertificate>())
            if (url.Contains($"{{{fault}}}", StringComparison.Ordinal)) url = url.Replace($"{{{fault}}}", Number(Server.PortWith(fault)), StringComparison.Ordinal);
        var ports = Server.Ports;
        return url.Replace("{Imap}", Number(ports.Imap), StringComparison.Ordinal).Replace("{Imaps}", Number(ports.Imaps), StringComparison.Ordinal)
            .Replace("{Pop3}", Number(ports.Pop3), StringComparison.Ordinal).Replace("{Submission}", Number(ports.Submission), StringComparison.Ordinal);
    }

    static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => pool.DisposeAsync();
}
