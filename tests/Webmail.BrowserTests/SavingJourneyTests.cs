using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>A form is sent when its session has ended or when nobody answers: what was typed stays, and it is said.</summary>
public sealed class SavingJourneyTests(House house)
{
    const string Name = "form.contact-form input[name=name]", Words = "Typed for an hour", SignedOut = "You are no longer signed in, and nothing was saved.";

    static ILocator Save(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });

    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task What_was_typed_is_saved_after_signing_in_elsewhere(int width)
    {
        await using var window = await house.OpenAsync(width, touch: width == 390);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var page = window.Page;
        await page.GotoAsync("/contacts/edit");
        await page.FillAsync(Name, Words);
        await page.Context.ClearCookiesAsync(new() { Name = "webmail" });
        await Save(page).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync(SignedOut);
        await Expect(page.Locator(Name)).ToHaveValueAsync(Words);
        await window.ExpectFitsAsync();
        var opened = page.Context.WaitForPageAsync();
        await window.Flash.Locator("a").ClickAsync();
        var other = await opened;
        await other.FillAsync("input[name=email]", person.Address);
        await other.FillAsync("input[name=password]", person.Password);
        await other.ClickAsync("form:has(input[name=password]) button");
        await Expect(other.Locator(".list")).ToBeVisibleAsync();
        await Save(page).ClickAsync();
        await Expect(page.Locator("h1").Filter(new() { HasText = Words })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_scripts_what_was_typed_is_there_when_one_goes_back()
    {
        await using var window = await house.OpenAsync(900, scripts: false);
        var person = await house.NewPersonAsync();
        await window.TrySignInAsync(person.Address, person.Password);
        var page = window.Page;
        await page.GotoAsync("/contacts/edit");
        await page.FillAsync("[name=note]", Words);
        await page.Context.ClearCookiesAsync(new() { Name = "webmail" });
        await Save(page).ClickAsync();
        await Expect(page.Locator("#notice")).ToContainTextAsync(SignedOut);
        await page.FillAsync("input[name=email]", person.Address);
        await page.FillAsync("input[name=password]", person.Password);
        await page.ClickAsync("form:has(input[name=password]) button");
        await page.WaitForURLAsync("**/contacts/edit");
        await page.GoBackAsync();
        await page.GoBackAsync();
        await Expect(page.Locator("[name=note]")).ToHaveValueAsync(Words);
    }

    [Fact]
    public async Task A_message_that_is_sent_after_its_session_has_ended_is_asked_for_the_password_once()
    {
        await using var window = await house.OpenAsync(900);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var page = window.Page;
        await page.GotoAsync("/compose?to=bob@example.test&subject=Here");
        await page.FillAsync("[data-editor-target=root]", Words);
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await page.Context.ClearCookiesAsync(new() { Name = "webmail" });
        await page.Keyboard.PressAsync("Control+Enter");
        await page.FillAsync("#again-password", person.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#sign-in-again")).ToBeHiddenAsync();
        await Expect(window.Flash).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-editor-target=root]")).ToHaveTextAsync(Words);
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(window.Flash).ToContainTextAsync("Sent.");
    }
}
