using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using static Webmail.BrowserTests.Letters;

namespace Webmail.BrowserTests;

/// <summary>Reading where strangers' bytes come from another name than the application.</summary>
public sealed class ContentHostJourneyTests(House house)
{
    const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const string Whole = "From: Ann <ann@shop.test>\r\nSubject: Two names\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
        + "<p>Read here <a href=https://xn--80ak6aa92e.test/>doubtful</a></p>\r\n--b\r\nContent-Type: image/png; name=dot.png\r\nContent-Disposition: attachment; filename=dot.png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Picture + "\r\n--b--\r\n";

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_body_that_was_here_before_it_was_opened_is_fetched_once_and_one_that_failed_again(bool comes)
    {
        var (app, url, content) = await house.OpenWithContentHostAsync();
        await using var running = app;
        await using var window = await OpenLettersAsync(house, await house.NewPersonAsync(), url, Letter("Letter two", 2), Letter("Letter one", 1));
        var body = $"/{await Row(window, "Letter two").GetAttributeAsync("data-message")}/body";
        var asked = new ConcurrentQueue<string>();
        window.Page.Request += (_, request) => { if (request.Url.EndsWith(body, StringComparison.Ordinal)) asked.Enqueue(request.Url); };
        if (!comes) await window.Page.RouteAsync($"**{body}", route => route.AbortAsync());
        await OpenLetterAsync(window, "Letter one");
        await ExpectAskedAsync(window, "Letter two", "/body");
        await window.Page.UnrouteAllAsync();
        await window.Page.Keyboard.PressAsync("j");
        await ExpectOpenAsync(window, "Letter two");
        Assert.Equal(comes ? 1 : 2, asked.Count(address => address.StartsWith(url, StringComparison.Ordinal)));
        Assert.Equal(1, asked.Count(address => address.StartsWith(content, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_message_and_its_pictures_come_from_the_other_name()
    {
        var (app, url, content) = await house.OpenWithContentHostAsync();
        await using var running = app;
        var person = await house.NewPersonAsync();
        await person.AppendAsync(System.Text.Encoding.ASCII.GetBytes(Whole));
        await using var window = await house.OpenAsync(1440, site: url);
        await window.SignInAsync(person);
        await window.OpenAsync(window.Rows.Filter(new() { HasText = "Two names" }).Locator("a").First);
        await Expect(window.Body.Locator("body")).ToContainTextAsync("Read here");
        Assert.Contains(window.Page.Frames, frame => frame.Url.StartsWith(content + "/opened/", StringComparison.Ordinal));

        // A link that is not what it seems leads to the page of the application that asks.
        var asked = await window.Page.RunAndWaitForPopupAsync(() => window.Body.GetByRole(AriaRole.Link, new() { Name = "doubtful" }).ClickAsync());
        await asked.WaitForURLAsync($"{url}/leaving?**");
        await asked.CloseAsync();

        await window.Page.Locator("a[href*='/viewer/']").First.ClickAsync();
        var picture = window.Page.Locator("main.viewer img");
        await Expect(picture).ToBeVisibleAsync();
        await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 1);
        window.ExpectNoComplaints();
    }
}
