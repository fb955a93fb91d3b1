using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Keys that are pressed faster than a mail server answers, and keys that are held.</summary>
public sealed class QuickKeysJourneyTests(House house)
{
    [Fact]
    public async Task A_key_that_is_held_files_one_message()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var next = await window.Rows.Nth(1).Locator(".subject").TextContentAsync();
        await window.OpenAsync(window.Rows.First.Locator("a"));
        for (var pressed = 0; pressed < 8; pressed++)
        {
            await window.Page.Keyboard.DownAsync("#");
            if (pressed < 2) await Expect(window.Subject).ToHaveTextAsync(next!);
        }
        await window.Page.Keyboard.UpAsync("#");
        await Expect(window.Page.Locator(".total")).ToHaveTextAsync("69 messages");
        await Expect(window.Subject).ToHaveTextAsync(next!);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task A_message_on_its_way_is_not_filed_again()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var next = await window.Rows.Nth(1).Locator(".subject").TextContentAsync();
        await window.OpenAsync(window.Rows.First.Locator("a"));
        var late = new TaskCompletionSource();
        List<string> filed = [];
        await window.Page.RouteAsync("**/moves", async route => { filed.Add(route.Request.PostData ?? ""); await late.Task; await route.ContinueAsync(); });
        foreach (var key in (string[])["#", "#", "e"]) await window.Page.Keyboard.PressAsync(key);
        late.SetResult();
        await Expect(window.Subject).ToHaveTextAsync(next!);
        await Expect(window.Flash).ToContainTextAsync("Moved to the trash.");
        Assert.Single(filed);
        // What follows is filed as before.
        await window.Page.Keyboard.PressAsync("e");
        await Expect(window.Flash).ToContainTextAsync("Archived.");
        window.ExpectNoComplaints();
    }
}
