using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>What settings and contacts look like is read with the first of them: no list waits for it.</summary>
public sealed class StylesJourneyTests(House house)
{
    [Theory, InlineData("settings", ".settings-panes"), InlineData("contacts", ".book")]
    public async Task A_page_comes_with_its_styles(string place, string panes)
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await Expect(window.Rows).ToHaveCountAsync(50);
        var (link, body) = (window.Page.Locator($"link[rel=stylesheet][href*='/{place}.']"), window.Page.Locator(panes));
        await Expect(link).ToHaveCountAsync(0);
        // How it looks when it is drawn, before anything else may have come.
        await window.Page.EvaluateAsync($$"""
            () => new MutationObserver((_, observer) => {
              const panes = document.querySelector('{{panes}}');
              if (!panes) return;
              document.documentElement.dataset.drawn = getComputedStyle(panes).display;
              observer.disconnect();
            }).observe(document, { childList: true, subtree: true })
            """);
        await window.Page.Locator(".bar details.menu summary").Last.ClickAsync();
        await window.Page.Locator($".bar a[href='/{place}']").ClickAsync();
        await Expect(body).ToBeVisibleAsync();
        await Expect(window.Page.Locator("html")).ToHaveAttributeAsync("data-drawn", "grid");
        await window.Page.GoBackAsync();
        await Expect(window.Rows).ToHaveCountAsync(50);
        await window.Page.GoForwardAsync();
        await Expect(body).ToHaveCSSAsync("display", "grid");
        await window.ExpectFitsAsync();
        await window.Page.ReloadAsync();
        await Expect(body).ToHaveCSSAsync("display", "grid");
        await Expect(link).ToHaveCountAsync(1);
        window.ExpectNoComplaints();
    }
}
