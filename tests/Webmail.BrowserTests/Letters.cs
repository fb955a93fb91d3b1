using MailKit;
using Microsoft.Playwright;
using Webmail.MailServers;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Letters whose text is known, and whether the browser has asked for them before anybody has opened them.</summary>
static class Letters
{
    const string Asked = "({ end, since }) => performance.getEntriesByType('resource').some(entry => entry.name.endsWith(end) && entry.responseEnd > 0 && entry.startTime >= since)";

    // The row that follows and the first three that nobody has read (list_controller.js); each is drawn, and its body asked for, when the page has nothing else to do.
    const string AllAsked = """
        async () => {
          const rows = [...document.querySelectorAll('[data-message]:not(:has([aria-current]))')], answers = performance.getEntriesByType('resource').filter(entry => entry.responseEnd > 0);
          const ahead = [rows[0], ...rows.filter(row => 'unread' in row.dataset).slice(0, 3)];
          if (!ahead.every(row => answers.some(answer => answer.name.endsWith(`/${row.dataset.message}`)))) return false;
          for (const _ of [1, 2]) await new Promise(resolve => requestIdleCallback(() => setTimeout(resolve)));
          return true;
        }
        """;

    public static StoredMessage Letter(string subject, int minutes, string more = "") => new(System.Text.Encoding.UTF8.GetBytes(
        $"Authentication-Results: mx.home.test; dmarc=pass header.from=letters.test\r\nReceived: from letters.test by mx.home.test; {DateTime.UtcNow:R}\r\nFrom: Zoe <zoe@letters.test>\r\nSubject: {subject}\r\nDate: {DateTime.UtcNow.AddMinutes(-minutes):R}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Text of {subject}</p>{more}\r\n"), MessageFlags.Seen, null);

    public static async Task<Window> OpenLettersAsync(House house, params StoredMessage[] letters) => await OpenLettersAsync(house, await house.NewPersonAsync(), null, letters);

    public static async Task<Window> OpenLettersAsync(House house, MailPerson person, string? site, params StoredMessage[] letters)
    {
        await person.AppendAsync(letters);
        var window = await house.OpenAsync(1440, site: site);
        await window.SignInAsync(person);
        // What is ahead is asked for anew when something has changed, which would be while there is no network.
        await window.Page.RouteAsync("**/live*", route => route.AbortAsync());
        await window.Page.ReloadAsync();
        await Expect(window.Rows.First).ToBeVisibleAsync();
        return window;
    }

    public static ILocator Row(Window window, string subject) => window.Rows.Filter(new() { HasText = subject });

    public static async Task OpenLetterAsync(Window window, string subject)
    {
        await Row(window, subject).Locator("a").ClickAsync();
        await ExpectOpenAsync(window, subject);
    }

    public static Task ExpectOpenAsync(Window window, string subject) =>
        Task.WhenAll(Expect(window.Subject).ToHaveTextAsync(subject), Expect(window.Body.GetByText($"Text of {subject}", new() { Exact = true })).ToBeVisibleAsync());

    /// <summary>Of all that a list asks for ahead, at its top.</summary>
    public static async Task ExpectAllAskedAsync(Window window)
    {
        for (var tries = 0; tries < 300; tries++, await Task.Delay(100)) if (await window.Page.EvaluateAsync<bool>(AllAsked)) return;
        Assert.Fail("Not all that is ahead was asked for.");
    }

    /// <param name="since">Milliseconds of the page's own clock.</param>
    public static async Task ExpectAskedAsync(Window window, string subject, string what = "", double since = 0)
    {
        var key = await Row(window, subject).GetAttributeAsync("data-message");
        for (var tries = 0; tries < 300; tries++, await Task.Delay(100))
            if (await window.Page.EvaluateAsync<bool>(Asked, new { end = $"/{key}{what}", since })) return;
        Assert.Fail($"{subject} was not asked for.");
    }
}
