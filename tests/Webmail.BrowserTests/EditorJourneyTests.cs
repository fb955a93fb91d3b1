using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>The editor, the chips and the files, as hands use them; and what hostile mail does in the editor: nothing.</summary>
public sealed class EditorJourneyTests(House house)
{
    const string Editor = "[data-editor-target=root]";

    [Theory]
    [InlineData(1440, false), InlineData(390, true)]
    public async Task Formatting_chips_and_files_reach_the_draft_and_come_back(int width, bool dark)
    {
        await using var window = await house.OpenAsync(width, dark);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/compose");
        await page.FillAsync("#to", "Bob Baker <bob@example.test>, carl@");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".address-chip")).ToHaveCountAsync(2);
        await Expect(page.Locator(".address-chip[data-wrong]")).ToHaveTextAsync("carl@×");
        await page.Keyboard.PressAsync("Backspace");
        await page.Keyboard.TypeAsync("carl@example.test,");
        await Expect(page.Locator(".address-chip[data-wrong]")).ToHaveCountAsync(0);
        await page.FillAsync("#subject", "With everything");
        await page.ClickAsync(Editor);
        await page.Keyboard.TypeAsync("Hello ");
        await page.Keyboard.PressAsync("Control+b");
        await page.Keyboard.TypeAsync("Bob");
        await Expect(page.Locator("[data-command=bold]")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Locator("#editor-color").SelectOptionAsync("#b42318");
        await page.Keyboard.TypeAsync(" in red");
        await page.SetInputFilesAsync("input[name=files]", new FilePayload { Name = "plan.txt", MimeType = "text/plain", Buffer = "the plan"u8.ToArray() });
        await Expect(page.Locator("[data-file='plan.txt']")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("editor");
        await page.ReloadAsync();
        await Expect(page.Locator($"{Editor} b")).ToContainTextAsync("Bob");
        Assert.Equal("rgb(180, 35, 24)", await page.Locator($"{Editor} span").First.EvaluateAsync<string>("span => getComputedStyle(span).color"));
        await Expect(page.Locator(".address-chip")).ToHaveCountAsync(2);
        await Expect(page.Locator("[data-file='plan.txt']")).ToBeVisibleAsync();
        window.ExpectNoComplaints();
    }

    /// <summary>As the reader shows formatted mail there: docs/decisions/0009-dark-paper.md.</summary>
    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task What_one_writes_on_is_as_dark_as_the_screen(bool dark)
    {
        await using var window = await house.OpenAsync(1440, dark);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.Page.GotoAsync("/compose");
        await window.Page.ClickAsync(Editor);
        await window.Page.Keyboard.TypeAsync("Hello");
        var sheet = Convert.ToBase64String(await window.Page.Locator(Editor).ScreenshotAsync());
        var blank = await window.Page.Context.NewPageAsync();
        var brightness = await blank.EvaluateAsync<double>("""
            async sheet => {
              const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${sheet}`)).blob());
              const drawn = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
              drawn.drawImage(picture, 0, 0);
              const octets = drawn.getImageData(0, 0, picture.width, picture.height).data;
              return octets.reduce((sum, octet, at) => at % 4 === 3 ? sum : sum + octet, 0) / (octets.length * .75 * 255);
            }
            """, sheet);
        Assert.True(dark ? brightness < .2 : brightness > .9, $"{brightness:0.00}");
    }

    [Fact]
    public async Task Keys_alone_complete_a_recipient()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/contacts/edit?name=H%C3%A9l%C3%A8ne+Weaver&address=helene%40example.test");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-field=name]")).ToHaveTextAsync("Hélène Weaver");
        await window.ExpectAccessibleAsync("contact");
        await page.GotoAsync("/compose");
        await page.Locator("#to").PressSequentiallyAsync("hel");
        await Expect(page.Locator(".suggestions [role=option]")).ToHaveTextAsync("Hélène Weaverhelene@example.test");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".address-chip")).ToContainTextAsync("Hélène Weaver");
        await Expect(page.Locator("input[name=toChips]")).ToHaveValueAsync("Hélène Weaver <helene@example.test>");
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData("mailto:bob%2Bmail@example.test?subject=Hi,%20Bob&body=x", "bob+mail@example.test")]
    [InlineData("Bob Baker <mailto:bob@example.test>", "Bob Baker <bob@example.test>")]
    [InlineData("mailto:bob@example.test,carl@example.test", "bob@example.test, carl@example.test")]
    public async Task A_mailto_link_that_is_pasted_is_who_it_is_to(string link, string kept)
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/compose");
        await page.FillAsync("#to", "ann@example.test");
        await page.Locator("#to").EvaluateAsync("(field, text) => { const clipboardData = new DataTransfer(); clipboardData.setData('text/plain', text); field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })); }", link);
        await Expect(page.Locator("input[name=toChips]")).ToHaveValueAsync($"ann@example.test, {kept}");
        await Expect(page.Locator(".address-chip[data-wrong]")).ToHaveCountAsync(0);
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData("Reply"), InlineData("Forward"), InlineData("EditAsNew")]
    public async Task Hostile_mail_does_nothing_in_the_editor(string kind)
    {
        await using var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        var html = string.Concat(IsolationVectors.All.Values).Replace("{T}", "http://tracker.invalid/x", StringComparison.Ordinal).Replace("{RUN}", "top.ran = 1; parent.ran = 1; window.ran = 1", StringComparison.Ordinal);
        await person.AppendAsync(System.Text.Encoding.UTF8.GetBytes($"From: evil@example.test\r\nTo: me@example.test\r\nSubject: Hostile\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Marker</p>{html}\r\n"));
        await window.SignInAsync(person);
        var page = window.Page;
        var called = new List<string>();
        page.Request += (_, request) => { if (request.Url.Contains("tracker", StringComparison.Ordinal)) called.Add(request.Url); };
        var row = page.Locator("[data-message]", new() { HasText = "Hostile" }).First;
        var key = await row.GetAttributeAsync("data-message");
        var account = new Uri(page.Url).AbsolutePath.Split('/')[2];
        await page.GotoAsync($"/compose?kind={kind}&account={account}&mailbox=INBOX&message={key}");
        await Expect(page.Locator(Editor)).ToContainTextAsync("Marker");
        await page.ClickAsync(Editor);
        await page.Keyboard.TypeAsync("My words");
        await page.Keyboard.PressAsync("Control+z");
        await page.Keyboard.PressAsync("Control+y");
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await page.ReloadAsync();
        await Expect(page.Locator(Editor)).ToContainTextAsync("Marker");
        Assert.False(await page.EvaluateAsync<bool>("'ran' in window"));
        Assert.Equal(0, await page.Locator($"{Editor} :is(script, iframe, object, embed, form, svg, style, link, meta, video, audio)").CountAsync());
        Assert.Empty(called);
        window.ExpectNoComplaints();
    }

    /// <summary>Horde once made elements of a text when its writer turned to formatting.</summary>
    [Fact]
    public async Task Horde_plain_text_that_becomes_HTML_stays_what_was_typed()
    {
        const string typed = "1 < 2 & <b>bold</b>\n<img src=x onerror=\"window.ran = 1\"><svg onload=\"window.ran = 1\">\n&lt;script&gt;window.ran = 1&lt;/script&gt;";
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var page = window.Page;
        await page.GotoAsync("/compose");
        await page.ClickAsync(".composer-menu > summary");
        await page.ClickAsync("[data-editor-target=toPlain]");
        await page.FillAsync("[data-editor-target=text]", typed);
        await page.ClickAsync(".composer-menu > summary");
        await page.ClickAsync("[data-editor-target=toRich]");
        await Expect(page.Locator(Editor)).ToContainTextAsync("1 < 2 & <b>bold</b>");
        Assert.Equal(0, await page.Locator($"{Editor} :is(b, img, svg, script)").CountAsync());
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await page.ReloadAsync();
        await Expect(page.Locator(Editor)).ToContainTextAsync("1 < 2 & <b>bold</b>");
        await page.ClickAsync(".composer-menu > summary");
        await page.ClickAsync("[data-editor-target=toPlain]");
        Assert.Equal(typed, (await page.InputValueAsync("[data-editor-target=text]")).Trim());
        Assert.False(await page.EvaluateAsync<bool>("'ran' in window"));
        window.ExpectNoComplaints();
    }
}
