using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>A message that was found is read and filed beside what else was found.</summary>
public sealed class FoundReadingJourneyTests(House house)
{
    [Fact]
    public async Task What_is_done_to_a_message_shows_in_its_row()
    {
        await using var window = await FindAsync("A third quokka", "A second quokka", "A first quokka");
        await Expect(window.Rows).ToHaveCountAsync(3);

        var row = window.Rows.Filter(new() { HasText = "A second quokka" });
        await Expect(row).ToHaveAttributeAsync("data-unread", "");
        await window.OpenAsync(row.Locator("a"));
        await Expect(row).Not.ToHaveAttributeAsync("data-unread", "");
        await Expect(row.Locator(".from")).Not.ToContainTextAsync("Unread");
        await window.Page.Keyboard.PressAsync("s");
        await Expect(row.Locator(".marks .starred")).ToHaveCountAsync(1);
        await window.Page.Keyboard.PressAsync("e");
        await Expect(row).ToHaveCountAsync(0);
        await Expect(window.Rows).ToHaveCountAsync(2);
        await window.Page.Keyboard.PressAsync("z");
        await Expect(row).ToHaveCountAsync(1);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task A_message_is_opened_while_the_search_goes_on()
    {
        await using var window = await FindAsync("A second quokka", "A first quokka");
        // It is found again when a message has been marked, and that takes a while.
        TaskCompletionSource asked = new(), late = new();
        await window.Page.RouteAsync("**/results?*", async route => { asked.TrySetResult(); await late.Task; await route.ContinueAsync(); });
        await window.Rows.First.HoverAsync();
        await window.Rows.First.Locator(".check input").ClickAsync();
        await window.Page.Keyboard.PressAsync("s");
        await asked.Task;
        await window.OpenAsync(window.Rows.Nth(1).Locator("a"));
        late.SetResult();
        await Expect(window.Page.Locator("[data-search-done]")).ToBeVisibleAsync();
        await Expect(window.Rows.First.Locator(".marks .starred")).ToHaveCountAsync(1);
        window.ExpectNoComplaints();
    }

    /// <summary>Letters write white on dark, and what was found in them is on yellow.</summary>
    [Fact]
    public async Task A_hit_is_legible_whatever_the_colours_of_the_letter()
    {
        await using var window = await Letters.OpenLettersAsync(house, Letters.Letter("Quokka", 1, "<p style='background: #446; color: #fff'>A quokka on dark ground</p>"));
        await window.Page.GotoAsync($"{window.Page.Url.Replace("/mail/", "/search/", StringComparison.Ordinal).Replace("/INBOX", "", StringComparison.Ordinal)}?q=quokka");
        await Expect(window.Rows).ToHaveCountAsync(1);
        await window.OpenAsync(window.Rows.First.Locator("a"));
        await Expect(window.Body.Locator("p >> mark").Last).ToHaveCSSAsync("color", "rgb(28, 30, 33)");
    }

    async Task<Window> FindAsync(params string[] subjects)
    {
        var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        foreach (var subject in subjects) await person.AppendAsync(subject, "It smiles.");
        await window.SignInAsync(person);
        await window.Page.Keyboard.PressAsync("/");
        await window.Page.Keyboard.TypeAsync("quokka");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("[data-search-done]")).ToBeVisibleAsync();
        return window;
    }
}
