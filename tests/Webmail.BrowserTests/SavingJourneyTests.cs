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
        await Window.FillSignInAsync(other, person.Address, person.Password);
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
        await Window.FillSignInAsync(page, person.Address, person.Password);
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

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task What_nobody_answered_is_said_and_can_be_saved_again(bool offline)
    {
        await using var window = await house.OpenAsync(900);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/contacts/edit");
        await page.FillAsync(Name, Words);
        if (offline) await page.Context.SetOfflineAsync(true);
        // What stands before a server that is gone answers for it.
        else await page.RouteAsync("**/contacts/edit", route => route.FulfillAsync(new() { Status = 502, ContentType = "text/html", Body = "<h1>Bad gateway</h1>" }));
        await Save(page).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("No answer from the server");
        await Expect(page.Locator(Name)).ToHaveValueAsync(Words);
        if (offline) await page.Context.SetOfflineAsync(false);
        else await page.UnrouteAllAsync();
        await Save(page).ClickAsync();
        await Expect(page.Locator("h1").Filter(new() { HasText = Words })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_was_done_to_messages_without_a_connection_is_said_and_they_come_back()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        var count = await window.Rows.CountAsync();
        await window.OpenAsync(window.Rows.Nth(2).Locator("a"));
        await page.Context.SetOfflineAsync(true);
        // In the message that is open, then in the list.
        await page.GetByRole(AriaRole.Button, new() { Name = "Archive", Exact = true }).First.ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("No answer from the server");
        await Expect(page.Locator("#reader [inert]")).ToHaveCountAsync(0);
        await window.Flash.EvaluateAllAsync<object?>("flashes => flashes.forEach(flash => flash.remove())");
        await window.Rows.Nth(3).Locator("a").FocusAsync();
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("e");
        await Expect(window.Flash).ToContainTextAsync("No answer from the server");
        await Expect(page.Locator("[data-message]:not([hidden])")).ToHaveCountAsync(count);
    }
}
