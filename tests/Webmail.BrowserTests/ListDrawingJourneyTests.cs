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

    static async Task BusyAsync(Window window)
    {
        await window.Folder("Sent").ClickAsync();
        await Expect(window.Rows).ToHaveCountAsync(2);
        await window.Page.EvaluateAsync(Idle);
        await window.Folder("INBOX").ClickAsync();
        await Expect(window.Rows.Nth(10)).ToBeVisibleAsync();
        await Expect(window.Rows).Not.ToHaveCountAsync(50);
    }
}
