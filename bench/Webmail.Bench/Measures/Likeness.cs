using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Playwright;
using Webmail.BrowserTests;
using Webmail.Endpoints;
using Webmail.Mail.Reading;
using Webmail.Mail.Sanitizing;

namespace Webmail.Bench.Measures;

/// <summary>
/// How much newsletters look like what their senders drew: each in plain Chromium, and as we show it once its pictures are allowed. Nothing is asked of the network;
/// every picture is one colour, which its address decides, and as large as it is asked to be. The space that our document has around a mail is taken off, and so is the browser's own around a body.
/// </summary>
static partial class Likeness
{
    const string Original = "http://original.test/", Ours = "http://ours.test/", Picture = Ours + "picture/";
    static readonly int[] Widths = [700, 390];

    public static async Task MeasureAsync(string corpus, string pictures, TextWriter output)
    {
        Directory.CreateDirectory(pictures);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Whole, Args = Chromium.Switches });
        output.WriteLine("| newsletter | width | other pixels | our height ÷ the original's |\n|---|---|---|---|");
        foreach (var file in Directory.EnumerateFiles(corpus, "*.html").Order(StringComparer.Ordinal))
        {
            var html = Relative().Replace(await File.ReadAllTextAsync(file), "$1http://sender.test/");
            foreach (var width in Widths)
            {
                var name = Path.GetFileNameWithoutExtension(file);
                using var pair = new PicturePair(await DrawAsync(browser, Original, WithoutMargin(html), width), await DrawAsync(browser, Ours, Shown(html), width));
                pair.Write($"{pictures}/{name}-{width}.png");
                output.WriteLine($"| {name} | {width} | {100 * pair.Difference:F1} % | {pair.Heights:F2} |");
            }
        }
    }

    static string Shown(string html)
    {
        var clean = HtmlCleaner.Clean(html, new CleaningRules(address => Picture + Uri.EscapeDataString(address)));
        if (clean.Refused) return $"<p>{clean.Refusal}";
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        using var document = new StringWriter();
        new BodyDocument(document, services.GetRequiredService<IStringLocalizer<BodyText>>())
            .Write(new ReadBody([new MarkupRead(clean.Html, true) { Mode = clean.Mode }], 0, 0, false), BodyLook.Plain);
        return document.ToString().Replace("</style></head>", ":where(.mail-alone > .mail-html) { padding: 0; }</style></head>", StringComparison.Ordinal);
    }

    /// <summary>A rule of no weight: whatever the sender says about the margin goes before.</summary>
    static string WithoutMargin(string html) => Head().Replace(html, "$0<style>:where(body) { margin: 0; }</style>", 1);

    // Files of a folder that a template lies in: a mail that is sent has none.
    [GeneratedRegex("""((?:src|background)\s*=\s*["']|url\(["']?)(?![a-z]+:|//|#|\{|["')])""", RegexOptions.IgnoreCase)]
    private static partial Regex Relative();

    [GeneratedRegex("<head[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Head();

    static async Task<byte[]> DrawAsync(IBrowser browser, string address, string html, int width)
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, JavaScriptEnabled = false });
        await context.RouteAsync("**/*", route => AnswerAsync(route, address, html));
        var page = await context.NewPageAsync();
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
        return await page.ScreenshotAsync(new() { FullPage = true });
    }

    static Task AnswerAsync(IRoute route, string address, string html)
    {
        var asked = route.Request.Url;
        if (asked == address) return route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = html });
        if (route.Request.ResourceType != "image") return route.AbortAsync();
        var of = asked.StartsWith(Picture, StringComparison.Ordinal) ? Uri.UnescapeDataString(asked[Picture.Length..]) : asked;
        return route.FulfillAsync(new() { ContentType = "image/svg+xml", Body = Coloured(Uri.TryCreate(of, UriKind.Absolute, out var whole) ? whole.AbsoluteUri : of) });
    }

    static string Coloured(string address)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(address));
        return $"<svg xmlns='http://www.w3.org/2000/svg'><rect width='100%' height='100%' fill='#{Convert.ToHexString(hash)[..6]}'/></svg>";
    }
}
