using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Labels are named where they are put on, by keys: what is typed there is a name and no command.</summary>
public sealed class LabelJourneyTests(House house)
{
    [Fact]
    public async Task A_label_is_made_found_and_taken_off_by_keys()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        var subject = await window.Rows.First.Locator(".subject").TextContentAsync();
        await window.OpenAsync(window.Rows.First.Locator("a"));
        await page.Keyboard.PressAsync("l");
        await Expect(page.Locator("#reader .targets-search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Réparer Łódź Straße #e");
        await window.ExpectAccessibleAsync("label being named");
        await page.Keyboard.PressAsync("Enter");
        await Expect(window.Flash).ToContainTextAsync("Labelled “Réparer Łódź Straße #e”.");
        await Expect(page.Locator("#reader .label-chip")).ToHaveTextAsync("Réparer Łódź Straße #e");
        await Expect(window.Rows.First.Locator(".label-chip")).ToHaveTextAsync("Réparer Łódź Straße #e");
        await Expect(window.Subject).ToHaveTextAsync(subject!);

        // Found as it is typed where no key has such letters; it is on, and so it is taken off.
        foreach (var chips in new[] { 0, 1 })
        {
            await page.Keyboard.PressAsync("l");
            await Expect(page.Locator("#reader .targets-search")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("reparer lodz strasse");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("#reader .label-chip")).ToHaveTextAsync(Enumerable.Repeat("Réparer Łódź Straße #e", chips));
        }

        // The rows that are chosen stay chosen: they may have a second label.
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("l");
        await page.Keyboard.TypeAsync("repa");
        await page.Keyboard.PressAsync("Enter");
        await Expect(window.Rows.Nth(1).Locator(".label-chip")).ToHaveTextAsync("Réparer Łódź Straße #e");
        await Expect(page.Locator("[data-message] input:checked")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("z");
        await Expect(window.Rows.Nth(1).Locator(".label-chip")).ToHaveCountAsync(0);
        await Expect(window.Rows.First.Locator(".label-chip")).ToHaveCountAsync(1);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task A_conversation_is_labelled_as_a_whole()
    {
        await using var window = await house.OpenAsync(390, touch: true, language: "fr-FR");
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.Locator("[data-list-menu] > summary").ClickAsync();
        await page.Locator("button[name=grouped][value=true]").ClickAsync();
        var row = page.Locator("[data-conversation='2']").First;
        await window.OpenAsync(row.Locator("a"), tap: true);
        await page.Locator("#reader").GetByLabel("Libellés", new() { Exact = true }).ClickAsync();
        await page.Locator("#reader .targets-search[name=called]").FillAsync("Atelier");
        await window.ExpectFitsAsync();
        await page.Locator("#reader").GetByText("Nouveau libellé Atelier").ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("2 messages");
        await Expect(page.Locator("#reader .letterhead .label-chip")).ToHaveTextAsync("Atelier");
        await Expect(row.Locator(".label-chip")).ToHaveTextAsync("Atelier");
        await page.Locator("#reader .letterhead .label-chip button").ClickAsync();
        await Expect(page.Locator("#reader .letterhead .label-chip")).ToHaveCountAsync(0);
        await Expect(row.Locator(".label-chip")).ToHaveCountAsync(0);
        window.ExpectNoComplaints();
    }
}
