using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Webmail.MailServers;

namespace Webmail.BrowserTests;

/// <summary>One browser window: signs in as a person does, and collects what the browser complains about.</summary>
public sealed class Window(IBrowserContext context) : IAsyncDisposable
{
    readonly List<string> complaints = [];

    public IPage Page { get; private set; } = null!;

    public ILocator Rows => Page.Locator("[data-message]");
    public ILocator Subject => Page.Locator("[data-field=subject]");
    public ILocator Flash => Page.Locator("[data-flash]");
    public ILocator Folder(string name) => Page.Locator($"[data-mailbox=\"{name.Replace("\"", "\\\"", StringComparison.Ordinal)}\"]");
    public IFrameLocator Body => Page.FrameLocator("iframe[data-message-body]");

    /// <summary>Something of the message that is being written: at the foot of a wide window, or on the page.</summary>
    public ILocator Composing(string selector) => Page.ViewportSize!.Width >= 1100 ? Page.FrameLocator(".dock iframe[data-mode=open] >> nth=0").Locator(selector) : Page.Locator(selector);

    /// <summary>Opens a message beside its list, and waits until the history knows it: no person goes back sooner.</summary>
    public async Task OpenAsync(ILocator link, bool tap = false)
    {
        await link.EvaluateAsync("link => { window.opened = false; addEventListener('turbo:load', ({ detail }) => { window.opened ||= detail.url === link.href; }); }");
        await (tap ? link.TapAsync() : link.ClickAsync());
        await Assertions.Expect(Subject).ToBeVisibleAsync();
        for (var tries = 0; tries < 300 && !await Page.EvaluateAsync<bool>("window.opened === true"); tries++) await Task.Delay(50);
    }

    /// <summary>Whether the live stream had the list asked for.</summary>
    public static bool IsFresh(IRequest request) => request.Headers.GetValueOrDefault("turbo-frame") == "fresh";

    /// <summary>Another tab of the same browser.</summary>
    public Task<IPage> NewTabAsync() => context.NewPageAsync();

    /// <summary>From the address bar to the first rows of the inbox.</summary>
    public Task SignInAsync(MailPerson person) => SignInAsync(person.Address, person.Password);

    public async Task SignInAsync(string address, string password)
    {
        await TrySignInAsync(address, password);
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        await Assertions.Expect(Page.Locator(".list")).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator("ol[aria-busy=true]")).ToHaveCountAsync(0);
        // Painted before its script runs: no person's keys are that fast.
        if (await Page.EvaluateAsync<bool>("matchMedia('(scripting: enabled)').matches")) await Assertions.Expect(Page.Locator("html.started")).ToHaveCountAsync(1);
        Assert.True(await Rows.CountAsync() > 0, $"No inbox at {Page.Url}: {string.Join("; ", complaints)}");
    }

    public async Task TrySignInAsync(string address, string password)
    {
        Page = await context.NewPageAsync();
        Page.Console += (_, message) => { if (message.Type == "error") complaints.Add($"{message.Text} {message.Location}"); };
        Page.Response += (_, answer) => { if (answer.Status >= 400) complaints.Add($"{answer.Status} {answer.Url}"); };
        // A page that another one overtakes while it is still arriving ends Turbo's reading of it: nobody waits for it any more.
        Page.PageError += (_, error) => { if (!error.StartsWith("AbortError", StringComparison.Ordinal)) complaints.Add(error); };
        await Page.GotoAsync("/");
        await FillSignInAsync(Page, address, password);
    }

    /// <summary>Fills in the form to sign in, and sends it, on a page that shows it.</summary>
    public static async Task FillSignInAsync(IPage page, string address, string password)
    {
        await page.FillAsync("input[name=email]", address);
        await page.FillAsync("input[name=password]", password);
        await page.ClickAsync("form:has(input[name=password]) button");
    }

    /// <summary>Nothing the accessibility rules object to (WCAG 2.2 A and AA, and axe's best practices).</summary>
    public async Task ExpectAccessibleAsync(string screen)
    {
        // No script runs in a message's frame, axe's neither: an empty frame of the same name stands in for it.
        await Page.EvaluateAsync("""
            for (const frame of document.querySelectorAll('iframe[sandbox]')) {
              const empty = document.createElement('iframe');
              empty.title = frame.title;
              frame.replaceWith(empty);
            }
            """);
        var result = await Page.RunAxe();
        var found = result.Violations.Select(violation => $"{screen}: {violation.Id}: {violation.Help} at {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");
        Assert.Empty(found);
    }

    /// <summary>The page does not scroll sideways.</summary>
    public async Task ExpectFitsAsync() =>
        Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the window.");

    /// <summary>No refused script, style or request, and no script error: the policy of the pages holds without exceptions.</summary>
    public void ExpectNoComplaints() => Assert.True(complaints.Count == 0, string.Join("\n", complaints));

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
