using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Where the keys go in the composer: what Enter does in a field, and where the focus is after the page has changed.</summary>
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

    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task The_focus_stays_where_one_is_when_a_file_goes_and_a_template_comes(int width)
    {
        await using var window = await house.OpenAsync(width);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.Locator("a:visible", new() { HasText = "Write" }).First.ClickAsync();
        await window.Composing("#subject").FillAsync("Weekly");
        await window.Composing("input[name=files]").SetInputFilesAsync(new[] { File("one.txt"), File("two.txt"), File("three.txt") });
        await Expect(window.Composing("[data-file='three.txt']")).ToBeVisibleAsync();
        foreach (var (gone, next) in new[] { ("two.txt", "three.txt"), ("three.txt", "one.txt") })
        {
            await window.Composing($"[data-file='{gone}'] button").PressAsync("Enter");
            await Expect(window.Composing($"[data-file='{gone}']")).ToHaveCountAsync(0);
            await Expect(window.Composing($"[data-file='{next}'] button")).ToBeFocusedAsync();
        }
        await page.Keyboard.PressAsync("Enter");
        await Expect(window.Composing("[data-file]")).ToHaveCountAsync(0);
        await Expect(window.Composing("input[name=files]")).ToBeFocusedAsync();
        await window.Composing(Editor).ClickAsync();
        await page.Keyboard.TypeAsync("Template words");
        await window.Composing("form[data-composer]").EvaluateAsync("form => form.dataset.before = ''");
        await window.Composing(".composer-tools button[value=save]").PressAsync("Enter");
        await Expect(window.Composing("form[data-before]")).ToHaveCountAsync(0);
        await Expect(window.Composing(".composer-tools button[value=save]")).ToBeFocusedAsync();
        await window.Composing(".composer-menu > summary").ClickAsync();
        await window.Composing(".composer-menu button[value=template]").ClickAsync();
        await Expect(window.Composing(".composer-menu button[value^='template:']")).ToHaveCountAsync(1);
        await Expect(window.Composing(Editor)).ToBeFocusedAsync();
        await window.Composing(".composer-menu > summary").ClickAsync();
        await window.Composing(".composer-menu button[value^='template:']").ClickAsync();
        await Expect(window.Composing(Editor)).ToHaveTextAsync("Template wordsTemplate words");
        await Expect(window.Composing(Editor)).ToBeFocusedAsync();
        window.ExpectNoComplaints();
    }

    static FilePayload File(string name) => new() { Name = name, MimeType = "text/plain", Buffer = "words"u8.ToArray() };
}
