using System.Globalization;
using System.Text;
using MailKit;
using Webmail.MailServers;

namespace Webmail.Bench.Seeding;

/// <summary>Messages that are to exhaust whoever reads them. Each is another one, so that none is known already: what ended a worker once is not tried again.</summary>
static class BombMail
{
    const int Million = 1_000_000;

    /// <summary>By kind: what it is called, and how its number makes it.</summary>
    static readonly (string Kind, int Count, Func<int, string> Text)[] Kinds =
    [
        ("100,000 nested parts", 4, number => string.Concat(Enumerable.Range(0, 100_000).Select(depth => string.Create(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{number}.{depth}\n\n--b{number}.{depth}\n"))) + "\nwords\n"),
        ("a million parts", 4, number => $"Content-Type: multipart/mixed; boundary=b\nX-N: {number}\n\n" + Times("--b\n\n\n", Million) + "--b--\n"),
        ("500,000 headers", 4, number => Times($"X-H: {number}\n", Million / 2) + "\nwords\n"),
        ("a line of 50 MB", 2, number => $"Content-Type: text/html\n\n{number} " + Times("https://a.test/( > ", 50 * 1024 * 1024 / 19)),
        ("20,000 nested lists", 30, number => Html(number, Times("<ul><li>", 20_000))),
        ("50,000 elements, 250 deep", 30, number => Html(number, Times(Times("<div>", 248) + Times("</div>", 248), 200))),
        ("misnested formatting", 30, number => Html(number, Times("<b><i><a href=x><p>", 12_000))),
        ("a style sheet of 250 kB", 30, number => Html(number, $"<style>{Times(".a .b .c > p:not(.d) + p, td:nth-child(3n+1) p { color: rgb(1, 2, 3); background: linear-gradient(red, blue) }\n", 2_400)}</style>" + Times("<p class=a>x<p class=b>y", 10_000))),
        ("calc in calc", 30, number => Html(number, Times("<p style='width:" + Times("calc(1px + ", 15) + "1px" + Times(")", 15) + "'>x", 4_000))),
        ("pictures in the HTML", 30, number => Html(number, Times("<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\" style=\"width:9999px\">", 12_000))),
    ];

    public static IEnumerable<string> Names => Kinds.Select(kind => kind.Kind);

    /// <summary>All kinds in turn, so that any ten that follow each other are of ten kinds while there are that many.</summary>
    public static IEnumerable<StoredMessage> Messages()
    {
        for (var number = 0; number < Kinds.Max(kind => kind.Count); number++)
            foreach (var (name, count, text) in Kinds)
                if (number < count) yield return new(Encoding.UTF8.GetBytes($"From: Eve <eve@hostile.test>\nTo: me@example.test\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nMessage-ID: <{name.GetHashCode(StringComparison.Ordinal):x}.{number}@hostile.test>\nSubject: {name}\nMIME-Version: 1.0\n{text(number)}".ReplaceLineEndings("\r\n")), MessageFlags.None, null);
    }

    static string Html(int number, string html) => $"Content-Type: text/html; charset=utf-8\n\n<p>{number}</p>{html}";

    static string Times(string piece, int times) => new StringBuilder(piece.Length * times).Insert(0, piece, times).ToString();
}
