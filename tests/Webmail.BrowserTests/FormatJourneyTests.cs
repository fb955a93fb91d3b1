using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Plain text and rich text: which one a message is in, what going from one to the other keeps, and what the boxes say.</summary>
public sealed partial class FormatJourneyTests(House house)
{
    const string Editor = "[data-editor-target=root]", Red = "#b42318";

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

    [Theory]
    [InlineData(1440, "en-GB"), InlineData(390, "fr")]
    public async Task A_quote_is_marked_in_plain_text_and_is_a_quote_again_in_rich_text(int width, string language)
    {
        await using var window = await house.OpenAsync(width, language: language);
        var person = await house.NewPersonAsync();
        await person.AppendAsync(Encoding.UTF8.GetBytes("From: bob@example.test\r\nTo: me@example.test\r\nSubject: To be quoted\r\n\r\nFirst line\r\n\r\nSecond line\r\n> Older line\r\n"));
        await window.SignInAsync(person);
        var page = window.Page;
        var key = await page.Locator("[data-message]", new() { HasText = "To be quoted" }).First.GetAttributeAsync("data-message");
        await page.GotoAsync($"/compose?kind=Reply&account={new Uri(page.Url).AbsolutePath.Split('/')[2]}&mailbox=INBOX&message={key}");
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await Expect(page.Locator($"{Editor} blockquote").First).ToBeVisibleAsync();
        await page.Locator(Editor).FocusAsync();
        await page.Keyboard.TypeAsync("See below.");
        await Expect(page.Locator("#body")).ToHaveValueAsync(Answered());
        await ChangeAsync(page, "toPlain");
        await Expect(page.Locator("#body")).ToHaveValueAsync(Answered());
        var plain = await page.InputValueAsync("#body");
        await ChangeAsync(page, "toRich");
        await Expect(page.Locator($"{Editor} > blockquote")).ToContainTextAsync("Second line");
        await Expect(page.Locator($"{Editor} > blockquote > blockquote")).ToHaveTextAsync("Older line");
        await Expect(page.Locator($"{Editor} > blockquote")).Not.ToContainTextAsync("See below");
        await Expect(page.Locator(Editor)).Not.ToContainTextAsync(">");
        await ChangeAsync(page, "toPlain");
        Assert.Equal(plain.Replace("> > ", ">> ", StringComparison.Ordinal), await page.InputValueAsync("#body"));
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task Lines_and_lists_are_the_same_lines_however_often_one_goes_back_and_forth()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.GotoAsync("/compose");
        await page.Locator(Editor).FocusAsync();
        foreach (var line in new[] { "One   two", "", "Three", "", "" })
        {
            await page.Keyboard.TypeAsync(line);
            await page.Keyboard.PressAsync("Enter");
        }
        await page.ClickAsync("[data-command=bullets]");
        await page.Keyboard.TypeAsync("Four");
        const string text = "One two\n\nThree\n\n\n- Four";
        await ChangeAsync(page, "toPlain");
        Assert.Equal(text, Spaces().Replace(await page.InputValueAsync("#body"), " "));
        var before = await page.InputValueAsync("#body");
        for (var times = 0; times < 2; times++)
        {
            await ChangeAsync(page, "toRich");
            await ChangeAsync(page, "toPlain");
            Assert.Equal(before, await page.InputValueAsync("#body"));
        }
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task The_boxes_show_the_colour_and_the_size_at_the_caret()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/compose");
        var (color, size) = (page.Locator("#editor-color"), page.Locator("#editor-size"));
        await page.Locator(Editor).FocusAsync();
        await page.Keyboard.TypeAsync("alpha beta");
        await page.Keyboard.PressAsync("Control+Shift+ArrowLeft");
        await color.SelectOptionAsync(Red);
        await size.SelectOptionAsync("large");
        await Expect(color).ToHaveValueAsync(Red);
        await page.Keyboard.PressAsync("Control+Home");
        await Expect(color).ToHaveValueAsync("");
        await Expect(size).ToHaveValueAsync("normal");
        await page.Keyboard.PressAsync("Control+End");
        await Expect(color).ToHaveValueAsync(Red);
        await Expect(size).ToHaveValueAsync("large");
        // Of several at once it shows none: whichever is chosen is another one.
        await page.Keyboard.PressAsync("Control+a");
        await Expect(color).ToHaveJSPropertyAsync("selectedIndex", -1);
        await Expect(size).ToHaveJSPropertyAsync("selectedIndex", -1);
        await color.SelectOptionAsync("");
        await Expect(color).ToHaveJSPropertyAsync("selectedIndex", 0);
        // The format that the next letter will have.
        await page.Keyboard.PressAsync("Control+Home");
        await color.SelectOptionAsync(Red);
        await Expect(color).ToHaveValueAsync(Red);
        await page.Keyboard.TypeAsync("red");
        await Expect(page.Locator($"{Editor} span[style*=color]")).ToHaveTextAsync("red");
        window.ExpectNoComplaints();
    }

    static async Task ChangeAsync(IPage page, string format)
    {
        await page.ClickAsync(".composer-menu > summary");
        await page.ClickAsync($"[data-editor-target={format}]");
        await Expect(page.Locator(format == "toPlain" ? "#body" : Editor)).ToBeFocusedAsync();
    }

    [GeneratedRegex(@"^See below\.\n+[^\n]+:\n> First line\n> \n> Second line\n> ?> Older line$")]
    private static partial Regex Answered();

    [GeneratedRegex("[ \u00a0]+")]
    private static partial Regex Spaces();
}
