using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Mail that comes while one reads: it is there, and nothing has moved.</summary>
public sealed class LiveJourneyTests(House house)
{
    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task New_mail_appears_in_two_tabs_without_moving_anything(int width)
    {
        await using var window = await house.OpenAsync(width);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var other = await window.NewTabAsync();
        await other.GotoAsync("/mail");
        await window.Page.BringToFrontAsync();
        await person.AppendAsync("Fresh from the press", "Text");
        await Expect(window.Rows.First.Locator(".subject")).ToHaveTextAsync("Fresh from the press");
        await Expect(window.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex(@"^\(\d+\)\u2002Inbox"));
        await other.BringToFrontAsync();
        await Expect(other.Locator("[data-message]").First.Locator(".subject")).ToHaveTextAsync("Fresh from the press");
        window.ExpectNoComplaints();
    }

    /// <summary>The stream says that the session has ended before the answer has come: that must not be overtaken, for it takes the cookies back.</summary>
    [Fact]
    public async Task Who_signs_out_is_led_on_by_the_answer()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        // What is asked for ahead would be refused meanwhile, as it should.
        await window.Page.WaitForFunctionAsync("() => performance.getEntriesByType('resource').some(entry => entry.name.includes('older=') && entry.responseEnd > 0)");
        await Letters.ExpectAllAskedAsync(window);
        await window.Page.Locator(".face").First.ClickAsync();
        await window.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await window.Page.WaitForURLAsync("**/sign-in");
        Assert.DoesNotContain(await window.Page.Context.CookiesAsync(), cookie => cookie.Name is "webmail" or "webmail-key");
        // And who signs in next is not led to a mailbox of somebody else's.
        await window.Page.GotoAsync("/sign-in?returnUrl=/mail/aaaaaaaaaaaa/INBOX");
        var next = await house.NewPersonAsync();
        await Window.FillSignInAsync(window.Page, next.Address, next.Password);
        await Expect(window.Rows.First).ToBeVisibleAsync();
        window.ExpectNoComplaints();
    }

    /// <summary>A tab that another one tells what happens does not hear what happened before its script began.</summary>
    [Fact]
    public async Task Mail_that_came_while_a_second_tab_was_opening_is_shown_there()
    {
        await using var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var (other, late) = (await window.NewTabAsync(), new TaskCompletionSource());
        await other.RouteAsync("**/dist/application*.js", async route => { await late.Task; await route.ContinueAsync(); });
        await other.GotoAsync("/mail", new() { WaitUntil = WaitUntilState.Commit });
        await Expect(other.Locator("[data-message]").First).ToBeAttachedAsync();
        await person.AppendAsync("While it opened", "Text");
        await Expect(window.Rows.First.Locator(".subject")).ToHaveTextAsync("While it opened");
        late.SetResult();
        await Expect(other.Locator("[data-message]").First.Locator(".subject")).ToHaveTextAsync("While it opened");
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task What_changes_while_the_list_is_on_its_way_is_shown_too()
    {
        await using var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        await window.Page.EvaluateAsync("() => { window.heard = 0; window.ear = new BroadcastChannel('webmail-live'); window.ear.onmessage = ({ data }) => { if (data.type === 'changed') window.heard++; }; }");
        var held = false;
        await window.Page.RouteAsync("**/mail/**", async route =>
        {
            if (held || !Window.IsFresh(route.Request))
            {
                await route.ContinueAsync();
                return;
            }
            held = true;
            var drawn = await route.FetchAsync();
            var heard = await window.Page.EvaluateAsync<int>("window.heard");
            await person.AppendAsync("While it was on its way", "Text");
            while (await window.Page.EvaluateAsync<int>("window.heard") == heard) await Task.Delay(20);
            await route.FulfillAsync(new() { Response = drawn });
        });
        await person.AppendAsync("Before", "Text");
        await Expect(window.Rows.First.Locator(".subject")).ToHaveTextAsync("While it was on its way");
        Assert.True(held);
        window.ExpectNoComplaints();
    }

    /// <summary>Nobody tells a second time that something has changed.</summary>
    [Fact]
    public async Task What_a_busy_mail_server_could_not_say_is_asked_again()
    {
        await using var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var (arrived, began) = (false, 0L);
        await window.Page.RouteAsync("**/mail/**", route =>
        {
            if (!arrived || !Window.IsFresh(route.Request)) return route.ContinueAsync();
            if (began == 0) began = Environment.TickCount64;
            // As long as one arrival is told of in several events.
            return Environment.TickCount64 - began < 4000 ? route.FulfillAsync(new() { Status = 503 }) : route.ContinueAsync();
        });
        await person.AppendAsync("While it was busy", "Text");
        arrived = true;
        await Expect(window.Rows.First.Locator(".subject")).ToHaveTextAsync("While it was busy");
        Assert.NotEqual(0, began);
    }

    [Fact]
    public async Task The_reader_the_focus_the_place_and_the_selection_stay()
    {
        await using var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        await window.Rows.Nth(20).Locator("a").ClickAsync();
        await Expect(window.Body.Locator("body")).Not.ToBeEmptyAsync();
        await Expect(window.Rows.Nth(20)).Not.ToHaveAttributeAsync("data-unread", "");
        var chosen = await window.Rows.Nth(5).GetAttributeAsync("data-message");
        var box = window.Page.Locator($"[data-message='{chosen}'] input[type=checkbox]");
        await box.CheckAsync(new() { Force = true });
        var focused = window.Rows.Nth(24).Locator("a");
        await focused.FocusAsync();
        await window.Page.EvaluateAsync("""
            () => {
              window.reader = document.querySelector('iframe[data-message-body]');
              window.reader.addEventListener('load', () => { window.reloaded = true; });
              window.focused = document.activeElement;
              window.top0 = window.focused.getBoundingClientRect().top;
            }
            """);
        var unread = await window.Page.Locator("[data-message]").CountAsync();
        await person.AppendAsync("Quietly", "Text");
        await Expect(window.Page.Locator(".row .subject", new() { HasTextString = "Quietly" })).ToHaveCountAsync(1);
        Assert.True(await window.Page.EvaluateAsync<bool>("() => window.reader === document.querySelector('iframe[data-message-body]') && !window.reloaded"));
        Assert.True(await window.Page.EvaluateAsync<bool>("() => document.activeElement === window.focused && window.focused.isConnected"));
        Assert.True(await window.Page.EvaluateAsync<bool>("() => Math.abs(window.focused.getBoundingClientRect().top - window.top0) < 2"), "The list has moved.");
        await Expect(box).ToBeCheckedAsync();
        Assert.Equal(unread, await window.Page.Locator("[data-message]").CountAsync());
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task Signing_out_in_one_tab_takes_the_mail_off_the_other()
    {
        await using var window = await house.OpenAsync(1440);
        await window.SignInAsync(await house.NewPersonAsync());
        var other = await window.NewTabAsync();
        await other.GotoAsync("/mail");
        await Expect(other.Locator("[data-message]").First).ToBeVisibleAsync();
        await other.ClickAsync(".bar summary.face");
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(window.Page.Locator("input[name=password]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_line_that_was_down_catches_up_and_another_tab_takes_the_stream_over()
    {
        await using var window = await house.OpenAsync(1440);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        var other = await window.NewTabAsync();
        await other.GotoAsync("/mail");
        await Expect(other.Locator("[data-message]").First).ToBeVisibleAsync();
        await window.Page.CloseAsync();
        await person.AppendAsync("For the one that stayed", "Text");
        await Expect(other.Locator("[data-message]").First.Locator(".subject")).ToHaveTextAsync("For the one that stayed");
        await other.Context.SetOfflineAsync(true);
        await person.AppendAsync("While the line was down", "Text");
        await other.Context.SetOfflineAsync(false);
        await Expect(other.Locator("[data-message]").First.Locator(".subject")).ToHaveTextAsync("While the line was down");
    }
}
