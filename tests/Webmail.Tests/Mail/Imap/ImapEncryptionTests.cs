using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

public sealed class ImapEncryptionTests(MailServerFixture mail) : IDisposable
{
    readonly TestAuthority authority = TestAuthority.Create();
    readonly string anchors = Path.GetTempFileName();

    [Theory]
    [InlineData(Encryption.ImplicitTls), InlineData(Encryption.StartTls)]
    public async Task A_server_of_a_trusted_authority_is_read(Encryption encryption)
    {
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        var port = encryption == Encryption.ImplicitTls ? mail.Server.Ports.Imaps : mail.Server.Ports.Imap;
        await pool.Sessions.VerifyAsync(Login(person, port, encryption, mail.Server.CertificatePath), default);
    }

    [Theory]
    [InlineData(BadCertificate.Expired, FailureKind.TlsExpired), InlineData(BadCertificate.NotYetValid, FailureKind.TlsExpired)]
    [InlineData(BadCertificate.WrongHost, FailureKind.TlsWrongHost), InlineData(BadCertificate.UnknownIssuer, FailureKind.TlsUnknownIssuer)]
    [InlineData(BadCertificate.SelfSigned, FailureKind.TlsUnknownIssuer)]
    public async Task What_is_wrong_with_a_certificate_is_said(BadCertificate fault, FailureKind kind)
    {
        await using var pool = new PoolUnderTest();
        var login = Login(await mail.NewUserAsync(), mail.Server.PortWith(fault), Encryption.ImplicitTls, mail.Server.CertificatePath);
        await FailsAsync(kind, pool, login);
    }

    [Fact]
    public async Task A_private_authority_is_unknown_until_an_administrator_names_it()
    {
        await using var pool = new PoolUnderTest();
        var login = Login(await mail.NewUserAsync(), mail.Server.Ports.Imaps, Encryption.ImplicitTls, null);
        await FailsAsync(FailureKind.TlsUnknownIssuer, pool, login);
    }

    [Fact]
    public async Task Plain_text_is_for_loopback_only()
    {
        await using var pool = new PoolUnderTest();
        var login = Login(await mail.NewUserAsync(), 143, Encryption.None, null);
        await FailsAsync(FailureKind.NoEncryption, pool, login with { Server = login.Server with { Host = "mail.example.test" } });
    }

    [Theory]
    [InlineData("* OK ready\r\n", "% BAD no such command\r\n", FailureKind.NoEncryption)]
    [InlineData("* OK ready\r\n", "% NO not today\r\n", FailureKind.NoEncryption)]
    [InlineData("* PREAUTH welcome\r\n", "% OK go\r\n", FailureKind.NoEncryption)]
    [InlineData("* BYE busy\r\n", "% OK go\r\n", FailureKind.Refused)]
    [InlineData("hello\r\n", "% OK go\r\n", FailureKind.NoEncryption)]
    [InlineData("* OK ready\r\n", "% OK go\r\n* CAPABILITY IMAP4rev1 AUTH=CRAM-MD5 AUTH=PLAIN\r\n", FailureKind.TlsFailed)]
    public async Task No_credential_leaves_before_encryption(string greeting, string startTls, FailureKind kind)
    {
        await using var server = Scripted(greeting);
        server.Answers.Add(("^STARTTLS", startTls));
        await using var pool = new PoolUnderTest();
        await FailsAsync(kind, pool, Login(server));
        Assert.DoesNotContain(server.Commands, command => command is not "STARTTLS" and not "TLS");
    }

    [Fact]
    public async Task Capabilities_said_in_clear_text_are_forgotten_and_the_mechanism_is_ours()
    {
        await using var server = Scripted("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=XOAUTH2 AUTH=NTLM LOGINDISABLED] ready\r\n");
        server.Answers.Add(("^STARTTLS", "* CAPABILITY IMAP4rev1 AUTH=CRAM-MD5\r\n% OK go\r\n"));
        await using var pool = new PoolUnderTest();
        await pool.Sessions.VerifyAsync(Login(server), default);
        Assert.Equal(["STARTTLS", "TLS", "CAPABILITY"], server.Commands.Take(3));
        Assert.StartsWith("AUTHENTICATE PLAIN ", server.Commands[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH=NTLM AUTH=CRAM-MD5 AUTH=LOGIN", "AUTHENTICATE LOGIN"), InlineData("AUTH=CRAM-MD5 AUTH=DIGEST-MD5", "LOGIN ann"), InlineData("", "LOGIN ann")]
    [InlineData("AUTH=PLAIN AUTH=SCRAM-SHA-1", "AUTHENTICATE SCRAM-SHA-1")]
    public async Task The_strongest_mechanism_of_ours_is_used(string offered, string command)
    {
        await using var server = new ScriptedImap { Capabilities = $"IMAP4rev1 {offered}" };
        server.Answers.Add(("^(AUTHENTICATE|LOGIN)", "% NO seen enough\r\n"));
        await using var pool = new PoolUnderTest();
        await FailsAsync(FailureKind.WrongPassword, pool, Login(server) with { Server = new ServerAddress(MailProtocol.Imap, "127.0.0.1", server.Port, Encryption.None) });
        Assert.StartsWith(command, server.Commands[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_that_is_open_without_a_password_is_not_ours()
    {
        await using var server = new ScriptedImap { Greeting = "* PREAUTH welcome\r\n" };
        await using var pool = new PoolUnderTest();
        await FailsAsync(FailureKind.Refused, pool, Login(server) with { Server = new ServerAddress(MailProtocol.Imap, "127.0.0.1", server.Port, Encryption.None) });
    }

    ScriptedImap Scripted(string greeting)
    {
        File.WriteAllText(anchors, authority.Pem);
        return new ScriptedImap { Greeting = greeting, Certificate = authority.Issue(), Capabilities = "IMAP4rev1 SASL-IR AUTH=CRAM-MD5 AUTH=PLAIN" };
    }

    MailLogin Login(ScriptedImap server) => new(
        Guid.Empty, "", 1, new ServerAddress(MailProtocol.Imap, "localhost", server.Port, Encryption.StartTls), "ann", new Secret("pass"), anchors);

    static MailLogin Login(MailPerson person, int port, Encryption encryption, string? trusted) => PoolUnderTest.Login(person) with
    {
        Server = new ServerAddress(MailProtocol.Imap, "localhost", port, encryption),
        TrustedCertificate = trusted,
    };

    static async Task FailsAsync(FailureKind kind, PoolUnderTest pool, MailLogin login) =>
        Assert.Equal(kind, (await Assert.ThrowsAsync<MailFailure>(() => pool.Sessions.VerifyAsync(login, default))).Kind);

    public void Dispose()
    {
        authority.Dispose();
        File.Delete(anchors);
    }
}
