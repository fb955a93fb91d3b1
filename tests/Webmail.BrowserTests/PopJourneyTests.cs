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

    [Theory]
    [InlineData(1440, true, "en-GB"), InlineData(390, false, "fr-FR")]
    public async Task Fetching_is_paused_goes_on_and_is_hurried(int width, bool dark, string language)
    {
        var person = await house.NewPopPersonAsync();
        await using var window = await house.OpenAsync(width, dark, language);
        await window.TrySignInAsync(person.Address, person.Password);
        await Expect(window.Rows.First).ToBeVisibleAsync();
        var page = window.Page;
        var (list, where) = (page.Url, (await page.Locator("p.where a").GetAttributeAsync("href"))!);
        await PressAsync("Pause");
        await Expect(page.Locator("[data-where=stopped]")).ToBeVisibleAsync();
        await Expect(Button("Fetch")).ToHaveCountAsync(0);
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("paused");
        await person.AppendAsync("Came while nothing was fetched", "Hello");
        await PressAsync("Resume");
        await Expect(page.Locator("[data-where=stopped]")).ToHaveCountAsync(0);
        await ComesAsync("Came while nothing was fetched");
        await person.AppendAsync("Came just now", "Hello");
        await PressAsync("Fetch");
        await Expect(Button("Pause")).ToBeVisibleAsync();
        await ComesAsync("Came just now");
        window.ExpectNoComplaints();

        Microsoft.Playwright.ILocator Button(string what) => page.Locator($"form[action$='handler={what}'] button");

        async Task PressAsync(string what)
        {
            await page.GotoAsync(where);
            await Button(what).ClickAsync();
            await Expect(window.Flash).ToBeVisibleAsync();
        }

        async Task ComesAsync(string subject)
        {
            await page.GotoAsync(list);
            await Expect(window.Rows.Filter(new() { HasText = subject })).ToBeVisibleAsync();
        }
    }
}
