using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Plain text and rich text: which one a message is in.</summary>
public sealed class FormatJourneyTests(House house)
{
    const string Editor = "[data-editor-target=root]";

    [Theory]
    [InlineData(1440, "save"), InlineData(390, "save"), InlineData(1440, "send")]
    public async Task A_message_that_has_only_a_subject_yet_stays_in_rich_text_and_so_does_the_next_one(int width, string act)
    {
        await using var window = await house.OpenAsync(width);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/compose");
        await page.FillAsync("#subject", "Only a subject yet");
        await page.ClickAsync($".composer-tools button[value={act}]");
        await (act == "save" ? Expect(window.Flash).ToContainTextAsync("Draft saved.") : Expect(page.Locator("#to-error")).ToBeVisibleAsync());
        await Expect(page.Locator(Editor)).ToBeVisibleAsync();
        await page.FillAsync("#to", "bob@example.test");
        await page.ClickAsync(".composer-tools button[value=save]");
        await Expect(window.Flash).ToContainTextAsync("Draft saved.");
        await page.GotoAsync("/compose");
        await Expect(page.Locator(Editor)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Words_of_a_link_that_are_saved_as_they_came_stay_in_rich_text()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/compose?body=Hello%20there%0A%0AAgain");
        await Expect(page.Locator(Editor)).ToContainTextAsync("Hello there");
        await page.ClickAsync(".composer-tools button[value=save]");
        await Expect(window.Flash).ToContainTextAsync("Draft saved.");
        await Expect(page.Locator(Editor)).ToContainTextAsync("Hello there");
        await Expect(page.Locator($"{Editor} > div")).ToHaveCountAsync(3);
    }
}
