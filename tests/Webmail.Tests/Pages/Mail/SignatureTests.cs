using System.Text;
using System.Text.RegularExpressions;
using Webmail.Tests.Mail.Signatures;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>From a signed message in the mailbox to the line in the reader.</summary>
public sealed class SignatureTests(MailServerFixture mail) : IAsyncLifetime
{
    readonly SignedMail known = new();
    WebmailApp app = null!;

    public ValueTask InitializeAsync()
    {
        app = new WebmailApp(mail.Server);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_signature_around_a_whole_message_is_checked_as_the_server_keeps_it()
    {
        var part = SignedMail.Part("Dear Bob,\r\n\r\n-- line --\r\nEnd  \r\n");
        var mixed = $"Content-Type: multipart/mixed; boundary=in\r\n\r\npreamble\r\n--in\r\n{part}\r\n--in\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+SGk8L2I+\r\n--in--\r\nepilogue";
        foreach (var signed in new[] { part, mixed })
            Assert.Equal("UnknownIssuer", await VerdictAsync(SignedMail.Message("Ann <ann@example.test>", signed, SignedMail.Sign(signed, known.Issue("ann@example.test")))));
        Assert.Equal("Broken", await VerdictAsync(SignedMail.Message("ann@example.test", part.Replace("Bob", "Eve", StringComparison.Ordinal), SignedMail.Sign(part, known.Issue("ann@example.test")))));
        Assert.Equal("OtherSender", await VerdictAsync(SignedMail.Message("boss@example.test", part, SignedMail.Sign(part, known.Issue("ann@example.test")))));
        Assert.Equal("OtherSender", await VerdictAsync(SignedMail.Message("ann@example.test, boss@example.test", part, SignedMail.Sign(part, known.Issue("ann@example.test")))));
    }

    [Fact]
    public async Task A65_what_is_signed_in_part_or_wrapped_in_something_else_is_not_called_signed()
    {
        var part = SignedMail.Part("I owe you nothing");
        var inner = SignedMail.Message("", part, SignedMail.Sign(part, known.Issue("ann@example.test")));
        const string head = "From: ann@example.test\r\nTo: me@example.test\r\nSubject: Signed\r\nMIME-Version: 1.0\r\n";
        Assert.Equal("None", await VerdictAsync($"{head}Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\nContent-Type: text/plain\r\n\r\nI owe you a million\r\n--out\r\n{inner}\r\n--out--\r\n"));
        Assert.Equal("None", await VerdictAsync($"{head}Content-Type: message/rfc822\r\n\r\n{SignedMail.Message("ann@example.test", part, SignedMail.Sign(part, known.Issue("ann@example.test")))}"));
        // A third part would be shown beside what is signed.
        var third = SignedMail.Message("ann@example.test", part, SignedMail.Sign(part, known.Issue("ann@example.test"))).Replace("--sig--", "--sig\r\nContent-Type: text/plain\r\n\r\nI owe you a million\r\n--sig--", StringComparison.Ordinal);
        Assert.Equal("None", await VerdictAsync(third));
    }

    /// <summary>What the line in the reader says; None when the reader asks for none.</summary>
    async Task<string> VerdictAsync(string message)
    {
        var person = await mail.NewUserAsync("me");
        await person.AppendAsync(Encoding.Latin1.GetBytes(message));
        using var browser = await app.SignInAsync(person);
        using var entrance = await browser.GetAsync("/mail");
        var inbox = entrance.Headers.Location!.ToString();
        var key = Regex.Match(await browser.TextAsync(inbox), "data-message=\"([^\"]+)\"").Groups[1].Value;
        var asks = (await browser.TextAsync($"{inbox}/{key}")).Contains("id=\"signature\"", StringComparison.Ordinal);
        var said = Regex.Match(await browser.TextAsync($"{inbox}/{key}/signature"), "data-signature=\"(\\w+)\"").Groups[1].Value;
        Assert.Equal(asks, said != "None");
        return said;
    }

    public async ValueTask DisposeAsync()
    {
        known.Dispose();
        await app.DisposeAsync();
    }
}
