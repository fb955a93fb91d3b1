using Microsoft.Playwright;
using Webmail.MailServers.Samples;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Signatures as hands make and change them.</summary>
public sealed class IdentityJourneyTests(House house)
{
    const string Editor = "[data-editor-target=root]";

    [Theory]
    [InlineData(1440, false), InlineData(390, true)]
    public async Task Another_sender_brings_another_signature_and_touches_nothing_else(int width, bool dark)
    {
        await using var window = await house.OpenAsync(width, dark);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await SignAsync(window, "a:text-is('Edit')", "", "Camille");
        await SignAsync(window, "a:has-text('Add an address')", "sales@example.test", "Sales team");
        await page.GotoAsync("/compose");
        await Expect(page.Locator(Editor)).ToContainTextAsync("Camille");
        // Its middle is empty paper, below the signature.
        await page.ClickAsync(Editor);
        await page.Keyboard.TypeAsync("Before the signature");
        await page.Locator("#identity").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(page.Locator(Editor)).ToHaveTextAsync("Before the signature--\u00a0Sales team");
        await page.Locator("#identity").SelectOptionAsync(new SelectOptionValue { Index = 0 });
        await Expect(page.Locator(Editor)).ToHaveTextAsync("Before the signature--\u00a0Camille");
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await window.ExpectFitsAsync();
        await page.ReloadAsync();
        await Expect(page.Locator(Editor)).ToHaveTextAsync("Before the signature--\u00a0Camille");
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.ClickAsync(".composer-menu > summary");
        await page.ClickAsync("[data-editor-target=toPlain]");
        await page.Locator("#identity").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(page.Locator("#body")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^Before the signature\n+-- \nSales team\n*$"));
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData(1440, false), InlineData(390, true)]
    public async Task A_picture_in_a_signature_comes_by_picker_and_by_paste_and_is_seen_while_one_writes(int width, bool dark)
    {
        await using var window = await house.OpenAsync(width, dark);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/settings/identities");
        await page.Locator("a:text-is('Edit')").First.ClickAsync();
        await page.ClickAsync(Editor);
        await page.Keyboard.TypeAsync("Camille");
        await page.SetInputFilesAsync("[data-pictures-target=picker]", new FilePayload { Name = "logo.png", MimeType = "image/png", Buffer = SampleFiles.Png(900, 200, "logo") });
        await Expect(page.Locator($"{Editor} img[data-cid][width='400']")).ToBeVisibleAsync();
        await page.EvaluateAsync("""
            ([bytes, selector]) => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0))], 'seal.png', { type: 'image/png' }));
              document.querySelector(selector).dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """, new[] { Convert.ToBase64String(SampleFiles.Png(40, 40, "seal")), Editor });
        await Expect(page.Locator($"{Editor} img[data-cid]")).ToHaveCountAsync(2);
        window.ExpectNoComplaints();
        await page.SetInputFilesAsync("[data-pictures-target=picker]", new FilePayload { Name = "drawing.svg", MimeType = "image/svg+xml", Buffer = "<svg/>"u8.ToArray() });
        await Expect(page.Locator("[data-pictures-target=said]")).ToContainTextAsync("not a picture");
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("identity with pictures");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(window.Flash).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Saved."));
        foreach (var url in new[] { "/compose", "/settings/identities" })
        {
            await page.GotoAsync(url);
            if (url != "/compose") await page.Locator("a:text-is('Edit')").First.ClickAsync();
            await Expect(page.Locator($"{Editor} img")).ToHaveCountAsync(2);
            foreach (var image in await page.Locator($"{Editor} img").AllAsync()) await Expect(image).ToHaveJSPropertyAsync("complete", true);
            Assert.True(await page.Locator($"{Editor} img").EvaluateAllAsync<bool>("images => images.every(image => image.naturalWidth > 0)"));
        }
        await window.ExpectFitsAsync();
    }

    [Fact]
    public async Task The_spelling_is_looked_at_in_the_language_that_the_sender_has_chosen()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await SignAsync(window, "a:has-text('Add an address')", "sales@example.test", "Sales team");
        await page.GotoAsync("/settings/identities");
        await page.Locator("a:text-is('Edit')").First.ClickAsync();
        await page.Locator("#spelling").SelectOptionAsync("de");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(window.Flash).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Saved."));
        await page.GotoAsync("/compose");
        await page.ClickAsync(Editor);
        await page.Keyboard.TypeAsync("Thank you for the news, this is what we have");
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        foreach (var field in new[] { Editor, "#body", "#subject" }) await Expect(page.Locator(field)).ToHaveAttributeAsync("lang", "de");
        // One who has chosen none: the words tell.
        await page.Locator("#identity").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(page.Locator(Editor)).ToHaveAttributeAsync("lang", "en");
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task What_stands_in_the_editor_is_still_there_when_another_field_is_wrong()
    {
        await using var window = await house.OpenAsync(900);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        // A page that was loaded and not led to: there Turbo draws answers by morphing.
        await page.GotoAsync("/compose");
        await page.FillAsync("#to", "nobody");
        await page.ClickAsync(Editor);
        await page.Keyboard.PressAsync("Control+b");
        await page.Keyboard.TypeAsync("Every word");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(page.Locator("#to-error")).ToContainTextAsync("is not an address");
        await Expect(page.Locator($"{Editor} b")).ToHaveTextAsync("Every word");
    }

    static async Task SignAsync(Window window, string link, string address, string signature)
    {
        var page = window.Page;
        await page.GotoAsync("/settings/identities");
        await page.Locator(link).First.ClickAsync();
        if (address.Length > 0) await page.FillAsync("#address", address);
        await page.ClickAsync(Editor);
        await page.Keyboard.PressAsync("Control+b");
        await page.Keyboard.TypeAsync(signature);
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("identity");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(window.Flash).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Saved."));
        await window.ExpectAccessibleAsync("identities");
    }
}
