using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>From a key to a message that was found, and back to where one was.</summary>
public sealed class SearchJourneyTests(House house)
{
    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task A_person_searches_opens_and_comes_back(int width)
    {
        await using var window = await house.OpenAsync(width);
        var person = await house.NewPersonAsync();
        await person.AppendAsync("A quokka on the island", "The quokka smiles.", "Archive");
        await person.AppendAsync("Another quokka", "It hops.");
        await window.SignInAsync(person);
        if (width > 1000) await window.Page.Keyboard.PressAsync("/");
        else await window.Page.Locator("[role=search] input[name=q]").ClickAsync();
        await window.Page.Keyboard.TypeAsync("quokka");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Rows).ToHaveCountAsync(2);
        await Expect(window.Page.Locator(".search-progress")).ToContainTextAsync("2 messages found.");
        await Expect(window.Rows.Last.Locator(".subject mark")).ToHaveTextAsync("quokka");
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("results");

        await window.Rows.Last.Locator("a").ClickAsync();
        await Expect(window.Subject).ToHaveTextAsync("A quokka on the island");
        await Expect(window.Body.Locator("mark")).ToHaveTextAsync("quokka");
        Assert.Contains("/Archive/", window.Page.Url, StringComparison.Ordinal);
        await window.Page.GoBackAsync();
        await Expect(window.Rows).ToHaveCountAsync(2);
        await Expect(window.Rows.First).ToBeVisibleAsync();
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task Suggestions_are_chosen_by_keys_and_a_search_is_saved_beside_the_folders()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.Page.Keyboard.PressAsync("/");
        await window.Page.Keyboard.TypeAsync("has");
        await Expect(window.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("[name=q]")).ToHaveValueAsync("has:attachment ");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("[data-search-done]")).ToBeVisibleAsync();
        Assert.True(await window.Rows.CountAsync() > 0);
        await window.Page.Locator("[data-save-search] summary").ClickAsync();
        await window.Page.Locator("[data-save-search] [name=name]").FillAsync("With files");
        await window.Page.Locator("[data-save-search] button").ClickAsync();
        await Expect(window.Page.Locator("[data-saved-search]")).ToContainTextAsync("With files");
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task What_is_taken_away_while_a_search_goes_on_does_not_come_back_by_it()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("in:inbox");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-search-done]")).ToBeVisibleAsync();
        var (asked, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync("**/search/*/results*", async route =>
        {
            var found = await route.FetchAsync();
            asked.TrySetResult();
            await gone.Task;
            await route.FulfillAsync(new() { Response = found });
        });
        var row = await page.Locator("#found .row").Nth(1).GetAttributeAsync("id");
        await page.Locator("#found .row").Nth(1).HoverAsync();
        await page.Locator("#found .row").Nth(1).Locator(".check input").ClickAsync();
        await page.Keyboard.PressAsync("U");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await page.Keyboard.PressAsync("e");
        await Expect(page.Locator($"#{row}")).ToHaveCountAsync(0);
        gone.SetResult();
        await Expect(page.Locator("[data-search-done]")).ToBeVisibleAsync();
        await Expect(page.Locator($"#{row}")).ToHaveCountAsync(0);
        window.ExpectNoComplaints();
    }
}
