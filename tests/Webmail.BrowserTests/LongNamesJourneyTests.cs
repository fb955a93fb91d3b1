using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>A name may have 200 letters and no space: it keeps to its place, and what stands beside it can be pressed.</summary>
public sealed class LongNamesJourneyTests(House house)
{
    static readonly string Long = new('m', 200);

    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task A_group_with_a_long_name_leaves_room_for_its_buttons(int width)
    {
        await using var window = await house.OpenAsync(width);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/contacts/edit");
        await page.FillAsync("#name", Long);
        await page.FillAsync("#new-group", Long);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("dd .chip")).ToHaveTextAsync(Long);
        await window.ExpectFitsAsync();
        await ExpectInWindowAsync(page.Locator(".card-head a.button, .card-head button, .book-head a.button").Locator("visible=true"));
        await page.GotoAsync($"/contacts/edit?group={Long}");
        await window.ExpectFitsAsync();
        await page.GotoAsync("/contacts");
        await window.ExpectFitsAsync();
        await page.ClickAsync($".book-side [data-group='{Long}']");
        await Expect(page.Locator(".book-head h1")).ToHaveTextAsync(Long);
        await window.ExpectFitsAsync();
        await ExpectInWindowAsync(page.Locator(".book-head a.primary, .book-head summary, .people-list .tool").Locator("visible=true"));
        await page.ClickAsync(".book-head summary");
        await ExpectInWindowAsync(page.Locator(".book-head .menu-items button, .book-head .menu-items a"));
        await page.ClickAsync(".book-head form[action$='delete'] button");
        await ExpectInWindowAsync(window.Flash.Locator("button"));
        await window.Flash.Locator("button").ClickAsync();
        await Expect(page.Locator(".book-head h1")).ToHaveTextAsync(Long);
    }

    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task Undo_stands_in_the_window_beside_the_name_of_a_long_folder(int width)
    {
        await using var window = await house.OpenAsync(width);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync($"{await window.Folder("INBOX").First.GetAttributeAsync("href")}/folders");
        await page.FillAsync("[name=label]", Long);
        await page.Locator("[name=label]").PressAsync("Enter");
        await Expect(window.Flash).ToContainTextAsync(Long);
        await window.ExpectFitsAsync();
        var folder = await window.Folder(Long).First.GetAttributeAsync("href");
        await page.GotoAsync("/settings/folders");
        await window.ExpectFitsAsync();
        await ExpectInWindowAsync(page.Locator($"[data-folder='{Long}'] a.tool"));
        await page.GotoAsync($"{folder}/folder");
        await window.ExpectFitsAsync();
        await ExpectInWindowAsync(page.Locator(".folder-card button:visible"));
        await page.ClickAsync(".folder-card button.danger");
        await Expect(window.Flash).ToContainTextAsync(Long);
        await window.ExpectFitsAsync();
        await ExpectInWindowAsync(window.Flash.Locator("button"));
        await window.Flash.Locator("button").ClickAsync();
        await Expect(window.Folder(Long).First).ToBeAttachedAsync();
    }

    /// <summary>Sideways: from one end to the other, whatever has to be scrolled to from above.</summary>
    static async Task ExpectInWindowAsync(ILocator buttons)
    {
        await Expect(buttons.First).ToBeVisibleAsync();
        var width = buttons.Page.ViewportSize!.Width;
        foreach (var button in await buttons.AllAsync())
        {
            var box = (await button.BoundingBoxAsync())!;
            Assert.True(box.X >= 0 && box.X + box.Width <= width + .5, $"{await button.EvaluateAsync<string>("button => button.outerHTML.slice(0, 200)")} is at {box.X}, {box.Width} wide.");
        }
    }
}
