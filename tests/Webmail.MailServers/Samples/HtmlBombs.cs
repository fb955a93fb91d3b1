using System.Globalization;
using static Webmail.MailServers.Samples.Bombs;

namespace Webmail.MailServers.Samples;

/// <summary>HTML that is to exhaust whoever cleans it.</summary>
public static class HtmlBombs
{
    public static IReadOnlyList<(string Name, Func<string> Html)> All { get; } =
    [
        ("20,000 nested lists", () => Times("<ul><li>", 20_000)),
        ("50,000 elements, 250 deep", () => Times(Times("<div>", 248) + Times("</div>", 248), 200)),
        ("misnested formatting", () => Times("<b><i><a href=x><p>", 12_000)),
        ("a style sheet of 250 kB", () => $"<style>{Times(".a .b .c > p:not(.d) + p, td:nth-child(3n+1) p { color: rgb(1, 2, 3); background: linear-gradient(red, blue) }\n", 2_400)}</style>" + Times("<p class=a>x<p class=b>y", 10_000)),
        ("calc in calc", () => Times("<p style='width:" + Times("calc(1px + ", 15) + "1px" + Times(")", 15) + "'>x", 4_000)),
        ("pictures in the HTML", () => Times("<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\" style=\"width:9999px\">", 12_000)),
    ];

    /// <param name="number">Makes it another one: what ended a worker once is not tried again.</param>
    public static string Make(Func<string> html, int number) => string.Create(CultureInfo.InvariantCulture, $"{Bombs.From}Subject: bomb\nContent-Type: text/html; charset=utf-8\n\n<p>{number}</p>{html()}\n");
}
