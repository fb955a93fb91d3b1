using Webmail.MailServers;
using static Microsoft.Playwright.Assertions;
using static Webmail.BrowserTests.Letters;

namespace Webmail.BrowserTests;

/// <summary>What is drawn before the mail server has been asked: the message that follows, the one that was left, and their bodies.</summary>
public sealed class AheadJourneyTests(House house)
{
    Task<Window> OpenAsync(params StoredMessage[] letters) => OpenLettersAsync(house, letters);

    [Fact]
    public async Task The_next_message_is_here_with_its_body()
    {
        await using var window = await OpenAsync(Letter("Letter two", 2), Letter("Letter one", 1));
        await OpenLetterAsync(window, "Letter one");
        await ExpectAskedAsync(window, "Letter two", "/body");
        await window.Page.Context.SetOfflineAsync(true);
        await window.Page.Keyboard.PressAsync("j");
        await ExpectOpenAsync(window, "Letter two");
    }

    /// <summary>Fingers do not rest on a row before they open it.</summary>
    [Fact]
    public async Task A_message_is_asked_for_when_the_finger_goes_down()
    {
        await using var window = await OpenAsync(Letter("Letter three", 3), Letter("Letter two", 2), Letter("Letter one", 1));
        await ExpectAskedAsync(window, "Letter one", "/body");
        await Row(window, "Letter three").Locator("a").DispatchEventAsync("pointerdown", new { button = 0, isPrimary = true, bubbles = true });
        await ExpectAskedAsync(window, "Letter three", "/body");
        await Expect(window.Subject).ToHaveCountAsync(0);
        await window.Page.Context.SetOfflineAsync(true);
        await OpenLetterAsync(window, "Letter three");
    }

    /// <summary>The server puts a large mailbox in order meanwhile; nothing is chosen by it.</summary>
    [Fact]
    public async Task An_order_is_asked_for_when_the_pointer_rests_on_it()
    {
        await using var window = await OpenAsync(Letter("Letter two", 2), Letter("Letter one", 1));
        await window.Page.Locator("[data-list-menu] > summary").ClickAsync();
        foreach (var (button, asked) in new[] { ("[name=order][value=size]", "order=size"), ("[name=grouped][value=true]", "grouped=true") })
        {
            var answer = await window.Page.RunAndWaitForResponseAsync(
                () => window.Page.Locator($"[data-list-menu] button{button}").HoverAsync(), answer => answer.Url.EndsWith($"?{asked}", StringComparison.Ordinal));
            Assert.Equal(204, answer.Status);
        }
        await window.Page.ReloadAsync();
        await Expect(window.Page.Locator("[data-list-menu] [name=order][aria-pressed=true]")).ToHaveAttributeAsync("value", "-arrival");
        await Expect(window.Page.Locator("[data-list-menu] [name=grouped][aria-pressed=true]")).ToHaveAttributeAsync("value", "false");
    }

    [Fact]
    public async Task An_order_that_is_pressed_while_it_is_being_made_is_made_once()
    {
        await using var window = await OpenAsync(Letter("Letter two", 2), Letter("Letter one", 1));
        var (held, chosen) = (new TaskCompletionSource(), 0);
        await window.Page.RouteAsync("**/INBOX?order=size", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        window.Page.Request += (_, request) => chosen += request.Url.EndsWith("/order", StringComparison.Ordinal) ? 1 : 0;
        await window.Page.Locator("[data-list-menu] > summary").ClickAsync();
        var size = window.Page.Locator("[data-list-menu] button[value=size]");
        await window.Page.RunAndWaitForRequestAsync(() => size.HoverAsync(), request => request.Url.EndsWith("?order=size", StringComparison.Ordinal));
        await size.ClickAsync();
        await Expect(window.Page.Locator("[data-list-menu]")).Not.ToHaveAttributeAsync("open", "");
        Assert.Equal(0, chosen);
        held.SetResult();
        await Expect(window.Page.Locator("[data-list-menu] button[value=-size]")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(1, chosen);
    }

    /// <summary>As with a finger, which does not rest.</summary>
    [Fact]
    public async Task An_order_that_has_been_pressed_is_not_asked_for_ahead()
    {
        await using var window = await OpenAsync(Letter("Letter two", 2), Letter("Letter one", 1));
        var ahead = 0;
        window.Page.Request += (_, request) => ahead += request.Headers.ContainsKey("x-ahead") && request.Url.EndsWith("?order=size", StringComparison.Ordinal) ? 1 : 0;
        await window.Page.RouteAsync("**/INBOX/order", async route =>
        {
            // For longer than a pointer has to rest.
            await Task.Delay(500);
            await route.ContinueAsync();
        });
        await window.Page.EvaluateAsync("() => { document.querySelector('[data-list-menu]').open = true; const size = document.querySelector('[data-list-menu] button[value=size]'); size.focus(); size.click(); }");
        await Expect(window.Page.Locator("[data-list-menu] button[value=-size]")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(0, ahead);
    }

    /// <summary>To save a file, or to follow a link to another program, begins as leaving the page does, and it is not left.</summary>
    [Fact]
    public async Task Who_stays_after_having_begun_to_leave_opens_what_was_here()
    {
        await using var window = await OpenAsync(Letter("Letter one", 1));
        await ExpectAskedAsync(window, "Letter one", "/body");
        // Nor are others on their way, which would be laid on another shelf.
        await ExpectAllAskedAsync(window);
        await window.Page.EvaluateAsync("() => { dispatchEvent(new Event('beforeunload')); }");
        await OpenLetterAsync(window, "Letter one");
    }

    /// <summary>To end their frames takes longer than the server needs for the page.</summary>
    [Fact]
    public async Task Bodies_go_when_the_next_page_is_on_its_way()
    {
        await using var window = await OpenAsync(Letter("Letter one", 1));
        await ExpectAskedAsync(window, "Letter one", "/body");
        // Nor are others on their way, which would be laid on another shelf.
        await ExpectAllAskedAsync(window);
        // A browser asks for the page when everything that hears of leaving has returned.
        Assert.True(await window.Page.EvaluateAsync<bool>("() => { dispatchEvent(new Event('beforeunload')); return document.querySelector('.shelf') !== null; }"));
        await Expect(window.Page.Locator(".shelf")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_body_that_could_not_be_had_is_asked_for_again()
    {
        await using var window = await OpenAsync(Letter("Letter two", 2), Letter("Letter one", 1));
        var body = $"**/{await Row(window, "Letter two").GetAttributeAsync("data-message")}/body";
        await window.Page.RouteAsync(body, route => route.FulfillAsync(new() { Status = 503, Body = "Not now" }));
        await OpenLetterAsync(window, "Letter one");
        await ExpectAskedAsync(window, "Letter two", "/body");
        await window.Page.UnrouteAsync(body);
        await window.Page.Keyboard.PressAsync("j");
        await ExpectOpenAsync(window, "Letter two");
    }

    [Fact]
    public async Task Who_goes_up_goes_on_upwards()
    {
        await using var window = await OpenAsync(Letter("Letter four", 4), Letter("Letter three", 3), Letter("Letter two", 2), Letter("Letter one", 1));
        await OpenLetterAsync(window, "Letter four");
        await window.Page.Keyboard.PressAsync("k");
        await ExpectOpenAsync(window, "Letter three");
        await ExpectAskedAsync(window, "Letter two", "/body");
        await window.Page.Context.SetOfflineAsync(true);
        await window.Page.Keyboard.PressAsync("k");
        await ExpectOpenAsync(window, "Letter two");
    }

    [Fact]
    public async Task The_message_that_was_left_is_here_with_the_body_it_had()
    {
        await using var window = await OpenAsync(Letter("Letter two", 2), Letter("Letter one", 1));
        await OpenLetterAsync(window, "Letter one");
        await window.Page.EvaluateAsync("() => { document.querySelector('iframe[data-message-body]').same = true; }");
        // An open message is not asked for.
        var since = await window.Page.EvaluateAsync<double>("() => performance.now()");
        await window.Page.Keyboard.PressAsync("j");
        await ExpectOpenAsync(window, "Letter two");
        await ExpectAskedAsync(window, "Letter one", since: since);
        await window.Page.Context.SetOfflineAsync(true);
        await window.Page.Keyboard.PressAsync("k");
        await ExpectOpenAsync(window, "Letter one");
        Assert.True(await window.Page.EvaluateAsync<bool>("() => document.querySelector('iframe[data-message-body]').same === true"));
    }

    [Fact]
    public async Task Pictures_of_a_message_that_nobody_has_opened_are_not_asked_for()
    {
        const string picture = "<img src='http://pictures.letters.test/a.png' width=300 height=200>";
        await using var window = await OpenAsync(Letter("Letter two", 2, picture), Letter("Letter one", 1, picture));
        await OpenLetterAsync(window, "Letter one");
        await window.Page.Locator("[data-pictures=blocked] form button").ClickAsync();
        await Expect(window.Page.Locator("iframe[data-message-body][src*='images=1']")).ToHaveCountAsync(1);
        List<string> asked = [];
        window.Page.Request += (_, request) => asked.Add(request.Url);
        await window.Page.ReloadAsync();
        await ExpectOpenAsync(window, "Letter one");
        await ExpectAllAskedAsync(window);
        var key = await Row(window, "Letter two").GetAttributeAsync("data-message");
        Assert.DoesNotContain(asked, url => url.Contains($"{key}/body", StringComparison.Ordinal));
        await window.Page.Keyboard.PressAsync("j");
        await ExpectOpenAsync(window, "Letter two");
        Assert.Contains(asked, url => url.Contains($"{key}/body", StringComparison.Ordinal) && url.Contains("images=1", StringComparison.Ordinal));
    }
}
