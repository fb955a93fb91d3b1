using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Who comes back to a page that was kept finds it as it is now, and not as it was when it was left.</summary>
public sealed class ComingBackJourneyTests(House house)
{
    [Fact]
    public async Task The_list_beside_a_message_that_was_left_is_the_one_of_now()
    {
        await using var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        foreach (var subject in (string[])["Letter three", "Letter two", "Letter one"]) await person.AppendAsync(subject, "Text");
        await window.SignInAsync(person);
        for (var at = 0; at < 3; at++)
        {
            await window.OpenAsync(window.Rows.Nth(at).Locator("a"));
            await Expect(window.Rows.Nth(at)).Not.ToHaveAttributeAsync("data-unread", "");
        }

        await window.Page.GoBackAsync();
        await ExpectOpenAsync(window, "Letter two", 1);
        await window.Page.GoBackAsync();
        await ExpectOpenAsync(window, "Letter one", 0);
        await window.Page.GoBackAsync();
        await Expect(window.Subject).ToHaveCountAsync(0);
        await Expect(window.Rows.Locator("[aria-current]")).ToHaveCountAsync(0);
        await Expect(window.Page).ToHaveTitleAsync(new Regex("Inbox · Webmail$"));
        await window.Page.GoForwardAsync();
        await ExpectOpenAsync(window, "Letter one", 0);
        window.ExpectNoComplaints();
    }

    static async Task ExpectOpenAsync(Window window, string subject, int at)
    {
        await Expect(window.Subject).ToHaveTextAsync(subject);
        await Expect(window.Page).ToHaveTitleAsync(new Regex($"{subject} · Webmail$"));
        await Expect(window.Rows.Locator("[aria-current]")).ToHaveCountAsync(1);
        await Expect(window.Rows.Nth(at).Locator("[aria-current]")).ToHaveCountAsync(1);
        for (var row = 0; row < 3; row++) await Expect(window.Rows.Nth(row)).Not.ToHaveAttributeAsync("data-unread", "");
    }

    /// <summary>What changed meanwhile was told to another page, and here to none: nothing is heard of the live stream.</summary>
    [Fact]
    public async Task A_list_that_was_left_for_another_is_drawn_anew()
    {
        var person = await house.NewPersonAsync();
        await using var window = await Letters.OpenLettersAsync(house, person, null);
        await window.Folder("Sent").ClickAsync();
        await Expect(window.Rows).ToHaveCountAsync(2);
        await person.AppendAsync("While one looked elsewhere", "Text");
        await window.Page.GoBackAsync();
        await Expect(window.Rows.First.Locator(".subject")).ToHaveTextAsync("While one looked elsewhere");
    }

    /// <summary>By keys one is quick.</summary>
    [Fact]
    public async Task Who_leaves_a_message_and_opens_another_stays_there()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.OpenAsync(window.Rows.Nth(0).Locator("a"));
        await window.Page.Keyboard.PressAsync("u");
        await Expect(window.Subject).ToHaveCountAsync(0);
        List<string> pages = [];
        window.Page.Request += (_, request) => { if (request.IsNavigationRequest && request.Frame == window.Page.MainFrame) pages.Add(request.Url); };
        await window.OpenAsync(window.Rows.Nth(1).Locator("a"));
        Assert.Empty(pages);
        window.ExpectNoComplaints();
    }

    /// <summary>The list is shown at once as it was kept, and drawn again when the answer is there: what was opened in between stays.</summary>
    [Fact]
    public async Task The_keys_that_are_looked_at_stay_when_the_list_arrives()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.OpenAsync(window.Rows.First.Locator("a"));
        var late = new TaskCompletionSource();
        await window.Page.RouteAsync("**/INBOX", async route => { await late.Task; await route.ContinueAsync(); });
        await window.Page.Keyboard.PressAsync("u");
        await Expect(window.Subject).ToHaveCountAsync(0);
        var keys = window.Page.Locator("#keys");
        await window.Page.Keyboard.PressAsync("?");
        await Expect(keys).ToBeVisibleAsync();
        late.SetResult();
        await Expect(window.Page.Locator("html[aria-busy]")).ToHaveCountAsync(0);
        await Expect(keys).ToBeVisibleAsync();
        window.ExpectNoComplaints();
    }

    /// <summary>One that was left for a message of it, seen until the answer is there, shows its list.</summary>
    [Fact]
    public async Task A_phone_shows_the_list_before_the_answer_is_there()
    {
        await using var window = await house.OpenAsync(390, touch: true);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.OpenAsync(window.Rows.First.Locator("a"), tap: true);
        await Expect(window.Rows.First).ToBeHiddenAsync();
        var late = new TaskCompletionSource();
        await window.Page.RouteAsync("**/INBOX", async route => { await late.Task; await route.ContinueAsync(); });
        await window.Page.EvaluateAsync("document.querySelector('.thumb a').click()");
        await Expect(window.Rows.First).ToBeVisibleAsync();
        late.SetResult();
        window.ExpectNoComplaints();
    }
}
