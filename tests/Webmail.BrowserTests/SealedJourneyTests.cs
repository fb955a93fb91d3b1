using System.Text;
using MailKit;
using Webmail.MailServers;
using Webmail.Tests.Mail.Keys;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>An encrypted message, from the list to its words.</summary>
public sealed class SealedJourneyTests(House house)
{
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_passphrase_typed_in_the_reader_opens_the_message_there(bool scripts)
    {
        var person = await house.NewPersonAsync();
        using var gpg = new GnuPg().Make($"Me <{person.Address}>");
        await AppendSealedAsync(person, gpg);
        await using var window = await house.OpenAsync(1440, scripts: scripts);
        await window.SignInAsync(person);
        await ImportAndLockAsync(window, gpg, person);
        await window.Page.GotoAsync("/mail");
        await window.Rows.Filter(new() { HasText = "Sealed" }).First.Locator("a").First.ClickAsync();
        // Without scripts, the line in the reader leads to the same form on a page.
        if (!scripts) await window.Page.ClickAsync("a[href*='/opened']");
        var passphrase = window.Page.Locator("input[name=passphrase]");
        await passphrase.FillAsync("wrong");
        await passphrase.PressAsync("Enter");
        await Expect(window.Page.Locator(".unlock .error")).ToContainTextAsync("opens none of your keys");
        await passphrase.FillAsync(GnuPg.Passphrase);
        await passphrase.PressAsync("Enter");
        await Expect(window.Body.GetByText("The secret plan")).ToBeVisibleAsync();
        await Expect(window.Subject).ToHaveTextAsync("Sealed");
        if (scripts) await Expect(window.Page.Locator("[data-seal=Opened]")).ToBeVisibleAsync();
    }

    /// <summary>What was left is kept for who goes back, in the page as it was.</summary>
    [Fact]
    public async Task A_passphrase_typed_and_not_sent_is_not_there_for_who_goes_back()
    {
        var person = await house.NewPersonAsync();
        using var gpg = new GnuPg().Make($"Me <{person.Address}>");
        await AppendSealedAsync(person, gpg);
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(person);
        await ImportAndLockAsync(window, gpg, person);
        await window.Page.GotoAsync("/mail");
        await window.Rows.Filter(new() { HasText = "Sealed" }).First.Locator("a").First.ClickAsync();
        var passphrase = window.Page.Locator("input[name=passphrase]");
        await passphrase.FillAsync(GnuPg.Passphrase);
        var closed = window.Page.Url;
        await window.Rows.Nth(3).Locator("a").First.ClickAsync();
        await Expect(passphrase).ToHaveCountAsync(0);
        await Expect(window.Page).Not.ToHaveURLAsync(closed);
        await window.Page.GoBackAsync();
        await Expect(window.Subject).ToHaveTextAsync("Sealed");
        await Expect(passphrase).ToBeEmptyAsync();
    }

    [Fact]
    public async Task A_key_is_unlocked_in_the_composer_and_its_passphrase_is_written_down_nowhere()
    {
        var person = await house.NewPersonAsync();
        using var gpg = new GnuPg().Make($"Me <{person.Address}>");
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(person);
        await ImportAndLockAsync(window, gpg, person);
        await window.Page.GotoAsync("/compose?subject=Signed&body=Words&to=" + Uri.EscapeDataString(person.Address));
        await window.Page.Locator("[name=sign]").CheckAsync();
        await window.Page.ClickAsync("[data-composer-target=send]");
        var passphrase = window.Page.Locator("[name=passphrase]");
        await Expect(passphrase).ToBeFocusedAsync();
        // The server has drawn all that the browser had kept: nothing is restored, and no line opens that nobody wrote in.
        await Expect(window.Page.Locator("[data-composer-target=state]")).Not.ToHaveTextAsync("Restored from this browser");
        await Expect(window.Page.Locator("#cc")).ToBeHiddenAsync();
        await passphrase.PressSequentiallyAsync(GnuPg.Passphrase);
        await Expect(window.Page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        Assert.DoesNotContain(GnuPg.Passphrase, await window.Page.EvaluateAsync<string>("JSON.stringify(localStorage)"), StringComparison.Ordinal);
        await passphrase.PressAsync("Enter");
        await Expect(window.Page.GetByText("Your key is unlocked")).ToBeVisibleAsync();
        await Expect(passphrase).ToHaveCountAsync(0);
        await Expect(window.Page.Locator("[name=sign]")).ToBeCheckedAsync();
        await window.Page.ClickAsync("[data-composer-target=send]");
        await Expect(window.Page.Locator("form[data-composer]")).ToHaveCountAsync(0);
    }

    static async Task AppendSealedAsync(MailPerson person, GnuPg gpg)
    {
        var block = Encoding.ASCII.GetString(gpg.Run("Content-Type: text/plain\r\n\r\nThe secret plan\r\n"u8.ToArray(), "--armor", "--encrypt", "--recipient", person.Address)).ReplaceLineEndings("\r\n");
        await person.AppendAsync([new StoredMessage(Encoding.UTF8.GetBytes(
            $"From: Ann <ann@example.test>\r\nSubject: Sealed\r\nDate: {DateTime.UtcNow:R}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=enc\r\n\r\n"
            + $"--enc\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--enc\r\nContent-Type: application/octet-stream\r\n\r\n{block}\r\n--enc--\r\n"), MessageFlags.None, null)]);
    }

    static async Task ImportAndLockAsync(Window window, GnuPg gpg, MailPerson person)
    {
        await window.Page.GotoAsync("/settings/keys");
        await window.Page.FillAsync("form[action$=import] textarea[name=text]", Encoding.ASCII.GetString(gpg.Secret(person.Address)));
        await window.Page.FillAsync("form[action$=import] input[name=passphrase]", GnuPg.Passphrase);
        await window.Page.ClickAsync("form[action$=import] button");
        await window.Page.ClickAsync("form[action$=lock]:not([action$=unlock]) button");
    }
}
