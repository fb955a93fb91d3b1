using System.Net;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Mail.Keys;
using Webmail.Tests.Pages.Compose;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>What one does with an encrypted message: unlock its key where it is read, answer it, print it.</summary>
public sealed class OpenedUseTests(OwnSqliteApp sqlite, MailServerFixture mail) : SealedMail, IClassFixture<OwnSqliteApp>
{
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
}
