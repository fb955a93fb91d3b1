using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Choosing many messages and acting on them: by keys, by hand on a phone, and without JavaScript.</summary>
public sealed class SelectionJourneyTests(House house)
{
    [Fact]
    public async Task Keys_choose_rows_over_pages_and_act_on_them()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Expect(Count(page)).ToHaveTextAsync("2 selected");
        await page.Keyboard.PressAsync("Escape");
        await Expect(Count(page)).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("*");
        await page.Keyboard.PressAsync("a");
        await Expect(Count(page)).ToHaveTextAsync("50 selected");
        // The next page comes by itself when one nears the end.
        await window.Rows.Nth(49).ScrollIntoViewIfNeededAsync();
        await Expect(window.Rows).ToHaveCountAsync(70);
        await Expect(Count(page)).ToHaveTextAsync("50 selected");
        await window.Rows.Nth(60).Locator(".check input").ClickAsync();
        await Expect(Count(page)).ToHaveTextAsync("51 selected");
        await window.ExpectAccessibleAsync("selection");
        // The page is fetched again, and what was appended stays and tells the truth.
        await page.Keyboard.PressAsync("I");
        await Expect(window.Flash).ToContainTextAsync("marked as read.");
        await Expect(window.Page.Locator(".row[data-unread]:has(.check :checked)")).ToHaveCountAsync(0);
        await Expect(window.Rows).ToHaveCountAsync(70);
        await page.Keyboard.PressAsync("v");
        await Expect(page.Locator(".targets .target").First).ToBeVisibleAsync();
        await page.Keyboard.TypeAsync("factu");
        await page.Keyboard.PressAsync("Enter");
        await Expect(window.Flash).ToContainTextAsync("51 messages moved to “Factures”.");
        await Expect(Count(page)).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("z");
        await Expect(window.Flash).ToContainTextAsync("51 messages are back.");
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task A_range_is_chosen_with_shift_and_marked()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.Rows.Nth(1).HoverAsync();
        await window.Rows.Nth(1).Locator(".check input").ClickAsync();
        await window.Rows.Nth(4).Locator("a").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(Count(window.Page)).ToHaveTextAsync("4 selected");
        await window.Page.Keyboard.PressAsync("I");
        await Expect(window.Flash).ToContainTextAsync("messages marked as read.");
        for (var row = 1; row <= 4; row++) await Expect(window.Rows.Nth(row)).Not.ToHaveAttributeAsync("data-unread", "");
        await Expect(Count(window.Page)).ToHaveTextAsync("4 selected");
        await window.Page.Keyboard.PressAsync("U");
        await Expect(window.Flash).ToContainTextAsync("4 messages marked as unread.");
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task What_becomes_of_rows_is_shown_before_the_answer_and_taken_back_when_it_says_no()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        var answer = new TaskCompletionSource<bool>();
        await page.RouteAsync(new Regex("/(moves|flags)$"), async route =>
        {
            if (await answer.Task) await route.ContinueAsync();
            else await route.AbortAsync();
        });
        var row = window.Rows.Nth(1);
        var message = await row.GetAttributeAsync("data-message");
        await row.HoverAsync();
        await row.Locator(".check input").ClickAsync();
        await page.Keyboard.PressAsync("U");
        await Expect(page.Locator($"[data-message='{message}']")).ToHaveAttributeAsync("data-unread", "");
        answer.SetResult(true);
        await Expect(window.Flash).ToContainTextAsync("Marked as unread.");

        answer = new TaskCompletionSource<bool>();
        await page.Keyboard.PressAsync("e");
        await Expect(page.Locator($"[data-message='{message}']")).ToBeHiddenAsync();
        answer.SetResult(false);
        await Expect(page.Locator($"[data-message='{message}']")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task All_of_a_list_is_archived_and_comes_back()
    {
        await using var window = await house.OpenAsync(900, dark: true);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.Keyboard.PressAsync("*");
        await page.Keyboard.PressAsync("a");
        await page.GetByLabel("Select all 70 in this list").CheckAsync();
        await Expect(Count(page)).ToHaveTextAsync("All 70 selected");
        await window.ExpectAccessibleAsync("all selected");
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByText("70 messages archived.")).ToBeVisibleAsync();
        await Expect(window.Rows).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("z");
        await Expect(page.GetByText("Undone. 70 messages are as they were.")).ToBeVisibleAsync();
        await Expect(window.Rows).ToHaveCountAsync(50);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task All_conversations_of_a_list_are_filed_with_all_of_their_messages()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.Locator("[data-list-menu] > summary").ClickAsync();
        await page.Locator("button[name=grouped][value=true]").ClickAsync();
        await Expect(page.Locator("[data-conversation]").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("*");
        await page.Keyboard.PressAsync("a");
        await page.GetByLabel("Select all ", new() { Exact = false }).CheckAsync();
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByText("70 messages archived.")).ToBeVisibleAsync();
        await Expect(window.Rows).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("z");
        await Expect(page.GetByText("Undone. 70 messages are as they were.")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-conversation]")).ToHaveCountAsync(50);
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_list_keeps_its_place_and_its_pages(bool grouped)
    {
        await using var window = await house.OpenAsync(390, touch: true);
        await window.SignInAsync(await house.NewPersonAsync());
        if (grouped)
        {
            await window.Page.Locator("[data-list-menu] > summary").ClickAsync();
            await window.Page.Locator("button[name=grouped][value=true]").ClickAsync();
            await Expect(window.Page.Locator("[data-conversation]").First).ToBeVisibleAsync();
        }
        var all = int.Parse(Regex.Match((await window.Page.Locator(".list .total").TextContentAsync())!, "[0-9]+").Value, System.Globalization.CultureInfo.InvariantCulture);
        await ScrollToAsync(window.Rows.Nth(49));
        await Expect(window.Rows).ToHaveCountAsync(all);
        await ScrollToAsync(window.Rows.Nth(all - 5));
        var there = await window.Rows.Nth(all - 5).GetAttributeAsync("data-message");
        await window.OpenAsync(window.Page.Locator($"[data-message='{there}'] a"), tap: true);
        await window.Page.GoBackAsync();
        await Expect(window.Page.Locator($"[data-message='{there}']")).ToBeInViewportAsync();
        await Expect(window.Rows).ToHaveCountAsync(all);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task A_screen_is_as_the_person_chose_it()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var high = (await window.Rows.First.BoundingBoxAsync())!.Height;
        await window.Page.GotoAsync("/settings/screen");
        await window.Page.CheckAsync("input[name=density][value=Compact]");
        await window.Page.CheckAsync("input[name=reader][value=Off]");
        await window.Page.Locator("main form button.primary").ClickAsync();
        await Expect(window.Flash).ToBeVisibleAsync();
        await window.Page.GotoAsync("/mail");
        await Expect(window.Rows.First).ToBeVisibleAsync();
        Assert.True((await window.Rows.First.BoundingBoxAsync())!.Height < high * 0.7);
        await window.Rows.First.Locator("a").ClickAsync();
        await Expect(window.Subject).ToBeVisibleAsync();
        await Expect(window.Rows.First).ToBeHiddenAsync();
        await window.Page.Keyboard.PressAsync("u");
        await Expect(window.Rows.First).ToBeVisibleAsync();
        await window.ExpectFitsAsync();
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task A_long_press_begins_on_a_phone_and_taps_go_on()
    {
        await using var window = await house.OpenAsync(390, touch: true);
        await window.SignInAsync(await house.NewPersonAsync());
        await LongPressAsync(window.Page, window.Rows.Nth(0).Locator("a"));
        await Expect(Count(window.Page)).ToHaveTextAsync("1 selected");
        await window.Rows.Nth(2).Locator("a").TapAsync();
        await Expect(Count(window.Page)).ToHaveTextAsync("2 selected");
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("selection on a phone");
        await window.Page.Locator(".selection button[value=Trash]").TapAsync();
        await Expect(window.Flash).ToContainTextAsync("2 messages moved to the trash.");
        // While something is selected a tap selects.
        await Expect(Count(window.Page)).ToBeHiddenAsync();
        await window.OpenAsync(window.Rows.Nth(0).Locator("a"), tap: true);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task Boxes_move_messages_without_JavaScript()
    {
        await using var window = await house.OpenAsync(1440, scripts: false);
        await window.SignInAsync(await house.NewPersonAsync());
        var subject = await window.Rows.First.Locator(".subject").TextContentAsync();
        await window.Rows.First.Locator(".check input").CheckAsync();
        await window.Rows.Nth(1).Locator(".check input").CheckAsync();
        await window.Page.Locator(".selection [data-target-menu] summary").ClickAsync();
        await window.Page.Locator(".selection [data-target-menu] button").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Move 2 messages to" })).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Factures" }).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("2 messages moved to “Factures”.");
        await window.Folder("Factures").ClickAsync();
        await Expect(window.Page.Locator(".row .subject").GetByText(subject!, new() { Exact = true })).ToHaveCountAsync(1);
    }

    static ILocator Count(IPage page) => page.Locator(".selection-count");

    /// <summary>In one step: rows are drawn anew whenever the list is.</summary>
    static Task<System.Text.Json.JsonElement?> ScrollToAsync(ILocator row) => row.EvaluateAsync("row => row.scrollIntoView({ block: 'nearest' })");

    static async Task LongPressAsync(IPage page, ILocator where)
    {
        await where.DispatchEventAsync("pointerdown", new { pointerType = "touch", bubbles = true });
        await Expect(page.Locator(".selection-count")).ToBeVisibleAsync();
        await where.DispatchEventAsync("pointerup", new { pointerType = "touch", bubbles = true });
        await where.DispatchEventAsync("click");
    }
}
