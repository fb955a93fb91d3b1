using System.Security.Cryptography;
using System.Text;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>The door and what comes through it: encryption, login, lists, messages byte for byte, and servers that mean harm (A82, A98).</summary>
public sealed class Pop3WireTests(MailServerFixture mail) : IDisposable
{
    const string Plain = "Subject: one\r\n\r\n";

    static readonly Pop3Limits Small = new(Octets: 100_000, Line: 1000, Message: 200_000);

    readonly TestAuthority authority = TestAuthority.Create();
    readonly string anchors = Path.GetTempFileName();

    [Theory]
    [InlineData(Encryption.ImplicitTls), InlineData(Encryption.StartTls), InlineData(Encryption.None)]
    public async Task Dovecot_is_read_byte_for_byte(Encryption encryption)
    {
        var person = await mail.NewUserAsync();
        byte[][] messages = [Bytes("Subject: a\r\n\r\n.\r\n..\r\n.x\r\nend\r\n"), Bytes("Subject: b\r\n\r\n" + new string('x', 100_000) + "\r\n"), Bytes("no header\r\n"), Bytes("\r\n.\r\n"), RandomNumberGenerator.GetBytes(3000)];
        messages[4] = [.. "Subject: c\r\n\r\n"u8, .. messages[4].Where(octet => octet is not (0 or 10 or 13)), 13, 10];
        await person.AppendAsync(messages.Select(message => new StoredMessage(message)));
        await using var session = await Door().OpenAsync(Login(person, encryption), default);
        var listing = await session.ListAsync(default);
        Assert.True(listing.Named && session.HasTop);
        Assert.Equal(messages.Select(message => message.Length), listing.Entries.Select(entry => entry.Size));
        foreach (var entry in listing.Entries)
        {
            await using var spool = await RetrieveAsync(session, entry.Number);
            Assert.Equal(messages[entry.Number - 1], await ReadAsync(spool));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(messages[entry.Number - 1])), spool.Sha256);
            Assert.Equal(spool.HeaderSha256, await session.HeaderHashAsync(entry.Number, default));
        }
        await session.DeleteAsync(2, default);
        await session.QuitAsync();
        await using var next = await Door().OpenAsync(Login(person, encryption), default);
        Assert.Equal(listing.Entries.Where(entry => entry.Number != 2).Select(entry => entry.Uidl), (await next.ListAsync(default)).Entries.Select(entry => entry.Uidl));
    }

    [Fact]
    public async Task Without_QUIT_nothing_is_deleted()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync("kept", "kept");
        await using (var session = await Door().OpenAsync(Login(person), default)) await session.DeleteAsync(1, default);
        await using var next = await Door().OpenAsync(Login(person), default);
        Assert.Single((await next.ListAsync(default)).Entries);
    }

    [Fact]
    public async Task A_wrong_password_is_told_from_everything_else()
    {
        var person = await mail.NewUserAsync();
        await Door().VerifyAsync(Login(person), default);
        await FailsAsync(FailureKind.WrongPassword, Login(person) with { Password = new Secret("wrong") });
        await using var server = new ScriptedPop3();
        foreach (var (answer, kind) in new[]
        {
            ("-ERR [AUTH] no\r\n", FailureKind.WrongPassword), ("-ERR no\r\n", FailureKind.WrongPassword), ("-ERR [SYS/TEMP] later\r\n", FailureKind.Refused), ("-ERR [SYS/PERM] never\r\n", FailureKind.Refused),
            ("-ERR [LOGIN-DELAY] slowly\r\n", FailureKind.TooManyConnections), ("-ERR maximum number of connections\r\n", FailureKind.TooManyConnections), ("^", FailureKind.ConnectionLost), ("what\r\n", FailureKind.Damaged),
        })
        {
            server.Answers.Clear();
            server.Answers.Add(("^AUTH", answer));
            await FailsAsync(kind, Login(server));
        }
    }

    [Fact]
    public async Task A_mailbox_that_somebody_else_reads_proves_the_password_and_is_not_read()
    {
        await using var server = new ScriptedPop3();
        server.Answers.Add(("^(AUTH|PASS)", "-ERR [IN-USE] Do you have another POP session running?\r\n"));
        await Door().VerifyAsync(Login(server), default);
        Assert.Equal(FailureKind.MailboxLocked, (await Assert.ThrowsAsync<MailFailure>(() => Door().OpenAsync(Login(server), default))).Kind);
    }

    [Theory]
    [InlineData(BadCertificate.Expired, FailureKind.TlsExpired), InlineData(BadCertificate.WrongHost, FailureKind.TlsWrongHost), InlineData(BadCertificate.UnknownIssuer, FailureKind.TlsUnknownIssuer)]
    public async Task What_is_wrong_with_a_certificate_is_said(BadCertificate fault, FailureKind kind)
    {
        var person = await mail.NewUserAsync();
        var login = Login(person, Encryption.ImplicitTls);
        await FailsAsync(kind, login with { Server = login.Server with { Port = mail.Server.PortWith(fault, mail.Server.Ports.Pop3) } });
    }

    [Fact]
    public async Task Plain_text_is_for_loopback_only() =>
        await FailsAsync(FailureKind.NoEncryption, Login(await mail.NewUserAsync()) with { Server = new ServerAddress(MailProtocol.Pop3, "mail.example.test", 110, Encryption.None) });

    [Theory]
    [InlineData("+OK ready\r\n", "-ERR no\r\n", FailureKind.NoEncryption), InlineData("+OK ready\r\n", "what\r\n", FailureKind.NoEncryption), InlineData("* OK imap\r\n", "+OK\r\n", FailureKind.NoEncryption)]
    [InlineData("-ERR busy\r\n", "+OK\r\n", FailureKind.Refused), InlineData("+OK ready\r\n", "+OK go\r\n+OK injected\r\n", FailureKind.TlsFailed)]
    public async Task A98_no_credential_leaves_before_encryption(string greeting, string stls, FailureKind kind)
    {
        await using var server = Scripted(greeting);
        server.Answers.Add(("^STLS", stls));
        await FailsAsync(kind, Encrypted(server));
        Assert.DoesNotContain(server.Commands, command => command is not "STLS" and not "TLS");
    }

    [Fact]
    public async Task A98_what_was_said_in_clear_text_is_forgotten_and_the_mechanism_is_ours()
    {
        await using var server = Scripted("+OK <1896.697170952@evil.test>\r\n");
        server.Capabilities = "SASL NTLM CRAM-MD5 PLAIN\r\nUIDL\r\n";
        await Door().VerifyAsync(Encrypted(server), default);
        Assert.Equal(["STLS", "TLS", "CAPA"], server.Commands.Take(3));
        Assert.Equal("AUTH PLAIN", server.Commands[3][..10]);
    }

    [Theory]
    [InlineData("SASL SCRAM-SHA-256 PLAIN\r\n", "+OK\r\n", "AUTH SCRAM-SHA-256"), InlineData("SASL CRAM-MD5 LOGIN\r\n", "+OK\r\n", "AUTH LOGIN"), InlineData("USER\r\n", "+OK\r\n", "USER ann")]
    [InlineData("USER\r\nSASL PLAIN\r\n", "+OK <1@x>\r\n", "APOP ann ")]
    public async Task The_strongest_mechanism_of_ours_is_used(string capabilities, string greeting, string command)
    {
        await using var server = new ScriptedPop3 { Capabilities = capabilities, Greeting = greeting };
        server.Answers.Add(("^AUTH SCRAM", "-ERR [AUTH] no\r\n"));
        try { await Door().VerifyAsync(Login(server), default); }
        catch (MailFailure failure) { Assert.Equal(FailureKind.WrongPassword, failure.Kind); }
        Assert.StartsWith(command, server.Commands.First(said => said is not "CAPA"), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, said => said.StartsWith("AUTH NTLM", StringComparison.Ordinal) || said.StartsWith("AUTH CRAM", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_feed_alone_ends_no_message()
    {
        await using var server = new ScriptedPop3();
        // What a sender could write to speak as the server, if the end were looked for by LF.
        var text = Plain + "before\n.\n+OK 9999\r\n1 forged\r\nafter\r\n";
        server.Messages.Add(("a", text));
        server.Messages.Add(("b", Plain + "second\r\n"));
        await using var session = await Door().OpenAsync(Login(server), default);
        await session.ListAsync(default);
        foreach (var number in new[] { 1, 2 })
        {
            await using var spool = await RetrieveAsync(session, number);
            Assert.Equal(server.Messages[number - 1].Text, Encoding.Latin1.GetString(await ReadAsync(spool)));
        }
    }

    [Theory]
    [InlineData("UIDL", "-ERR no such command\r\n"), InlineData("UIDL", "+OK\r\n1 same\r\n2 same\r\n.\r\n"), InlineData("UIDL", "+OK\r\n1 only\r\n.\r\n"), InlineData("UIDL", "+OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n")]
    [InlineData("UIDL", "+OK\r\n1 a\r\n2 \x01\x02\r\n.\r\n")]
    public async Task Names_that_are_none_are_not_used(string command, string answer)
    {
        await using var server = new ScriptedPop3();
        server.Messages.AddRange([("x", Plain), ("y", Plain)]);
        server.Answers.Add(($"^{command}$", answer));
        await using var session = await Door().OpenAsync(Login(server), default);
        var listing = await session.ListAsync(default);
        Assert.Equal((2, false), (listing.Entries.Count, listing.Named));
        Assert.All(listing.Entries, entry => Assert.Null(entry.Uidl));
    }

    public static TheoryData<string, string, FailureKind> Hostile => new()
    {
        { "^LIST", "+OK\r\n" + new string('1', 5000), FailureKind.TooLarge },
        { "^LIST", "+OK\r\n" + string.Concat(Enumerable.Range(1, 20_000).Select(n => $"{n} 1\r\n")) + ".\r\n", FailureKind.TooLarge },
        { "^LIST", "+OK\r\n1 99999999999999999999\r\n.\r\n", FailureKind.Damaged },
        { "^LIST", "+OK\r\n7 12\r\n.\r\n", FailureKind.Damaged },
        { "^LIST", "-ERR [SYS/TEMP] not now\r\n", FailureKind.Refused },
        { "^LIST", "+OK\r\n1 16\r\n^", FailureKind.ConnectionLost },
        { "^RETR", "-ERR no such message\r\n", FailureKind.MessageGone },
        { "^RETR", "+OK\r\nSubject: x\r\n\r\nhalf^", FailureKind.ConnectionLost },
        { "^RETR", "+OK\r\n" + new string('x', 300_000), FailureKind.TooLarge },
        { "^RETR", new string('x', 3000), FailureKind.TooLarge },
        { "^RETR", "+OK\r\nSubject: x\r\n\r\n.\r\n+OK\r\n1 lies\r\n.\r\n", FailureKind.Damaged },
        { "^RETR", "* OK what\r\n", FailureKind.Damaged },
        { "^CAPA", "+OK\r\n" + string.Concat(Enumerable.Repeat("X-MORE\r\n", 20_000)), FailureKind.TooLarge },
        { "^CAPA", "+OK\r\n" + new string('x', 2000), FailureKind.TooLarge },
    };

    [Theory, MemberData(nameof(Hostile))]
    public async Task A82_a_hostile_answer_fails_within_its_budget(string command, string answer, FailureKind kind)
    {
        await using var server = new ScriptedPop3();
        server.Messages.Add(("a", Plain));
        server.Answers.Add((command, answer));
        var failure = await Assert.ThrowsAsync<MailFailure>(async () =>
        {
            await using var session = await Door().OpenAsync(Login(server), default);
            await session.ListAsync(default);
            await using var spool = await RetrieveAsync(session, 1);
        });
        Assert.Equal(kind, failure.Kind);
    }

    static async Task FailsAsync(FailureKind kind, MailLogin login) => Assert.Equal(kind, (await Assert.ThrowsAsync<MailFailure>(() => Door().VerifyAsync(login, default))).Kind);

    internal static Pop3Door Door() => new(new ImapPoolOptions(), TimeProvider.System, Small);

    static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    static async Task<MessageSpool> RetrieveAsync(Pop3Session session, int number)
    {
        await session.AskAsync([number], default);
        return await session.TakeAsync(default);
    }

    static async Task<byte[]> ReadAsync(MessageSpool spool)
    {
        using var memory = new MemoryStream();
        await spool.Reopen().CopyToAsync(memory);
        return memory.ToArray();
    }

    static MailLogin Login(MailPerson person, Encryption encryption = Encryption.None)
    {
        var (host, port) = encryption == Encryption.ImplicitTls ? ("localhost", person.Server.Ports.Pop3s) : ("localhost", person.Server.Ports.Pop3);
        return new MailLogin(Guid.Empty, person.Address, 1, new ServerAddress(MailProtocol.Pop3, host, port, encryption), person.Address, new Secret(person.Password), person.Server.CertificatePath);
    }

    static MailLogin Login(ScriptedPop3 server) =>
        new(Guid.Empty, "", 1, new ServerAddress(MailProtocol.Pop3, "127.0.0.1", server.Port, Encryption.None), "ann", new Secret("pass"));

    ScriptedPop3 Scripted(string greeting)
    {
        File.WriteAllText(anchors, authority.Pem);
        return new ScriptedPop3 { Greeting = greeting, Certificate = authority.Issue() };
    }

    MailLogin Encrypted(ScriptedPop3 server) =>
        Login(server) with { Server = new ServerAddress(MailProtocol.Pop3, "localhost", server.Port, Encryption.StartTls), TrustedCertificate = anchors };

    public void Dispose()
    {
        authority.Dispose();
        File.Delete(anchors);
    }
}
