using System.Globalization;
using System.Text;
using MailKit;
using Webmail.MailServers;

namespace Webmail.Bench.Seeding;

/// <summary>
/// Mail as an inbox has it: three quarters plain text of some 2 kB, a fifth newsletters of 60 kB, the rest with an attachment of 40 kB.
/// The same number always gives the same message.
/// </summary>
sealed class BelievableMail
{
    const string Words = "about after again archive autumn before between bridge café catalogue church corner delivery drawing during evening "
        + "figures forest friday garden harbour invoice kestrel kitchen ladder letter library little market meeting morning number orchard paper "
        + "people please printer question quiet railway reading report river second shelves should spring station summer table thanks their "
        + "tomorrow towards village weather window winter without workshop yellow yesterday été déjà";

    static readonly DateTimeOffset First = new(2024, 1, 1, 8, 0, 0, TimeSpan.Zero);
    public static readonly string[] Vocabulary = Words.Split(' ');
    static readonly string[] People = ["Ann Weaver", "Camille Morel", "Kenji Mori", "Priya Raman", "Oliver Hartley", "Sophie Garnier", "Henri Brulé", "Jürgen Groß"];

    // Made once: a hundred thousand messages are put together from a few dozen pieces.
    readonly string[] paragraphs = [.. Enumerable.Range(0, 64).Select(number => Paragraph(number, 50))];
    readonly string[] pages = [.. Enumerable.Range(0, 16).Select(Html)];
    readonly string attachment = Convert.ToBase64String(Noise(30_000), Base64FormattingOptions.InsertLineBreaks);

    public IEnumerable<StoredMessage> Messages(int count, int first = 0) => Enumerable.Range(first, count).Select(number =>
        new StoredMessage(Encoding.UTF8.GetBytes(Text(number)), number % 4 == 0 ? MessageFlags.None : MessageFlags.Seen, First.AddMinutes(7 * number)));

    public static bool IsPlain(int number) => number % 20 > 4;

    string Text(int number) => Header(number) + (number % 20) switch
    {
        < 4 => Alternative(number),
        4 => WithAttachment(number),
        _ => $"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{Letter(number, 5)}",
    };

    static string Header(int number)
    {
        var (from, date) = (People[number % People.Length], First.AddMinutes(7 * number).ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture));
        return $"Return-Path: <{number % 500}@people.example>\r\nDate: {date} +0000\r\nFrom: {Encoded(from)} <{number % 500}@people.example>\r\n"
            + $"To: me@example.test\r\nSubject: {Encoded(Sentence(number, 3 + number % 5))}\r\nMessage-ID: <bench.{number}@people.example>\r\nMIME-Version: 1.0\r\n";
    }

    string Alternative(int number) => "Content-Type: multipart/alternative; boundary=\"=_1\"\r\n\r\n"
        + $"--=_1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{Letter(number, 4)}\r\n"
        + $"--=_1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{pages[number % pages.Length]}\r\n--=_1--\r\n";

    string WithAttachment(int number) => "Content-Type: multipart/mixed; boundary=\"=_1\"\r\n\r\n"
        + $"--=_1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{Letter(number, 3)}\r\n"
        + "--=_1\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"report.pdf\"\r\n\r\n"
        + $"{attachment}\r\n--=_1--\r\n";

    string Letter(int number, int length) =>
        string.Join("\r\n\r\n", Enumerable.Range(0, length).Select(part => paragraphs[(number * 7 + part * 11) % paragraphs.Length])) + "\r\n";

    static string Html(int number)
    {
        var html = new StringBuilder("<!doctype html><html><head><style>td { font-family: Arial } .lead { color: #444 }</style></head><body><table width=\"600\">");
        for (var row = 0; html.Length < 60_000; row++)
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"lead\" style=\"padding:8px 16px;font-size:15px;color:#333333\" align=\"left\">")
                .Append(CultureInfo.InvariantCulture, $"<a href=\"https://news.example/{number}/{row}?utm_source=mail\"><img src=\"https://news.example/{row}.png\" width=\"120\" alt=\"\"></a>")
                .Append(CultureInfo.InvariantCulture, $"<h2 style=\"margin:0\">{Sentence(row, 6)}</h2><p>{Paragraph(number * 100 + row, 30)}</p></td></tr>\r\n");
        return html.Append("</table></body></html>").ToString();
    }

    static string Paragraph(int seed, int words) => string.Join(' ', Enumerable.Range(0, words).Select(at => Word(seed, at) + (at % 12 == 11 ? "\r\n" : "")));

    static string Sentence(int seed, int words) => string.Join(' ', Enumerable.Range(0, words).Select(at => Word(seed, at)));

    // Knuth's multiplicative hash: an even spread without a generator that has a state.
    static string Word(int seed, int at) => Vocabulary[(uint)((seed * 131L + at * 17 + 5) * 2654435761L >> 9) % Vocabulary.Length];

    static byte[] Noise(int length) => [.. Enumerable.Range(0, length).Select(at => (byte)((at * 2654435761L) >> 13))];

    static string Encoded(string text) => Ascii.IsValid(text) ? text : $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";
}
