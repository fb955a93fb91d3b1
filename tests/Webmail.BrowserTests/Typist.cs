using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Somebody who types numbers, one after the other, into a new message that the server never hears of. The page says by its own clock when it had each.</summary>
sealed class Typist
{
    readonly ConcurrentDictionary<int, long> typed = new();

    public string Draft { get; private set; } = "";

    public static async Task<Typist> TypeAsync(IPage page, TimeSpan howLong)
    {
        var typist = new Typist();
        page.Console += (_, message) => typist.Hear(message.Text);
        await page.RouteAsync("**/compose?handler=keep", route => route.AbortAsync());
        await page.GotoAsync("/compose");
        await page.EvaluateAsync("addEventListener('input', event => console.debug('typed', event.target.textContent.trim().split(/\\s+/).pop(), Date.now()))");
        typist.Draft = await page.InputValueAsync("form[data-composer] input[name=id]");
        var editor = page.Locator("form[data-composer] .editor");
        await Expect(editor).ToBeVisibleAsync();
        await editor.FocusAsync();
        var end = DateTime.UtcNow + howLong;
        for (var number = 1; DateTime.UtcNow < end; number++) await page.Keyboard.TypeAsync($"{number} ");
        return typist;
    }

    /// <summary>Milliseconds of typing that are missing: from the first number that was not found to the moment the browser was killed.</summary>
    public long Loss(string found, long killed)
    {
        var numbers = found.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToList();
        // Half a number is none.
        if (numbers.Count > 0 && numbers[^1] != numbers.Count) numbers.RemoveAt(numbers.Count - 1);
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        return typed.Where(entry => entry.Key > numbers.Count).Select(entry => killed - entry.Value).DefaultIfEmpty(0).Max();
    }

    void Hear(string line)
    {
        if (line.Split(' ') is ["typed", var number, var at] && int.TryParse(number, CultureInfo.InvariantCulture, out var key)) typed[key] = long.Parse(at, CultureInfo.InvariantCulture);
    }
}
