using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Where the keys go in the composer: what Enter does in a field.</summary>
public sealed class ComposerFocusJourneyTests(House house)
{
    const string Editor = "[data-editor-target=root]";

    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task Enter_in_the_subject_goes_on_to_the_text(int width)
    {
        await using var window = await house.OpenAsync(width);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.Locator("a:visible", new() { HasText = "Write" }).First.ClickAsync();
        await window.Composing("#to").FillAsync("bob@example.test");
        await window.Composing("#subject").FillAsync("Not yet");
        await Expect(window.Composing(Editor)).ToBeVisibleAsync();
        await window.Composing("#subject").PressAsync("Enter");
        await Expect(window.Composing(Editor)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Now");
        await Expect(window.Composing(Editor)).ToHaveTextAsync("Now");
        await window.Composing(".composer-menu > summary").ClickAsync();
        await window.Composing("[data-editor-target=toPlain]").ClickAsync();
        await window.Composing("#subject").PressAsync("Enter");
        await Expect(window.Composing("#body")).ToBeFocusedAsync();
        await Expect(window.Composing("#body")).ToHaveValueAsync("Now");
        await window.Composing("#subject").PressAsync("Control+Enter");
        await Expect(window.Flash).ToContainTextAsync("Sent.");
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData("en-GB", "Draft saved."), InlineData("fr", "Brouillon enregistré.")]
    public async Task Enter_sends_nothing_without_JavaScript_either(string language, string saved)
    {
        await using var window = await house.OpenAsync(1440, scripts: false, language: language);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/compose?to=bob@example.test");
        await page.FillAsync("#subject", "Not yet");
        await page.PressAsync("#subject", "Enter");
        await Expect(window.Flash).ToContainTextAsync(saved);
        await Expect(page.Locator("#subject")).ToHaveValueAsync("Not yet");
    }
}
