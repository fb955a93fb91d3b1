using System.Globalization;
using MailKit;
using Webmail.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>A new list shows what fits the window; what lies below follows.</summary>
public sealed class ListDrawingJourneyTests(House house)
{
    /// <summary>The browser is idle when the test says so.</summary>
    const string Idle = "() => { window.idle = []; window.requestIdleCallback = work => window.idle.push(work); }";

    const string Free = "() => { window.requestIdleCallback = work => setTimeout(work); for (const work of window.idle) work(); }";

    const string Keys = "() => [...document.querySelectorAll('[data-message]')].map(row => row.dataset.message).join()";

    [Fact]
    public async Task Rows_below_the_fold_follow_when_the_browser_is_idle()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await Expect(window.Rows).ToHaveCountAsync(50);
        var whole = await window.Page.EvaluateAsync<string>(Keys);
        await BusyAsync(window);
        Assert.StartsWith(await window.Page.EvaluateAsync<string>(Keys), whole, StringComparison.Ordinal);
        Assert.True(await window.Page.EvaluateAsync<bool>("() => [...document.querySelectorAll('[data-message]')].at(-1).getBoundingClientRect().bottom > innerHeight"), "The window is not full.");
        await Expect(window.Page.Locator("nav.more")).ToBeHiddenAsync();
        await window.Page.EvaluateAsync(Free);
        await Expect(window.Rows).ToHaveCountAsync(50);
        Assert.Equal(whole, await window.Page.EvaluateAsync<string>(Keys));
        await Expect(window.Page.Locator("nav.more")).ToBeVisibleAsync();
        window.ExpectNoComplaints();
    }

    /// <summary>An order is drawn by its frame alone: the page that is kept for who goes back has the rows of the order before.</summary>
    [Fact]
    public async Task Rows_of_a_new_order_follow_when_the_browser_is_idle()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await Expect(window.Rows).ToHaveCountAsync(50);
        await window.Page.AddInitScriptAsync("(() => { const parse = DOMParser.prototype.parseFromString; window.parsed = 0; DOMParser.prototype.parseFromString = function (...all) { parsed += `${all[0]}`.includes('id=\"list\"'); return parse.apply(this, all); }; })()");
        await HoldFreshAsync(window);
        await window.Page.ReloadAsync();
        var before = await window.Page.EvaluateAsync<string>(Keys);
        // The next page, which is fetched ahead.
        await window.Page.WaitForFunctionAsync("() => parsed > 0");
        await window.Page.EvaluateAsync(Idle);
        await window.Page.EvaluateAsync("() => { parsed = 0; }");
        await window.Page.Locator("[data-list-menu] > summary").ClickAsync();
        await window.Page.Locator("[data-list-menu] button[name=order][value=size]").ClickAsync();
        await Expect(window.Page.Locator("ol[aria-busy=true] [data-message]").Nth(10)).ToBeVisibleAsync();
        await Expect(window.Rows).Not.ToHaveCountAsync(50);
        Assert.Equal(1, await window.Page.EvaluateAsync<int>("parsed"));
        await window.Page.EvaluateAsync(Free);
        await Expect(window.Rows).ToHaveCountAsync(50);
        Assert.NotEqual(before, await window.Page.EvaluateAsync<string>(Keys));
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task Rows_that_went_before_they_followed_do_not_come_back()
    {
        var person = await house.NewPersonAsync();
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(person);
        await Expect(window.Rows).ToHaveCountAsync(50);
        var last = (await window.Page.EvaluateAsync<string>(Keys)).Split(',')[^1];
        var held = await BusyAsync(window);
        using (var elsewhere = await TrustedImap.OpenAsync(person))
        {
            await elsewhere.Inbox!.OpenAsync(FolderAccess.ReadWrite);
            var gone = new UniqueId(uint.Parse(last.Split('-')[1], CultureInfo.InvariantCulture));
            await elsewhere.Inbox.AddFlagsAsync(gone, MessageFlags.Deleted, silent: true);
            await elsewhere.Inbox.ExpungeAsync([gone]);
        }
        held.SetResult();
        // The list that the live stream has drawn is whole; one that was drawn before the message went may come first.
        await Expect(window.Rows).ToHaveCountAsync(50);
        await Expect(window.Page.Locator($"[data-message='{last}']")).ToHaveCountAsync(0);
        await window.Page.EvaluateAsync(Free);
        await window.Page.EvaluateAsync("() => new Promise(done => setTimeout(done))");
        await Expect(window.Page.Locator($"[data-message='{last}']")).ToHaveCountAsync(0);
        await Expect(window.Rows).ToHaveCountAsync(50);
        window.ExpectNoComplaints();
    }

    /// <summary>Rows at the end are, for one may leap there; those in between when they come near.</summary>
    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Rows_that_nobody_sees_are_not_laid_out(int width)
    {
        const string LaidOut = "row => row.firstElementChild.checkVisibility({ contentVisibilityAuto: true })";
        await using var window = await house.OpenAsync(width);
        await window.SignInAsync(await house.NewPersonAsync());
        await Expect(window.Rows).ToHaveCountAsync(50);
        foreach (var (row, laidOut) in new[] { (0, true), (29, false), (49, true) })
            Assert.Equal(laidOut, await window.Rows.Nth(row).EvaluateAsync<bool>(LaidOut));
        await window.Rows.Nth(29).ScrollIntoViewIfNeededAsync();
        await Expect(window.Rows.Nth(29).Locator("a")).ToBeInViewportAsync();
        await window.Page.WaitForFunctionAsync($"() => ({LaidOut})(document.querySelectorAll('[data-message]')[29])");
        window.ExpectNoComplaints();
    }

    /// <summary>Neither a browser that is never idle nor one without scripts leaves them out for long.</summary>
    [Fact]
    public async Task The_first_page_shows_what_fits_before_the_rest()
    {
        const string Shown = "() => document.querySelectorAll('[data-message]')[40]?.firstElementChild.checkVisibility()";
        var person = await house.NewPersonAsync();
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(person);
        await Expect(window.Rows).ToHaveCountAsync(50);
        await window.Page.ReloadAsync();
        await window.Page.WaitForFunctionAsync(Shown);
        await Expect(window.Page.Locator("html.started")).ToBeAttachedAsync();
        await window.Page.AddInitScriptAsync($"({Idle})()");
        await window.Page.ReloadAsync(new() { WaitUntil = Microsoft.Playwright.WaitUntilState.DOMContentLoaded });
        await Expect(window.Rows).ToHaveCountAsync(50);
        Assert.False(await window.Page.EvaluateAsync<bool>(Shown));
        await window.Page.WaitForFunctionAsync(Shown);
        await Expect(window.Page.Locator("html.started")).ToHaveCountAsync(0);
        await using var plain = await house.OpenAsync(1440, scripts: false);
        await plain.SignInAsync(person);
        await Expect(plain.Rows).ToHaveCountAsync(50);
        Assert.True(await plain.Page.EvaluateAsync<bool>(Shown));
        window.ExpectNoComplaints();
    }

    /// <summary>What is above it must be as high as it was, and is laid out for that.</summary>
    [Fact]
    public async Task A_list_that_was_scrolled_is_where_it_was_for_who_comes_back()
    {
        const string Top = "() => { const list = document.querySelector('.list'), row = list.querySelectorAll('[data-message]')[42]; return row.getBoundingClientRect().top - list.getBoundingClientRect().top; }";
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await Expect(window.Rows).ToHaveCountAsync(50);
        // Step by step, as a wheel does.
        for (var top = 0; top < 3000; top += 300)
        {
            await window.Page.EvaluateAsync("top => { document.querySelector('.list').scrollTop = top; }", top);
            await window.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
        }
        var before = await window.Page.EvaluateAsync<double>(Top);
        await window.Folder("Sent").ClickAsync();
        await Expect(window.Rows).ToHaveCountAsync(2);
        await window.Page.GoBackAsync();
        await Expect(window.Rows.Nth(49)).ToBeAttachedAsync();
        await window.Page.WaitForFunctionAsync("() => document.querySelector('.list').scrollTop > 0");
        Assert.Equal(before, await window.Page.EvaluateAsync<double>(Top), 0.6);
        window.ExpectNoComplaints();
    }

    /// <summary>In French it is longer than there is room for both.</summary>
    [Fact]
    public async Task The_name_of_a_mailbox_is_whole_before_its_total_is()
    {
        await using var window = await house.OpenAsync(900, language: "fr-FR");
        await window.SignInAsync(await house.NewPersonAsync());
        await window.Page.Locator("[data-list-menu] > summary").ClickAsync();
        await window.Page.Locator("button[name=grouped][value=true]").ClickAsync();
        await Expect(window.Page.Locator("[data-conversation]").First).ToBeVisibleAsync();
        var name = window.Page.Locator(".list > header h1");
        await Expect(name).ToHaveTextAsync("Boîte de réception");
        Assert.True(await name.EvaluateAsync<bool>("name => name.scrollWidth <= name.clientWidth"), "The name is cut.");
        // Of "56 conversations" what fits into one line: its number, and no word that is cut in the middle.
        Assert.Matches("^[0-9]+$", await window.Page.Locator(".list > header .total").EvaluateAsync<string>("""
            total => {
              const { top, bottom } = total.getBoundingClientRect(), text = document.createTreeWalker(total, NodeFilter.SHOW_TEXT), range = document.createRange();
              let seen = '';
              while (text.nextNode()) [...text.currentNode.data].forEach((letter, at) => {
                range.setStart(text.currentNode, at);
                range.setEnd(text.currentNode, at + 1);
                const box = range.getBoundingClientRect();
                if (box.height > 0 && box.bottom <= bottom + 1 && box.top >= top - 1) seen += letter;
              });
              return seen.trim();
            }
            """));
        await window.ExpectFitsAsync();
    }

    [Fact]
    public async Task Who_moves_has_all_rows_at_once()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await Expect(window.Rows).ToHaveCountAsync(50);
        await BusyAsync(window);
        await window.Page.Mouse.MoveAsync(500, 500);
        await window.Page.Mouse.WheelAsync(0, 300);
        await Expect(window.Rows).ToHaveCountAsync(50);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task Who_goes_on_before_all_rows_were_there_comes_back_to_all_of_them()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await BusyAsync(window);
        await window.Folder("Sent").ClickAsync();
        await Expect(window.Rows).ToHaveCountAsync(2);
        await window.Page.EvaluateAsync(Free);
        await window.Page.GoBackAsync();
        await Expect(window.Rows).ToHaveCountAsync(50);
        await Expect(window.Page.Locator("nav.more")).ToBeVisibleAsync();
        window.ExpectNoComplaints();
    }

    /// <returns>Until it is set the live stream draws no list: that would be whole.</returns>
    static async Task<TaskCompletionSource> HoldFreshAsync(Window window)
    {
        var held = new TaskCompletionSource();
        await window.Page.RouteAsync("**/mail/**", async route =>
        {
            if (Window.IsFresh(route.Request)) await held.Task;
            await route.ContinueAsync();
        });
        return held;
    }

    static async Task<TaskCompletionSource> BusyAsync(Window window)
    {
        var held = await HoldFreshAsync(window);
        await window.Folder("Sent").ClickAsync();
        await Expect(window.Rows).ToHaveCountAsync(2);
        await window.Page.EvaluateAsync(Idle);
        await window.Folder("INBOX").ClickAsync();
        await Expect(window.Rows.Nth(10)).ToBeVisibleAsync();
        await Expect(window.Rows).Not.ToHaveCountAsync(50);
        return held;
    }
}
