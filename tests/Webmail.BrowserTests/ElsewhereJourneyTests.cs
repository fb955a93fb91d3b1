using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Somebody with two accounts files what came to the one in a folder of the other.</summary>
public sealed class ElsewhereJourneyTests(House house)
{
    [Fact]
    public async Task A_message_is_moved_to_another_account_and_back_by_its_menu()
    {
        var (person, other) = (await house.NewPersonAsync(), await house.NewPersonAsync());
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(person);
        var page = window.Page;
        await page.GotoAsync($"/settings/accounts/new?address={other.Address}");
        await page.FillAsync("input[name=password]", other.Password);
        await page.Locator("form:has(input[name=password]) button").First.ClickAsync();
        await Expect(page.Locator(".list")).ToBeVisibleAsync();
        await page.GotoAsync((await page.Locator($"[data-account=\"{person.Address}\"]").First.GetAttributeAsync("href"))!);
        await Expect(window.Rows.First).ToBeVisibleAsync();
        // The page is new, and hears keys when its scripts count what is chosen.
        await Expect(page.Locator(".selection-count")).ToHaveTextAsync("0 selected");

        // By keys: where the mouse lies, a message is fetched before it is asked for, also one that is on its way elsewhere.
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        var key = await window.Rows.First.GetAttributeAsync("data-message");
        var subject = await window.Rows.First.Locator(".subject").TextContentAsync();
        await page.Keyboard.PressAsync("v");
        var group = page.Locator($".targets-group[data-account=\"{other.Address}\"]");
        await Expect(group).ToBeVisibleAsync();
        await window.ExpectAccessibleAsync("other accounts");
        // What is typed narrows the folders of all accounts, and leaves no name without folders.
        await page.Locator(".targets-search:visible").FillAsync("factu");
        await Expect(group.Locator(".target:visible")).ToHaveCountAsync(1);
        await group.Locator(".target:visible").ClickAsync();
        await Expect(window.Flash).ToContainTextAsync($"Moved to “{other.Address} · Factures”.");
        await Expect(page.Locator($"[data-message=\"{key}\"]")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("z");
        await Expect(window.Flash).ToContainTextAsync("as it was");
        await Expect(window.Rows.First.Locator(".subject")).ToHaveTextAsync(subject!);

        // Dropped on the name of another account, it goes to the inbox there, and is like the one that the other has already: not one of those that are told apart below.
        await window.Rows.Nth(8).Locator("a").DragToAsync(page.Locator($".account-list [data-account=\"{other.Address}\"]"));
        await Expect(window.Flash.Last).ToContainTextAsync($"Moved to “{other.Address} · Inbox”.");

        // In the list of all inboxes rows of both accounts are chosen, filed and brought back together.
        await page.Locator("[data-unified=Inboxes]").ClickAsync();
        await Expect(page.Locator("[data-search-done]")).ToBeVisibleAsync();
        var found = page.Locator("#found .row");
        await found.Nth(0).HoverAsync();
        await found.Nth(0).Locator(".check input").ClickAsync();
        await found.Nth(2).Locator(".check input").ClickAsync(new() { Modifiers = [Microsoft.Playwright.KeyboardModifier.Shift] });
        await Expect(page.Locator(".selection-count")).ToHaveTextAsync("3 selected");
        await window.ExpectAccessibleAsync("rows of several accounts are chosen");
        string[] chosen = [.. (await found.AllTextContentsAsync()).Take(3)];
        await page.Keyboard.PressAsync("e");
        foreach (var text in chosen) await Expect(found.Filter(new() { HasText = text })).ToHaveCountAsync(0);
        await Expect(window.Flash.Last).ToContainTextAsync("3 messages");
        await page.Keyboard.PressAsync("z");
        await Expect(page.Locator("[data-search-done]")).ToBeVisibleAsync();
        foreach (var text in chosen) await Expect(found.Filter(new() { HasText = text })).ToHaveCountAsync(1);
        window.ExpectNoComplaints();
    }
}
