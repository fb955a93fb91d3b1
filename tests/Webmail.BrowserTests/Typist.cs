using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Somebody who types numbers, one after the other, into a new message that the server never hears of. The page says by its own clock when it had each.</summary>
sealed class Typist
{
    /// <summary>When the page had as many letters, by the first time it had them.</summary>
    readonly ConcurrentDictionary<int, long> typed = new();
    readonly StringBuilder sent = new();

    public string Draft { get; private set; } = "";

    public static async Task<Typist> TypeAsync(IPage page, TimeSpan howLong)
    {
        var typist = new Typist();
        page.Console += (_, message) => typist.Hear(message.Text);
        await page.RouteAsync("**/compose?handler=keep", route => route.AbortAsync());
        await page.GotoAsync("/compose");
        await page.EvaluateAsync("addEventListener('input', event => console.debug('typed', event.target.textContent.replaceAll('\u200B', '').trim().length, Date.now()))");
        typist.Draft = await page.InputValueAsync("form[data-composer] input[name=id]");
        var editor = page.Locator("form[data-composer] .editor");
        await Expect(editor).ToBeVisibleAsync();
        await editor.FocusAsync();
        var end = DateTime.UtcNow + howLong;
        for (var number = 1; DateTime.UtcNow < end; number++) await typist.TypeAsync(page, $"{number} ");
        return typist;
    }

    /// <summary>Milliseconds of typing that are missing: from the first letter that was not found to the moment the browser was killed.</summary>
    public long Loss(string found, long killed)
    {
        // Where the cursor stands the editor may keep a space of no width.
        var words = string.Join(' ', found.Replace("\u200B", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.True(sent.ToString().StartsWith(words, StringComparison.Ordinal), $"Found “{words}” of “{sent}”.");
        return typed.Where(entry => entry.Key > words.Length).Select(entry => killed - entry.Value).DefaultIfEmpty(0).Max();
    }

    Task TypeAsync(IPage page, string words)
    {
        sent.Append(words);
        return page.Keyboard.TypeAsync(words);
    }

    void Hear(string line)
    {
        if (line.Split(' ') is ["typed", var length, var at] && int.TryParse(length, CultureInfo.InvariantCulture, out var key)) typed.TryAdd(key, long.Parse(at, CultureInfo.InvariantCulture));
    }
}
