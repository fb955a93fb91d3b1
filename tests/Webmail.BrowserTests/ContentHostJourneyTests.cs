using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Reading where strangers' bytes come from another name than the application.</summary>
public sealed class ContentHostJourneyTests(House house)
{
    const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const string Letter = "From: Ann <ann@shop.test>\r\nSubject: Two names\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
        + "<p>Read here <a href=https://xn--80ak6aa92e.test/>doubtful</a></p>\r\n--b\r\nContent-Type: image/png; name=dot.png\r\nContent-Disposition: attachment; filename=dot.png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Picture + "\r\n--b--\r\n";

    [Fact]
    public async Task A_message_and_its_pictures_come_from_the_other_name()
    {
        var (app, url, content) = await house.OpenWithContentHostAsync();
        await using var running = app;
        var person = await house.NewPersonAsync();
        await person.AppendAsync(System.Text.Encoding.ASCII.GetBytes(Letter));
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
