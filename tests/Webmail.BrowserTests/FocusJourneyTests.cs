using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Where one is after an answer: by keys, and where something was refused.</summary>
public sealed class FocusJourneyTests(House house)
{
    [Fact]
    public async Task A_button_that_is_drawn_anew_keeps_the_focus()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.OpenAsync(window.Rows.First.Locator("a"));
        foreach (var (named, then) in new[] { ("Star", "Remove the star"), ("Remove the star", "Star"), ("Mark as unread", "Mark as read") })
        {
            var button = window.Page.Locator("#reader .tools").GetByRole(AriaRole.Button, new() { Name = named, Exact = true });
            await button.FocusAsync();
            await window.Page.Keyboard.PressAsync("Enter");
            await Expect(window.Page.Locator("#reader .tools").GetByRole(AriaRole.Button, new() { Name = then, Exact = true })).ToBeFocusedAsync();
        }
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task Whoever_has_pictures_shown_by_keys_stays_in_the_message()
    {
        const string picture = "<img src='http://pictures.letters.test/a.png' width=300 height=200>";
        await using var window = await Letters.OpenLettersAsync(house, Letters.Letter("Letter one", 1, picture));
        await Letters.OpenLetterAsync(window, "Letter one");
        foreach (var (press, next) in new[] { ("Show images", "Hide images"), ("Hide images", "Show images") })
        {
            var link = window.Page.Locator("#reader").GetByRole(AriaRole.Link, new() { Name = press });
            await link.FocusAsync();
            await window.Page.Keyboard.PressAsync("Enter");
            await Expect(window.Page.Locator("#reader").GetByRole(AriaRole.Link, new() { Name = next })).ToBeFocusedAsync();
        }
    }

    [Fact]
    public async Task What_is_saved_or_moved_by_keys_leaves_one_where_one_was()
    {
        await using var window = await house.OpenAsync(900);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/settings/reading");
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First;
        await save.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(window.Flash).ToContainTextAsync("Saved");
        await Expect(save).ToBeFocusedAsync();

        await page.GotoAsync("/settings/labels");
        foreach (var name in (string[])["One", "Two", "Three"])
        {
            await page.Locator("section form input[name=name]").First.FillAsync(name);
            await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
            await Expect(page.Locator($"li[data-label={name.ToLowerInvariant()}]")).ToBeVisibleAsync();
        }
        await page.GetByLabel("Move Three up").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("li[data-label]").Nth(1)).ToHaveAttributeAsync("data-label", "three");
        await Expect(page.GetByLabel("Move Three up")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("li[data-label]").First).ToHaveAttributeAsync("data-label", "three");
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task Why_something_was_refused_is_seen(int width)
    {
        await using var window = await house.OpenAsync(width, touch: width == 390);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var page = window.Page;
        await page.GotoAsync("/settings/accounts/new");
        await page.FillAsync("input[name=address]", $"other-{person.Address}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await page.FillAsync("input[name=password]", "wrong");
        await page.Locator("input[name=password]").PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert).First).ToBeInViewportAsync();
        await Expect(page.Locator("input[name=password]")).ToBeFocusedAsync();

        await page.GotoAsync("/contacts/edit");
        await page.Locator("form.contact-form .acts button, form.contact-form button.primary").Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).Or(page.Locator(".error")).First).ToBeInViewportAsync();
    }

    /// <summary>The page is fetched again after many were marked: what is open by then stays.</summary>
    [Fact]
    public async Task A_menu_that_is_opened_while_the_page_is_drawn_anew_stays_open()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        foreach (var key in (string[])["j", "x", "j", "x"]) await page.Keyboard.PressAsync(key);
        var late = new TaskCompletionSource();
        var asked = page.WaitForRequestAsync(request => request.Method == "GET" && new Uri(request.Url).AbsolutePath == new Uri(page.Url).AbsolutePath);
        await page.RouteAsync(page.Url, async route => { await late.Task; await route.ContinueAsync(); });
        await page.Keyboard.PressAsync("I");
        await asked;
        await page.Keyboard.PressAsync("v");
        await Expect(page.Locator(".selection-tools .targets .target").First).ToBeVisibleAsync();
        var drawn = page.EvaluateAsync("() => new Promise(resolve => addEventListener('turbo:render', () => setTimeout(resolve, 300), { once: true }))");
        late.SetResult();
        await drawn;
        await Expect(page.Locator(".selection-tools .targets .target").First).ToBeVisibleAsync();
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task What_is_hidden_is_not_seen_and_a_menu_is_closed_when_one_comes_back()
    {
        await using var window = await house.OpenAsync(900);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await window.OpenAsync(window.Rows.First.Locator("a"));
        await page.Locator("#reader .tools details.menu > summary:visible").Last.ClickAsync();
        await page.Locator("#reader a[href*='kind=EditAsNew']").ClickAsync();
        await Expect(page.Locator("input[name=subject]")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(window.Subject).ToBeVisibleAsync();
        await Expect(page.Locator("details.menu[open]")).ToHaveCountAsync(0);
        await page.GotoAsync("/settings/notifications");
        await Expect(page.Locator("[data-notifications-target=form]")).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("() => [...document.querySelectorAll('[hidden]')].filter(one => one.checkVisibility()).length"));
        window.ExpectNoComplaints();
    }
}
