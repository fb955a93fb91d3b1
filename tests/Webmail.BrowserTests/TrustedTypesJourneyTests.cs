using Microsoft.Playwright;

namespace Webmail.BrowserTests;

/// <summary>Nothing but an answer of our own server becomes markup of a page, whoever asks for it: docs/decisions/0020-trusted-types.md.</summary>
public sealed class TrustedTypesJourneyTests(House house)
{
    const string Picture = "'<img src=x onerror=\"window.hurt = true\">'";

    /// <summary>Each as a script in the page would write it; the browser refuses all of them.</summary>
    public static TheoryData<string> Sinks => new(
        $"document.body.innerHTML = {Picture}",
        "document.body.innerHTML = ''",
        $"document.body.lastElementChild.outerHTML = {Picture}",
        $"document.body.insertAdjacentHTML('beforeend', {Picture})",
        $"document.createElement('template').innerHTML = {Picture}",
        $"document.body.append(document.createRange().createContextualFragment({Picture}))",
        $"document.body.append(...new DOMParser().parseFromString({Picture}, 'text/html').body.children)",
        $"document.body.setHTMLUnsafe({Picture})",
        $"document.write({Picture})",
        $"document.body.append(Object.assign(document.createElement('iframe'), {{ srcdoc: {Picture} }}))",
        "document.body.append(Object.assign(document.createElement('script'), { src: '/dist/composer.js?stranger' }))",
        "document.body.append(Object.assign(document.createElement('script'), { text: 'window.hurt = true' }))",
        "document.body.innerHTML = trustedTypes.createPolicy('webmail', { createHTML: text => text }).createHTML('')",
        "document.body.innerHTML = trustedTypes.createPolicy('default', { createHTML: text => text }).createHTML('')",
        "document.body.innerHTML = trustedTypes.createPolicy('stranger', { createHTML: text => text }).createHTML('')");

    [Fact]
    public async Task A_string_of_another_script_becomes_no_markup()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var rows = await window.Rows.CountAsync();
        // What draws streams is not at hand.
        Assert.Equal("undefined", await window.Page.EvaluateAsync<string>("() => typeof window.Turbo"));
        foreach (var sink in Sinks)
        {
            var refused = await window.Page.EvaluateAsync<string>($"() => {{ try {{ {sink.Data}; return 'done' }} catch (error) {{ return error.name }} }}");
            Assert.True(refused == "TypeError", $"{sink.Data}: {refused}");
        }
        Assert.Equal(0, await window.Page.Locator("[src=x], body [srcdoc], [src*=stranger]").CountAsync());
        Assert.Equal(rows, await window.Rows.CountAsync());
        Assert.False(await window.Page.EvaluateAsync<bool>("() => window.hurt === true"));
    }

    [Fact]
    public async Task An_answer_that_is_no_page_of_ours_is_not_drawn_into_one()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        // As a message's own document would come, had it found a way to look like a part of the page.
        await AddScriptAsync(window, headers => headers["content-security-policy"] = "sandbox; default-src 'none'");
        await window.Page.RunAndWaitForResponseAsync(() => Changed(window).Locator("a").ClickAsync(), answer => answer.Request.Headers.ContainsKey("turbo-frame"));
        await window.OpenAsync(window.Rows.Nth(1).Locator("a"));
        Assert.False(await window.Page.EvaluateAsync<bool>("() => window.drawn"));
    }

    [Fact]
    public async Task A_script_in_an_answer_does_not_start()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var started = 0;
        window.Page.Request += (_, request) => { if (request.Url.Contains("stranger", StringComparison.Ordinal)) started++; };
        await AddScriptAsync(window, _ => { });
        await window.OpenAsync(Changed(window).Locator("a"));
        Assert.True(await window.Page.EvaluateAsync<bool>("() => window.drawn"));
        await window.OpenAsync(window.Rows.Nth(1).Locator("a"));
        Assert.Equal(0, started);
        window.ExpectNoComplaints();
    }

    /// <summary>Far below those that are asked for before anybody opens them.</summary>
    static ILocator Changed(Window window) => window.Rows.Nth(40);

    /// <summary>That message comes with a script, from an address that the policy of the pages allows; the window notes when that is drawn.</summary>
    static async Task AddScriptAsync(Window window, Action<Dictionary<string, string>> change)
    {
        await window.Page.EvaluateAsync("""
            () => {
              window.drawn = false;
              new MutationObserver(() => { window.drawn ||= !!document.querySelector('[data-stranger]'); }).observe(document, { subtree: true, childList: true });
            }
            """);
        var message = await Changed(window).GetAttributeAsync("data-message");
        await window.Page.RouteAsync(url => url.EndsWith($"/{message}", StringComparison.Ordinal), async route =>
        {
            var answer = await route.FetchAsync();
            var headers = new Dictionary<string, string>(answer.Headers);
            headers.Remove("content-encoding");
            change(headers);
            var page = await answer.TextAsync();
            await route.FulfillAsync(new() { Response = answer, Headers = headers, Body = page.Replace("</article>", "<script data-stranger src='/dist/composer.js?stranger'></script></article>", StringComparison.Ordinal) });
        });
    }
}
