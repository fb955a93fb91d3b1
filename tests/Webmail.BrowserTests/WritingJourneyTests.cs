using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Write, send, take back, answer; and what happens to words when a browser, a session or a network ends.</summary>
public sealed class WritingJourneyTests(House house)
{
    /// <summary>The editor; the text area behind it has the same words.</summary>
    const string Body = "[data-editor-target=root]";

    [Theory]
    [InlineData(1440, false), InlineData(900, true), InlineData(390, false), InlineData(390, true)]
    public async Task A_message_is_written_taken_back_and_sent(int width, bool dark)
    {
        await using var window = await house.OpenAsync(width, dark);
        var page = await SignedInAsync(window);
        await page.Locator("a:visible", new() { HasText = "Write" }).First.ClickAsync();
        await Expect(window.Composing("input[name=to]")).ToBeFocusedAsync();
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("composer");
        await window.Composing("input[name=to]").FillAsync("bob@example.test");
        await window.Composing("input[name=subject]").FillAsync("From a browser");
        await window.Composing(Body).FillAsync("Hello Bob");
        await Expect(window.Composing("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await window.Composing("[data-composer-target=send]").ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("Sent.");
        await Expect(window.Rows.First).ToBeVisibleAsync();
        await window.Flash.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(window.Composing("textarea[name=body]")).ToHaveValueAsync("Hello Bob");
        await Expect(window.Composing(Body)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(window.Flash).ToContainTextAsync("Sent.");
        await page.GotoAsync("/outbox");
        await Expect(page.Locator("[data-submission]")).ToContainTextAsync("From a browser");
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("outbox");
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData(360, "fr"), InlineData(390, "fr"), InlineData(390, "en-GB")]
    public async Task The_times_to_send_at_are_all_on_a_phones_screen(int width, string language)
    {
        await using var window = await house.OpenAsync(width, language: language);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.Page.GotoAsync("/compose");
        await window.Page.ClickAsync(".send-later > summary");
        var menu = (await window.Page.Locator(".send-later .menu-items").BoundingBoxAsync())!;
        Assert.InRange(menu.X, 0, width);
        Assert.InRange(menu.X + menu.Width, 200, width);
        Assert.InRange(menu.Y, 0, 844);
    }

    [Fact]
    public async Task Keys_alone_answer_a_message()
    {
        await using var window = await house.OpenAsync(1440);
        var page = await SignedInAsync(window);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("o");
        await Expect(window.Subject).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("r");
        await Expect(window.Composing(Body)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("My answer");
        await Expect(window.Composing("textarea[name=body]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^My answer\n+On "));
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(window.Flash).ToContainTextAsync("Sent.");
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task Each_wrong_address_is_named_and_what_has_to_be_corrected_is_not_said_to_be_restored()
    {
        await using var window = await house.OpenAsync(1440);
        var page = await SignedInAsync(window);
        await page.GotoAsync("/compose?to=nobody,x@@y&subject=Wrong");
        await page.FillAsync(Body, "Hello\n\nthere");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("#to-error")).ToHaveTextAsync("These are not addresses: “nobody”, “x@@y”. Write each like name@example.org.");
        await Expect(page.Locator(Body)).ToContainTextAsync("there");
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
    }

    [Fact]
    public async Task It_works_without_JavaScript()
    {
        await using var window = await house.OpenAsync(1440, scripts: false);
        var page = await SignedInAsync(window);
        await page.Locator("a", new() { HasText = "Write" }).First.ClickAsync();
        await page.FillAsync("input[name=to]", "nobody");
        await page.FillAsync("textarea[name=body]", "Hello");
        await page.Locator("button[value=send]:visible").Last.ClickAsync();
        await Expect(page.Locator("#to-error")).ToContainTextAsync("“nobody” is not an address.");
        await page.FillAsync("input[name=to]", "bob@example.test");
        await page.Locator("button[value=send]:visible").Last.ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("Sent.");
        await window.Flash.Locator("button").ClickAsync();
        await Expect(page.Locator("textarea[name=body]")).ToHaveValueAsync("Hello");
    }

    /// <summary>Without a name all cookies go, that of the forms too.</summary>
    [Theory, InlineData("webmail"), InlineData(null)]
    public async Task A_session_that_ends_while_one_writes_goes_on_in_place(string? cookie)
    {
        await using var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var page = window.Page;
        await page.GotoAsync("/compose?to=bob@example.test&subject=Still+here");
        await page.Context.ClearCookiesAsync(new() { Name = cookie });
        await page.FillAsync(Body, "Not lost");
        await Expect(page.Locator("#sign-in-again")).ToBeVisibleAsync();
        await window.ExpectAccessibleAsync("sign in again");
        await page.FillAsync("#again-password", "wrong");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#sign-in-again [role=alert]")).ToBeVisibleAsync();
        await page.FillAsync("#again-password", person.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#sign-in-again")).ToBeHiddenAsync();
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await Expect(page.Locator("textarea[name=body]")).ToHaveValueAsync("Not lost");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(window.Flash).ToContainTextAsync("Sent.");
    }

    /// <summary>A press asks again; what is kept meanwhile does not.</summary>
    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Who_closes_the_question_for_the_password_is_told_until_they_have_signed_in(bool elsewhere)
    {
        await using var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var (page, dialog) = (window.Page, window.Page.Locator("#sign-in-again"));
        await page.GotoAsync("/compose?to=bob@example.test&subject=Still+here");
        await page.Context.ClearCookiesAsync(new() { Name = "webmail" });
        await page.FillAsync(Body, "Not lost");
        await Expect(dialog).ToBeVisibleAsync();
        await page.RunAndWaitForResponseAsync(() => page.Keyboard.PressAsync("Escape"), answer => answer.Status == 401);
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(window.Flash).ToContainTextAsync("You are no longer signed in");
        if (elsewhere)
        {
            var other = await window.NewTabAsync();
            await other.GotoAsync("/sign-in");
            await Window.FillSignInAsync(other, person.Address, person.Password);
            await Expect(other.Locator(".list")).ToBeVisibleAsync();
        }
        else
        {
            await page.Keyboard.PressAsync("Control+Enter");
            await page.FillAsync("#again-password", person.Password);
            await page.Keyboard.PressAsync("Enter");
        }
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await Expect(window.Flash).ToHaveCountAsync(0);
        await Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>The server has the words, and the page is left before its answer comes to it.</summary>
    [Theory]
    [InlineData("keep", 1), InlineData("send", 1), InlineData("discard", 0)]
    public async Task Words_that_are_here_already_are_not_offered_again(string way, int left)
    {
        await using var window = await house.OpenAsync(1440);
        var page = await SignedInAsync(window);
        await page.GotoAsync("/compose?to=bob@example.test&subject=Here");
        var taken = new TaskCompletionSource();
        await page.RouteAsync(way == "keep" ? "**/compose?handler=keep" : "**/compose", async route =>
        {
            if (route.Request.Method != "POST") { await route.ContinueAsync(); return; }
            await route.FetchAsync(new() { MaxRedirects = 0 });
            taken.TrySetResult();
        });
        await page.FillAsync(Body, "Every word");
        if (way != "keep") await page.ClickAsync($"form[data-composer] footer button[value={way}]");
        await taken.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await page.GotoAsync("/mail");
        // As if some time had passed: what was touched just now may belong to a page that is still open.
        Assert.Equal(left, await page.EvaluateAsync<int>($$"""
            () => {
              const names = {{Kept}};
              for (const name of names) localStorage.setItem(name, localStorage.getItem(name).replace(/"at":\d+/, '"at":1'));
              return names.length;
            }
            """));
        await page.ReloadAsync();
        await page.WaitForFunctionAsync($"() => {Kept}.length === 0");
        await Expect(page.Locator(".journal")).ToBeHiddenAsync();
        // Nor does another tab bring them back from where a killed browser would have them.
        var tab = await window.NewTabAsync();
        await tab.GotoAsync("/mail");
        await tab.WaitForFunctionAsync("() => sessionStorage.getItem('webmail-journal-recovered')");
        Assert.Equal(0, await tab.EvaluateAsync<int>($"() => {Kept}.length"));
    }

    /// <summary>On a page of its own, and at the foot of the window: before the server has a word of it.</summary>
    [Theory]
    [InlineData(390), InlineData(1440)]
    public async Task Who_reloads_at_once_finds_what_was_just_typed(int width)
    {
        await using var window = await house.OpenAsync(width);
        var page = await SignedInAsync(window);
        await page.RouteAsync("**/compose?handler=keep", route => route.AbortAsync());
        await page.Locator("a:visible", new() { HasText = "Write" }).First.ClickAsync();
        await window.Composing("input[name=subject]").FillAsync("Just begun");
        await window.Composing(Body).FillAsync("Every word");
        await page.WaitForFunctionAsync("() => Object.values(localStorage).some(entry => entry.includes('Every word'))");
        await page.ReloadAsync();
        await Expect(window.Composing(Body)).ToHaveTextAsync("Every word");
        await Expect(window.Composing("input[name=subject]")).ToHaveValueAsync("Just begun");
        await page.UnrouteAllAsync();
        await Expect(window.Composing("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await page.ReloadAsync();
        await Expect(window.Composing(Body)).ToHaveTextAsync("Every word");
    }

    [Fact]
    public async Task Of_two_windows_that_change_one_draft_each_comes_back_to_its_own_words()
    {
        await using var window = await house.OpenAsync(1440);
        var page = await SignedInAsync(window);
        await page.GotoAsync("/compose?to=bob@example.test&subject=Both");
        await page.FillAsync(Body, "One");
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        var other = await window.NewTabAsync();
        await other.GotoAsync(page.Url);
        await Expect(other.Locator(Body)).ToHaveTextAsync("One");
        await other.FillAsync(Body, "Of the other window");
        await Expect(other.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await page.FillAsync(Body, "Of this window");
        await Expect(window.Flash).ToContainTextAsync("changed elsewhere");
        await Expect(page.Locator("[data-composer-target=state]")).ToHaveTextAsync("Saved");
        await page.ReloadAsync();
        await Expect(page.Locator(Body)).ToHaveTextAsync("Of this window");
        await other.ReloadAsync();
        await Expect(other.Locator(Body)).ToHaveTextAsync("Of the other window");
        window.ExpectNoComplaints();
    }

    const string Kept = "Object.keys(localStorage).filter(name => name.startsWith('webmail-journal:'))";

    async Task<IPage> SignedInAsync(Window window)
    {
        await window.SignInAsync(await house.NewPersonAsync());
        return window.Page;
    }
}
