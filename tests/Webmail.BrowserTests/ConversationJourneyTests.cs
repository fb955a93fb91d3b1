using Microsoft.Playwright;
using Webmail.MailServers;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>A list of conversations and the stack of an open one: at three widths, by keys and without JavaScript.</summary>
public sealed class ConversationJourneyTests(House house)
{
    [Theory]
    [InlineData(1440, false), InlineData(900, true), InlineData(390, false)]
    public async Task A_conversation_opens_as_a_stack_and_is_archived_as_a_whole(int width, bool dark)
    {
        await using var window = await house.OpenAsync(width, dark);
        await GroupAsync(window, await NewPersonAsync());
        var row = Trip(window);
        await Expect(row).ToHaveAttributeAsync("data-conversation", "3");
        await Expect(row).ToHaveAttributeAsync("data-unread", "");
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("list of conversations");
        await row.Locator("a").ClickAsync();
        await Expect(Letters(window)).ToHaveCountAsync(4);
        await Expect(Open(window)).ToHaveCountAsync(1);
        await Expect(row).Not.ToHaveAttributeAsync("data-unread", "");
        // Each body is as tall as what is in it.
        var frame = window.Page.Locator("iframe[data-message-body]").First;
        await Expect(frame).ToHaveAttributeAsync("style", new System.Text.RegularExpressions.Regex("height: [0-9]+px"));
        var body = window.Page.Locator("iframe[data-message-body]").First.ContentFrame;
        await Expect(body.Locator("body")).ToContainTextAsync("Third");
        await Expect(body.Locator(".quoted-tail")).ToBeHiddenAsync();
        var folded = await frame.EvaluateAsync<int>("frame => frame.offsetHeight");
        await body.GetByText("Show quoted text").ClickAsync();
        await Expect(body.Locator(".quoted-tail")).ToBeVisibleAsync();
        await window.Page.WaitForFunctionAsync("before => document.querySelector('iframe[data-message-body]').offsetHeight > before", folded);

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Expand all" }).ClickAsync();
        await Expect(Open(window)).ToHaveCountAsync(4);
        await window.ExpectFitsAsync();
        await window.ExpectAccessibleAsync("stack");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Archive", Exact = true }).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("3 messages");
        await Expect(row).ToHaveCountAsync(0);
        await window.Flash.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(row).ToHaveAttributeAsync("data-conversation", "3");
        window.ExpectNoComplaints();
    }

    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task One_letter_goes_to_the_trash_and_the_others_stay_open(int width)
    {
        await using var window = await house.OpenAsync(width);
        await GroupAsync(window, await NewPersonAsync());
        await Trip(window).Locator("a").ClickAsync();
        await Expect(Letters(window)).ToHaveCountAsync(4);
        // The newest, by which the conversation was opened, and then one that is unfolded by itself.
        await DeleteAsync(window.Page.Locator("[data-letter]:has([aria-expanded=true])"));
        await Expect(Letters(window)).ToHaveCountAsync(3);
        await Expect(Trip(window)).ToHaveAttributeAsync("data-conversation", "2");
        await Line(window, 0).ClickAsync();
        await DeleteAsync(Letters(window).Nth(0));
        // The answer in Sent was to what has gone.
        await Expect(Letters(window)).ToHaveCountAsync(1);
        await Expect(Trip(window)).ToHaveAttributeAsync("data-conversation", "1");
        await window.Flash.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Trip(window)).ToHaveAttributeAsync("data-conversation", "2");
        window.ExpectNoComplaints();

        async Task DeleteAsync(ILocator letter)
        {
            await letter.Locator(".letter-people .menu > summary").ClickAsync();
            await letter.GetByRole(AriaRole.Button, new() { Name = "Delete this message" }).ClickAsync();
            await Expect(window.Flash).ToContainTextAsync("Moved to the trash.");
        }
    }

    [Fact]
    public async Task Keys_go_from_letter_to_letter()
    {
        await using var window = await house.OpenAsync(1440);
        await GroupAsync(window, await NewPersonAsync());
        await Trip(window).Locator("a").ClickAsync();
        await Expect(Letters(window)).ToHaveCountAsync(4);
        await window.Page.Keyboard.PressAsync("n");
        await Expect(Line(window, 0)).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(Line(window, 0)).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(Open(window)).ToHaveCountAsync(2);
        await Expect(Line(window, 0)).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("n");
        await Expect(Line(window, 1)).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("p");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(Line(window, 0)).ToHaveAttributeAsync("aria-expanded", "false");
        await window.Page.Keyboard.PressAsync("m");
        await Expect(window.Flash).ToContainTextAsync("is muted");
        await Expect(window.Page.Locator(".row.muted")).ToHaveCountAsync(1);
        await window.Page.Keyboard.PressAsync("z");
        await Expect(window.Page.Locator(".row.muted")).ToHaveCountAsync(0);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task Only_its_frame_tells_a_letter_how_tall_it_is()
    {
        await using var window = await house.OpenAsync(1440);
        await GroupAsync(window, await NewPersonAsync());
        await Trip(window).Locator("a").ClickAsync();
        var frame = window.Page.Locator("iframe[data-message-body]").First;
        await Expect(frame).ToHaveAttributeAsync("style", new System.Text.RegularExpressions.Regex("height: [0-9]+px"));
        var style = await frame.GetAttributeAsync("style");
        await window.Page.EvaluateAsync("""
            async () => {
              const frame = document.querySelector('iframe[data-message-body]');
              const say = (source, data) => dispatchEvent(new MessageEvent('message', { source, data }));
              say(window, 1234);
              for (const wrong of [-1, 20001, 1.5, '300', NaN, null, { height: 300 }]) say(frame.contentWindow, wrong);
            }
            """);
        Assert.Equal(style, await frame.GetAttributeAsync("style"));
        await window.Page.EvaluateAsync("() => dispatchEvent(new MessageEvent('message', { source: document.querySelector('iframe[data-message-body]').contentWindow, data: 1234 }))");
        await Expect(frame).ToHaveAttributeAsync("style", "height: 1234px;");
    }

    [Fact]
    public async Task It_works_without_JavaScript()
    {
        await using var window = await house.OpenAsync(1440, scripts: false);
        await GroupAsync(window, await NewPersonAsync());
        await Trip(window).Locator("a").ClickAsync();
        await Expect(Open(window)).ToHaveCountAsync(1);
        await Line(window, 1).ClickAsync();
        await Expect(Line(window, 1)).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(window.Page.Locator("iframe[data-message-body]").First.ContentFrame.Locator("body")).ToContainTextAsync("My answer");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Expand all" }).ClickAsync();
        await Expect(Open(window)).ToHaveCountAsync(4);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(window.Flash).ToContainTextAsync("3 messages");
    }

    static ILocator Trip(Window window) => window.Page.Locator("[data-conversation]", new() { HasText = "A trip" });
    static ILocator Letters(Window window) => window.Page.Locator("[data-letter]");
    static ILocator Open(Window window) => window.Page.Locator(".letter-line[aria-expanded=true]");
    static ILocator Line(Window window, int at) => window.Page.Locator(".letter-line").Nth(at);

    static async Task GroupAsync(Window window, MailPerson person)
    {
        await window.SignInAsync(person);
        await window.Page.Locator("[data-list-menu] > summary").ClickAsync();
        await window.Page.Locator("button[name=grouped][value=true]").ClickAsync();
        await Expect(window.Page.Locator("[data-conversation]").First).ToBeVisibleAsync();
    }

    /// <summary>Besides other mail: a trip of three messages, the last one unread, and an own answer between them in Sent.</summary>
    async Task<MailPerson> NewPersonAsync()
    {
        var person = await house.NewPersonAsync();
        var now = DateTimeOffset.UtcNow;
        await person.AppendAsync([
            Message("ann@example.test", "t1", "", "First", now.AddHours(-3), MailKit.MessageFlags.Seen), Message("bob@example.test", "t3", "t2", "Second", now.AddHours(-1), MailKit.MessageFlags.Seen),
            Message("ann@example.test", "t4", "t3", "Third\r\n\r\nOn 3 May Bob wrote:\r\n> Second\r\n> line\r\n> by\r\n> line", now, MailKit.MessageFlags.None)]);
        await person.AppendAsync([Message(person.Address, "t2", "t1", "My answer", now.AddHours(-2), MailKit.MessageFlags.Seen)], "Sent");
        return person;
    }

    static StoredMessage Message(string from, string id, string parent, string text, DateTimeOffset received, MailKit.MessageFlags flags)
    {
        var header = $"From: {from}\r\nSubject: {(parent.Length > 0 ? "Re: " : "")}A trip\r\nMessage-ID: <{id}@trip.test>{(parent.Length > 0 ? $"\r\nReferences: <t1@trip.test> <{parent}@trip.test>" : "")}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
        return new(System.Text.Encoding.UTF8.GetBytes(header + text + "\r\n"), flags, received);
    }
}
