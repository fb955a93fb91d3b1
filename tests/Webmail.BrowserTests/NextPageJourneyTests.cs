using MailKit;
using MailKit.Search;
using Webmail.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>The next page is fetched before somebody comes to the end of the list, and is appended there.</summary>
public sealed class NextPageJourneyTests(House house)
{
    /// <summary>How many rows came together, and what else is done when the first ones have.</summary>
    const string Watch = """
        first => {
          const rows = document.querySelector('ol[data-scroll-target=rows]');
          window.came = [];
          new MutationObserver(records => {
            came.push(records.flatMap(record => [...record.addedNodes]).filter(row => row.dataset?.message).length);
            if (came.length === 1 && first) document.dispatchEvent(new CustomEvent(first));
          }).observe(rows, { childList: true });
        }
        """;

    /// <summary>Fifty rows take a browser longer to lay out than a frame of the screen lasts.</summary>
    [Fact]
    public async Task What_one_sees_of_the_next_page_comes_first()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await KeepAsDrawnAsync(window);
        await HasNextPageAsync(window);
        await window.Page.EvaluateAsync(Watch, null);
        await ScrollToTheEndAsync(window);
        await Expect(window.Rows).ToHaveCountAsync(70);
        var came = await window.Page.EvaluateAsync<int[]>("came");
        Assert.Equal(2, came.Length);
        var seen = await window.Page.EvaluateAsync<int>("() => { const list = document.querySelector('.list'); return Math.ceil(list.clientHeight / list.querySelector('[data-message]').offsetHeight); }");
        Assert.InRange(came[0], seen, 19);
        await ExpectEachOnceAsync(window);
    }

    /// <summary>What was fetched before may hold rows that have gone since.</summary>
    [Fact]
    public async Task Drawn_anew_meanwhile_the_rest_is_asked_for_again()
    {
        var person = await house.NewPersonAsync();
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(person);
        await KeepAsDrawnAsync(window);
        await HasNextPageAsync(window);
        using (var elsewhere = await TrustedImap.OpenAsync(person))
        {
            await elsewhere.Inbox!.OpenAsync(FolderAccess.ReadWrite);
            var oldest = await elsewhere.Inbox.SearchAsync(SearchQuery.All);
            await elsewhere.Inbox.AddFlagsAsync(oldest[0], MessageFlags.Deleted, silent: true);
            await elsewhere.Inbox.ExpungeAsync();
        }
        await ScrollWhileItIsDrawnAnewAsync(window);
        await Expect(window.Page.Locator("nav.more [data-scroll-target=older]")).ToHaveCountAsync(0);
        await Expect(window.Rows).ToHaveCountAsync(69);
        await ExpectEachOnceAsync(window);
    }

    [Fact]
    public async Task Drawn_anew_meanwhile_the_rest_is_there_all_the_same_when_it_cannot_be_fetched()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await HasNextPageAsync(window);
        await window.Page.Context.SetOfflineAsync(true);
        await ScrollWhileItIsDrawnAnewAsync(window);
        await Expect(window.Rows).ToHaveCountAsync(70);
        await ExpectEachOnceAsync(window);
    }

    [Fact]
    public async Task The_next_page_is_here_before_one_scrolls_to_it()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await HasNextPageAsync(window);
        await Expect(window.Rows).ToHaveCountAsync(50);
        await window.Page.Context.SetOfflineAsync(true);
        await window.Rows.Nth(49).ScrollIntoViewIfNeededAsync();
        await Expect(window.Rows).ToHaveCountAsync(70);
    }

    [Fact]
    public async Task The_next_page_stays_here_when_the_list_is_drawn_again_and_it_cannot_be_fetched_anew()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await HasNextPageAsync(window);
        var refused = new TaskCompletionSource();
        await window.Page.RouteAsync("**/*older=*", async route =>
        {
            await route.AbortAsync();
            refused.TrySetResult();
        });
        for (var row = 0; row < 2; row++)
        {
            await window.Page.Keyboard.PressAsync("j");
            await window.Page.Keyboard.PressAsync("x");
        }
        await window.Page.Keyboard.PressAsync("I");
        await Expect(window.Flash).ToContainTextAsync("2 messages marked as read.");
        await refused.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await window.Rows.Nth(49).ScrollIntoViewIfNeededAsync();
        await Expect(window.Rows).ToHaveCountAsync(70);
    }

    [Fact]
    public async Task A_page_that_cannot_be_fetched_is_not_said_to_be_on_its_way()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        // The list that the live stream draws would take it away as well.
        await KeepAsDrawnAsync(window);
        await window.Page.RouteAsync("**/*older=*", route => route.AbortAsync());
        await window.Page.ReloadAsync();
        await Expect(window.Rows).ToHaveCountAsync(50);
        await window.Page.EvaluateAsync("() => new MutationObserver((_, ear) => { window.asked = true; ear.disconnect(); }).observe(document.querySelector('nav.more a'), { attributeFilter: ['aria-busy'] })");
        await window.Rows.Nth(49).ScrollIntoViewIfNeededAsync();
        // Before that there would be nothing to take away.
        var asked = false;
        for (var tries = 0; tries < 300 && !asked; tries++)
        {
            await Task.Delay(50);
            asked = await window.Page.EvaluateAsync<bool>("window.asked === true");
        }
        Assert.True(asked);
        await Expect(window.Page.Locator("nav.more a[aria-busy]")).ToHaveCountAsync(0);
        await Expect(window.Rows).ToHaveCountAsync(50);
    }

    /// <summary>The live stream draws no list.</summary>
    static async Task KeepAsDrawnAsync(Window window) => await window.Page.RouteAsync("**/mail/**", route => Window.IsFresh(route.Request) ? route.AbortAsync() : route.ContinueAsync());

    static async Task ScrollToTheEndAsync(Window window) => await window.Page.EvaluateAsync("() => { const list = document.querySelector('.list'); list.scrollTop = list.scrollHeight; }");

    static async Task ScrollWhileItIsDrawnAnewAsync(Window window)
    {
        await window.Page.EvaluateAsync(Watch, "turbo:morph");
        await ScrollToTheEndAsync(window);
        await Expect(window.Rows).Not.ToHaveCountAsync(50);
        await Expect(window.Page.Locator("nav.more a[aria-busy]")).ToHaveCountAsync(0);
        await ScrollToTheEndAsync(window);
    }

    static async Task ExpectEachOnceAsync(Window window)
    {
        foreach (var once in new[] { "row => row.dataset.message", "row => row.previousElementSibling?.matches('.day') && row.previousElementSibling.textContent" })
        {
            var all = await window.Page.EvaluateAsync<string[]>($"() => [...document.querySelectorAll('[data-message]')].map({once}).filter(Boolean)");
            Assert.NotEmpty(all);
            Assert.Equal(all, all.Distinct());
        }
    }

    static async Task HasNextPageAsync(Window window)
    {
        await Expect(window.Rows).ToHaveCountAsync(50);
        const string Came = "performance.getEntriesByType('resource').some(entry => entry.name.includes('older=') && entry.responseEnd > 0)";
        for (var tries = 0; tries < 300 && !await window.Page.EvaluateAsync<bool>(Came); tries++) await Task.Delay(100);
    }
}
