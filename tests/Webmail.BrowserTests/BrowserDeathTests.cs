using System.Diagnostics;
using Microsoft.Playwright;
using Webmail.MailServers;
using Webmail.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>The browser, or one tab of it, dies while somebody types.</summary>
public sealed class BrowserDeathTests(House house, ITestOutputHelper output)
{
    [Fact]
    public async Task Of_what_was_typed_when_the_browser_was_killed_at_most_the_last_second_is_gone()
    {
        using var folder = new TemporaryDirectory();
        var context = await house.LaunchAsync(folder.Path);
        var page = await SignInAsync(context, await house.NewPersonAsync());
        var (cookies, losses, rounds) = (await context.CookiesAsync(), new List<long>(), LongRuns.Of(5));
        for (var round = 1; round <= rounds; round++)
        {
            var typist = await Typist.TypeAsync(page, TimeSpan.FromMilliseconds(1200 + Random.Shared.Next(1600)));
            var killed = Kill(folder.Path);
            context = await house.LaunchAsync(folder.Path);
            await context.AddCookiesAsync(cookies.Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = house.Url }));
            page = context.Pages[0];
            losses.Add(typist.Loss(await FoundAsync(page, round == rounds ? null : typist.Draft), killed));
            // Once the server has it, it is not offered any more: the last one must be the only one that is.
            await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        }
        await context.CloseAsync();
        output.WriteLine($"{rounds} kills; milliseconds of typing lost: {string.Join(' ', losses.Order())}");
        Assert.All(losses, loss => Assert.InRange(loss, 0, 1000));
    }

    /// <summary>In a browser of its own: after a crash Chromium may answer nobody any more, and the other journeys share theirs.</summary>
    [Fact]
    public async Task What_was_typed_in_a_tab_that_crashed_is_offered_in_the_next()
    {
        using var folder = new TemporaryDirectory();
        await using var context = await house.LaunchAsync(folder.Path);
        var page = await SignInAsync(context, await house.NewPersonAsync());
        await page.RouteAsync("**/compose?handler=keep", route => route.AbortAsync());
        await page.GotoAsync("/compose");
        await page.FillAsync("input[name=subject]", "Unsaved");
        await page.Locator("form[data-composer] .editor").PressSequentiallyAsync("Every word counts");
        for (var tries = 0; tries < 100 && !await page.EvaluateAsync<bool>("Object.values(localStorage).some(entry => entry.includes('Every word counts'))"); tries++) await Task.Delay(50);
        await CrashAsync(page);
        var again = await context.NewPageAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Contains("Every word counts", await FoundAsync(again), StringComparison.Ordinal);
        await Expect(again.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await again.ReloadAsync();
        await Expect(again.Locator("input[name=subject]")).ToHaveValueAsync("Unsaved");
    }

    static async Task CrashAsync(IPage page)
    {
        var died = new TaskCompletionSource();
        page.Crash += (_, _) => died.TrySetResult();
        _ = page.GotoAsync("chrome://crash").ContinueWith(_ => { });
        await died.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    static async Task<IPage> SignInAsync(IBrowserContext context, MailPerson person)
    {
        var page = context.Pages[0];
        await page.GotoAsync("/");
        await Window.FillSignInAsync(page, person.Address, person.Password);
        await Expect(page.Locator(".list")).ToBeVisibleAsync();
        return page;
    }

    /// <summary>What the composer has again of the browser's own copy: of the draft whose address is known, or of what any page offers.</summary>
    static async Task<string> FoundAsync(IPage page, string? draft = null)
    {
        if (draft is null) await FollowOfferAsync(page);
        else await page.GotoAsync($"/compose?restore={draft}");
        var editor = page.Locator("form[data-composer] .editor");
        await Expect(editor).Not.ToHaveTextAsync("");
        return await editor.InnerTextAsync();
    }

    /// <summary>A page that is still open somewhere touches its words for a while: only after that they count as left behind.</summary>
    static async Task FollowOfferAsync(IPage page)
    {
        await page.GotoAsync("/mail");
        for (var tries = 0; tries < 60 && !await IsOfferedAsync(page); tries++) await page.ReloadAsync();
        await page.Locator(".journal a").ClickAsync();
    }

    /// <summary>The server is asked first whether it has them.</summary>
    static async Task<bool> IsOfferedAsync(IPage page)
    {
        try
        {
            await page.Locator(".journal").WaitForAsync(new() { Timeout = 1000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>All its processes at once, and when, by the clock that the page has too.</summary>
    static long Kill(string folder)
    {
        var processes = Process.GetProcessesByName("chromium").Where(process => IsOf(process, folder)).ToList();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        processes.ForEach(process => process.Kill());
        processes.ForEach(process => process.Dispose());
        return now;
    }

    static bool IsOf(Process process, string folder)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(folder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
