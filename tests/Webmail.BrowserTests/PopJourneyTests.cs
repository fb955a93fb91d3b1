using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Somebody whose provider speaks POP3 only: the mail is fetched while they look, and is then mail like any other.</summary>
public sealed class PopJourneyTests(House house)
{
    [Theory]
    [InlineData(1440, false), InlineData(390, true)]
    public async Task Mail_is_fetched_read_and_answered(int width, bool dark)
    {
        var person = await house.NewPopPersonAsync();
        await using var window = await house.OpenAsync(width, dark);
        await window.TrySignInAsync(person.Address, person.Password);
        var page = window.Page;
        // The list fills by itself.
        var letter = window.Rows.Filter(new() { HasText = "The clock keeps time again" });
        await Expect(letter).ToBeVisibleAsync();
        await Expect(page.Locator("[data-collecting]")).ToHaveCountAsync(0);
        await window.ExpectFitsAsync();
        await letter.Locator("a").First.ClickAsync();
        await Expect(window.Subject).ToHaveTextAsync("The clock keeps time again");
        await Expect(window.Body.Locator("body")).ToContainTextAsync("umbrella");

        await page.Keyboard.PressAsync("r");
        await Expect(window.Composing("[data-editor-target=root]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("How glad I am");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(window.Flash).ToContainTextAsync("Sent.");
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData(1440, false, "en-GB"), InlineData(390, true, "fr-FR")]
    public async Task Where_it_is_can_be_read_and_chosen(int width, bool dark, string language)
    {
        var person = await house.NewPopPersonAsync();
        await using var window = await house.OpenAsync(width, dark, language);
        await window.TrySignInAsync(person.Address, person.Password);
        await Expect(window.Rows.First).ToBeVisibleAsync();
        var where = await window.Page.Locator("p.where a").GetAttributeAsync("href");
        await window.Page.GotoAsync(where!);
        await Expect(window.Page.Locator("[data-where=both]")).ToBeVisibleAsync();
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("where");
        await window.Page.Locator("input[value=DeleteAtOnce]").CheckAsync();
        await window.Page.Locator("form:has(input[name=policy]) button").ClickAsync();
        await Expect(window.Flash).ToBeVisibleAsync();
        await Expect(window.Page.Locator("input[value=DeleteAtOnce]")).ToBeCheckedAsync();
        window.ExpectNoComplaints();
    }
}
