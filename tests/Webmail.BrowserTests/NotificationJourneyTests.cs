using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>New mail while one does something else: the desktop says so, if it was asked to.</summary>
public sealed class NotificationJourneyTests(House house)
{
    /// <summary>Another window is in front; what the browser shows is noted as well.</summary>
    const string Elsewhere = """
        Document.prototype.hasFocus = () => false;
        window.told = [];
        window.Notification = class extends Notification {
          constructor(title, options) { super(title, options); window.told.push({ title, body: options?.body, made: this }); }
        };
        """;

    [Fact]
    public async Task Who_wants_it_is_told_once_for_all_tabs_and_a_click_opens_the_message()
    {
        await using var window = await house.OpenAsync(1440, browser: Chromium.Whole);
        var person = await house.NewPersonAsync();
        await window.SignInAsync(person);
        await window.Page.Context.GrantPermissionsAsync(["notifications"]);
        await window.Page.Context.AddInitScriptAsync(Elsewhere);
        await window.Page.GotoAsync("/settings/notifications");
        await window.Page.GetByLabel("Tell me who wrote").CheckAsync();
        await Expect(window.Page.Locator("[data-notifications-target=outcome]")).ToContainTextAsync("Kept.");
        await window.ExpectAccessibleAsync("notifications");
        await window.Page.GotoAsync("/mail");
        await Expect(window.Rows.First).ToBeVisibleAsync();
        var other = await window.NewTabAsync();
        await other.GotoAsync("/mail");
        await Expect(other.Locator("[data-message]").First).ToBeVisibleAsync();
        await person.AppendAsync("Told on the desktop", "Text");
        await Expect(window.Rows.First.Locator(".subject")).ToHaveTextAsync("Told on the desktop");
        await Expect(other.Locator("[data-message]").First.Locator(".subject")).ToHaveTextAsync("Told on the desktop");
        await window.Page.WaitForFunctionAsync("() => window.told.some(one => one.body === 'Told on the desktop')");
        Assert.Equal(0, await other.EvaluateAsync<int>("() => window.told.length"));
        await window.Page.EvaluateAsync("() => window.told.at(-1).made.onclick()");
        await Expect(window.Subject).ToHaveTextAsync("Told on the desktop");
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task A_browser_that_refuses_is_named_and_the_choice_stays_off()
    {
        await using var window = await house.OpenAsync(390);
        await window.SignInAsync(await house.NewPersonAsync());
        await window.Page.GotoAsync("/settings/notifications");
        await window.Page.GetByLabel("Tell me that there is one").ClickAsync();
        await Expect(window.Page.Locator("[data-notifications-target=outcome]")).ToContainTextAsync("does not let this site show notifications");
        await Expect(window.Page.GetByLabel("Tell me nothing")).ToBeCheckedAsync();
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("notifications refused");
        window.ExpectNoComplaints();
    }
}
