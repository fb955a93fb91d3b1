using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Webmail.Mail.Sending;
using Webmail.Tests.Mail.Keys;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>Signed and encrypted messages from the composer to somebody who reads with GnuPG.</summary>
public sealed class SealedSendingTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    const string Text = "The plan:\n\n  at noon \n-- \nFrom me, élan";

    [Fact]
    public async Task What_is_signed_and_encrypted_here_is_read_and_verified_by_gnupg_and_in_Sent()
    {
        var (ann, bob) = (await mail.NewUserAsync("ann"), await mail.NewUserAsync("bob"));
        using var gpg = new GnuPg().Make($"Ann <{ann.Address}>").Make($"Bob <{bob.Address}>");
        using var browser = await sqlite.App.SignInAsync(ann);
        await ImportAsync(browser, gpg.Secret(ann.Address));
        await ImportAsync(browser, gpg.Public(bob.Address));
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(bob.Address, "Sealed plan", Text);
        (composer["sign"], composer["encrypt"], composer["attachKey"]) = ("true", "true", "true");
        composer.Attach("plan.bin", [0, 1, 2, 255]);
        await composer.SentAsync();
        Pass();
        var raw = (await Arrivals.ExpectAsync(bob, "INBOX", "Sealed plan", 1))[0];
        Assert.DoesNotContain("plan.bin", raw, StringComparison.Ordinal);
        var (text, said) = gpg.Open(Encoding.Latin1.GetBytes(Regex.Match(raw, "-----BEGIN PGP MESSAGE-----.*-----END PGP MESSAGE-----", RegexOptions.Singleline).Value));
        Assert.Contains("GOODSIG", said, StringComparison.Ordinal);
        Assert.Contains("DECRYPTION_OKAY", said, StringComparison.Ordinal);
        using var inner = await MimeEntity.LoadAsync(new MemoryStream(text), TestContext.Current.CancellationToken);
        using var whole = new MimeMessage { Body = inner };
        Assert.Contains("at noon", whole.TextBody, StringComparison.Ordinal);
        Assert.Equal(2, whole.Attachments.Count());

        await Arrivals.ExpectAsync(ann, "Sent", "Sealed plan", 1);
        using var entrance = await browser.GetAsync("/mail");
        var sent = entrance.Headers.Location!.ToString().Replace("INBOX", "Sent", StringComparison.Ordinal);
        var key = Regex.Match(await browser.TextAsync(sent), "data-message=\"([^\"]+)\"").Groups[1].Value;
        Assert.Contains("data-signature=\"KnownKey\"", await browser.TextAsync($"{sent}/{key}/opened"), StringComparison.Ordinal);
        Assert.Contains("at noon", await browser.TextAsync($"{sent}/{key}/opened-body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_only_signed_arrives_as_it_was_signed()
    {
        var (ann, bob) = (await mail.NewUserAsync("ann"), await mail.NewUserAsync("bob"));
        using var gpg = new GnuPg().Make($"Ann <{ann.Address}>", "rsa2048");
        using var browser = await sqlite.App.SignInAsync(ann);
        await ImportAsync(browser, gpg.Secret(ann.Address));
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(bob.Address, "Signed plan", Text);
        composer["sign"] = "true";
        await composer.SentAsync();
        Pass();
        var raw = (await Arrivals.ExpectAsync(bob, "INBOX", "Signed plan", 1))[0];
        var boundary = "--" + Regex.Match(raw, "boundary=\"([^\"]+)\"").Groups[1].Value;
        var parts = raw.ReplaceLineEndings("\r\n").Split(boundary);
        Assert.Contains("GOODSIG", gpg.Verify(Encoding.Latin1.GetBytes(parts[1]["\r\n".Length..^"\r\n".Length]), Encoding.Latin1.GetBytes(parts[2][parts[2].IndexOf("-----BEGIN", StringComparison.Ordinal)..])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_no_key_is_named_and_hidden_recipients_are_refused()
    {
        var ann = await mail.NewUserAsync("ann");
        using var gpg = new GnuPg().Make($"Ann <{ann.Address}>").Make("Other <other@example.test>");
        using var browser = await sqlite.App.SignInAsync(ann);
        Assert.DoesNotContain("name=\"encrypt\"", await browser.TextAsync("/compose"), StringComparison.Ordinal);
        await ImportAsync(browser, gpg.Secret(ann.Address));
        Assert.Contains("there is no valid key for nokey@example.test", await RefusedAsync(browser, "nokey@example.test", "", "to"), StringComparison.Ordinal);
        Assert.Contains("would not stay hidden", await RefusedAsync(browser, ann.Address, ann.Address, "bcc"), StringComparison.Ordinal);
        using var locked = await browser.PostAsync("/settings/keys?handler=lock", "/settings/keys");
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(ann.Address, "x", "y");
        composer["sign"] = "true";
        using var answer = await composer.SendAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var again = await Composer.FromAsync(browser, answer);
        Assert.Contains("Your key is locked", again.Page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("true", again["sign"]);
    }

    [Fact]
    public async Task A_locked_key_is_unlocked_in_the_composer_and_nothing_typed_is_lost()
    {
        var ann = await mail.NewUserAsync("ann");
        using var gpg = new GnuPg().Make($"Ann <{ann.Address}>");
        using var browser = await sqlite.App.SignInAsync(ann);
        await ImportAsync(browser, gpg.Secret(ann.Address));
        using var locked = await browser.PostAsync("/settings/keys?handler=lock", "/settings/keys");
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(ann.Address, "Signed at last", "first words");
        composer["sign"] = "true";
        using var refused = await composer.SendAsync();
        var asked = await Composer.FromAsync(browser, refused);
        // Enter presses the first button of the form, which must not send a message that was to go out later.
        Assert.Equal("unlock", asked.Page.QuerySelector(".composer button[name=act]")!.GetAttribute("value"));
        (asked["body"], asked["passphrase"]) = ("first words, and more", "wrong");
        using var wrong = await asked.PressAsync("act", "unlock");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var again = await Composer.FromAsync(browser, wrong);
        Assert.Contains("opens none of your keys", again.Page.QuerySelector("[data-unlock] [role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("first words, and more", ""), (again["body"].Trim(), again["passphrase"]));
        again["passphrase"] = GnuPg.Passphrase;
        using var right = await again.PressAsync("act", "unlock");
        Assert.Equal(HttpStatusCode.SeeOther, right.StatusCode);
        var open = await Composer.OpenAsync(browser, right.Headers.Location!.ToString());
        Assert.Null(open.Page.QuerySelector("[data-unlock]"));
        Assert.Equal(("first words, and more", "true"), (open["body"].Trim(), open["sign"]));
        await open.SentAsync();
    }

    [Fact]
    public async Task A_draft_that_is_to_be_encrypted_lies_on_the_mail_server_for_its_writer_alone()
    {
        var ann = await mail.NewUserAsync("ann");
        using var gpg = new GnuPg().Make($"Ann <{ann.Address}>");
        using var browser = await sqlite.App.SignInAsync(ann);
        await ImportAsync(browser, gpg.Secret(ann.Address));
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("nokey@example.test", "Half written", "Not for the server");
        composer["encrypt"] = "true";
        using var kept = await composer.PressAsync("act", "save");
        var raw = (await Arrivals.ExpectAsync(ann, "Drafts", "Half written", 1))[0];
        Assert.DoesNotContain("Not for the server", raw, StringComparison.Ordinal);
        var (text, _) = gpg.Open(Encoding.Latin1.GetBytes(Regex.Match(raw, "-----BEGIN PGP MESSAGE-----.*-----END PGP MESSAGE-----", RegexOptions.Singleline).Value));
        Assert.Contains("Not for the server", Encoding.UTF8.GetString(text), StringComparison.Ordinal);
    }

    void Pass()
    {
        sqlite.App.Clock.Pass(TimeSpan.FromSeconds(11));
        sqlite.App.Services.GetRequiredService<OutboxSignal>().Raise();
    }

    static async Task<string> RefusedAsync(Browser browser, string to, string bcc, string field)
    {
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write(to, "x", "y");
        (composer["bcc"], composer["encrypt"]) = (bcc, "true");
        using var answer = await composer.SendAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return (await Composer.FromAsync(browser, answer)).Error(field);
    }

    static async Task ImportAsync(Browser browser, byte[] key)
    {
        using var done = await browser.PostAsync("/settings/keys?handler=import", "/settings/keys", ("text", Encoding.ASCII.GetString(key)), ("passphrase", GnuPg.Passphrase));
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
    }
}
