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
}
