using System.Globalization;
using static Microsoft.Playwright.Assertions;
using static Webmail.BrowserTests.Letters;

namespace Webmail.BrowserTests;

/// <summary>What stands around the list while one goes from folder to folder.</summary>
public sealed class AroundJourneyTests(House house)
{
    const string Top = "() => document.querySelector('.folders').scrollTop";

    [Fact]
    public async Task A_long_folder_tree_stays_where_it_was()
    {
        var person = await house.NewPersonAsync();
        string[] names = [.. Enumerable.Range(10, 40).Select(number => string.Create(CultureInfo.InvariantCulture, $"Year {number}"))];
        foreach (var name in names) await person.AppendAsync([Letter($"Letter of {name}", 1)], name);
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(person);
        await window.Folder(names[^1]).ScrollIntoViewIfNeededAsync();
        var top = await window.Page.EvaluateAsync<double>(Top);
        Assert.True(top > 300, $"The tree is not long: {top}.");
        foreach (var name in names.TakeLast(2))
        {
            await window.Folder(name).ClickAsync();
            await Expect(Row(window, $"Letter of {name}")).ToBeVisibleAsync();
            await Expect(window.Page.Locator(".folders [aria-current]")).ToHaveCountAsync(1);
            await Expect(window.Folder(name)).ToHaveAttributeAsync("aria-current", "page");
            await Expect(window.Folder(name)).ToBeFocusedAsync();
            Assert.Equal(top, await window.Page.EvaluateAsync<double>(Top));
        }
        // Another language comes back to this folder.
        await Expect(window.Page.Locator(".bar input[name=returnUrl]")).ToHaveValueAsync(new Uri(window.Page.Url).AbsolutePath);
        await OpenLetterAsync(window, $"Letter of {names[^1]}");
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task What_was_typed_and_opened_goes_with_the_folder()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.Page.Locator(".bar > .menu > summary").ClickAsync();
        await window.Page.FillAsync("form[role=search] input[name=q]", "never sent");
        await window.Folder("Sent").ClickAsync();
        await Expect(window.Rows).ToHaveCountAsync(2);
        await Expect(window.Page.Locator("form[role=search] input[name=q]")).ToHaveValueAsync("");
        await Expect(window.Page.Locator("#search-hints")).ToBeHiddenAsync();
        await Expect(window.Page.Locator(".bar > .menu[open]")).ToHaveCountAsync(0);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task The_drawer_of_folders_closes_when_one_was_chosen()
    {
        await using var window = await house.OpenAsync(390);
        await window.SignInAsync(await house.NewPersonAsync());
        foreach (var (name, rows) in new[] { ("Sent", 2), ("INBOX", 50) })
        {
            await window.Page.Locator(".thumb [popovertarget=folders]").ClickAsync();
            await window.Folder(name).ClickAsync();
            await Expect(window.Rows).ToHaveCountAsync(rows);
            await Expect(window.Folder(name)).ToBeHiddenAsync();
        }
        window.ExpectNoComplaints();
    }

    /// <summary>Each other icon has the browser fetch and draw it.</summary>
    [Fact]
    public async Task The_icon_that_says_how_much_is_unread_stays()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var icon = window.Page.Locator("link[rel=icon][href*='%3Ccircle']");
        await Expect(icon).ToHaveCountAsync(1);
        await window.Page.EvaluateAsync("() => { window.icons = 0; new MutationObserver(records => { icons += records.filter(({ target, addedNodes }) => target.rel === 'icon' || [...addedNodes].some(node => node.rel === 'icon')).length; }).observe(document.head, { subtree: true, childList: true, attributeFilter: ['href'] }); }");
        await window.Folder("Sent").ClickAsync();
        await Expect(window.Rows).ToHaveCountAsync(2);
        await Expect(window.Page.Locator(".list[data-controller]")).ToHaveCountAsync(1);
        await window.Folder("INBOX").ClickAsync();
        await Expect(window.Rows).ToHaveCountAsync(50);
        await Expect(icon).ToHaveCountAsync(1);
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("icons"));
        window.ExpectNoComplaints();
    }
}
