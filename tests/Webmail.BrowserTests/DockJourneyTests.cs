using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Messages that are written at the foot of a wide window, while one goes on reading.</summary>
public sealed class DockJourneyTests(House house)
{
    [Fact]
    public async Task Several_messages_are_written_while_one_walks_through_the_mail()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        var frames = page.Locator(".dock iframe:not([data-mode=warm])");
        await page.Locator("a:visible", new() { HasText = "Write" }).First.ClickAsync();
        await Expect(window.Composing("input[name=to]")).ToBeFocusedAsync();
        await window.Composing("input[name=subject]").FillAsync("First of two");
        await window.Composing("[data-editor-target=root]").FillAsync("Bonjour, merci pour votre lettre : je vous réponds dans la semaine.");
        // The browser checks the spelling of what is written, in whichever language that is.
        await Expect(window.Composing("[data-editor-target=root]")).ToHaveAttributeAsync("lang", "fr");
        await Expect(window.Composing("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await window.Composing("body").EvaluateAsync("body => { body.dataset.same = 'yes'; }");

        // Another message, another folder and back: it is the very same composer.
        await window.OpenAsync(window.Rows.Nth(1).Locator("a").First);
        await window.Folder("Sent").First.ClickAsync();
        await page.WaitForURLAsync("**/Sent**");
        await window.Folder("INBOX").First.ClickAsync();
        await page.WaitForURLAsync("**/INBOX**");
        await Expect(window.Composing("body")).ToHaveAttributeAsync("data-same", "yes");

        // The one that is put aside is told by its subject.
        await window.Composing("[data-docked-target=small]").ClickAsync();
        await Expect(frames).ToHaveAttributeAsync("data-mode", "small");
        await window.OpenAsync(window.Rows.Nth(2).Locator("a").First);
        await window.Subject.ClickAsync();
        await page.Keyboard.PressAsync("r");
        await Expect(window.Composing("[data-editor-target=root]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("An answer");
        await Expect(window.Composing("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await Expect(frames).ToHaveCountAsync(2);
        await window.ExpectFitsAsync();

        await page.ReloadAsync();
        await Expect(frames).ToHaveCountAsync(2);
        await Expect(page.FrameLocator(".dock iframe[data-mode=small]").Locator("h1")).ToHaveTextAsync("First of two");
        await Expect(window.Composing("textarea[name=body]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^An answer"));

        await window.Composing("[data-docked-target=large]").ClickAsync();
        await Expect(page.Locator(".dock iframe[data-mode=large]")).ToBeInViewportAsync(new() { Ratio = .9f });
        await page.FrameLocator(".dock iframe[data-mode=large]").Locator("[data-action='docked#close']").ClickAsync();
        await Expect(frames).ToHaveCountAsync(1);

        // Before the fields of the settings nothing stands open.
        await page.FrameLocator(".dock iframe:not([data-mode=warm])").Locator("[data-docked-target=small]").ClickAsync();
        await Expect(frames).ToHaveAttributeAsync("data-mode", "open");
        await page.GotoAsync("/settings/sending");
        await Expect(frames).ToHaveAttributeAsync("data-mode", "small");
        await Expect(page.FrameLocator(".dock iframe").Locator("[data-docked-target=small]")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.FrameLocator(".dock iframe").Locator("[data-docked-target=small]").ClickAsync();
        var tab = await page.RunAndWaitForPopupAsync(() => window.Composing("[data-action='docked#window']").ClickAsync());
        await Expect(tab.Locator("input[name=subject]")).ToHaveValueAsync("First of two");
        await Expect(frames).ToHaveCountAsync(0);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task The_next_message_stands_ready_and_asks_nothing_of_the_server_when_it_is_opened()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await Expect(page.FrameLocator(".dock iframe[data-ready]").Locator("[data-editor-target=root]")).ToBeEditableAsync();
        await Expect(page.Locator(".dock iframe")).ToBeHiddenAsync();
        // Keys are the page's: in one that is loaded anew nothing has the focus yet that a hidden field could take.
        await page.ReloadAsync();
        await Expect(page.FrameLocator(".dock iframe[data-ready]").Locator("[data-editor-target=root]")).ToBeEditableAsync();
        await page.Keyboard.PressAsync("j");
        await Expect(window.Rows.First.Locator("a").First).ToBeFocusedAsync();
        List<string> asked = [];
        page.Request += (_, request) => { if (request.Url.Contains("/compose", StringComparison.Ordinal)) asked.Add(request.Url); };
        await page.Keyboard.PressAsync("c");
        await Expect(window.Composing("input[name=to]")).ToBeFocusedAsync();
        Assert.Empty(asked);

        // Pressed twice it is still one; and once there are words in it, the next one is made ready.
        await page.Locator("a:visible", new() { HasText = "Write" }).First.ClickAsync();
        await Expect(page.Locator(".dock iframe")).ToHaveCountAsync(1);
        await window.Composing("[data-action='docked#close']").ClickAsync();
        await Expect(page.Locator(".dock iframe[data-mode=warm][data-ready]")).ToHaveCountAsync(1);
        await Expect(page.Locator(".dock iframe:not([data-mode=warm])")).ToHaveCountAsync(0);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task Write_opens_another_message_as_soon_as_something_is_written_into_the_first()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        // The server has not been told of it.
        await page.RouteAsync("**/compose?handler=keep", route => route.AbortAsync());
        var write = page.Locator("a:visible", new() { HasText = "Write" }).First;
        await write.ClickAsync();
        await window.Composing("input[name=subject]").FillAsync("First");
        await write.ClickAsync();
        await Expect(page.Locator(".dock iframe:not([data-mode=warm])")).ToHaveCountAsync(2);
        await Expect(window.Composing("input[name=subject]")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Where_octets_are_to_be_saved_nothing_is_made_ready()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.Page.AddInitScriptAsync("Object.defineProperty(navigator, 'connection', { value: { saveData: true } });");
        await window.Page.ReloadAsync();
        await Expect(window.Rows.First).ToBeVisibleAsync();
        await window.Page.EvaluateAsync("() => new Promise(done => requestIdleCallback(() => setTimeout(done, 500)))");
        await Expect(window.Page.Locator(".dock iframe")).ToHaveCountAsync(0);
    }
}
