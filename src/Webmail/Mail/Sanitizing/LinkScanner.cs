namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Finds web and mail addresses in plain text in one linear pass, without regular expressions. Trailing punctuation and a closing bracket that
/// was not opened inside belong to the sentence, not to the address.
/// </summary>
static class LinkScanner
{
    const int MaxLength = 2048;
    static readonly string[] Starts = ["http://", "https://", "mailto:", "www."];

    public static IEnumerable<(int Start, int End, string Address)> Find(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('h' or 'H' or 'm' or 'M' or 'w' or 'W') || (at > 0 && char.IsLetterOrDigit(text[at - 1]))) continue;
            var start = Array.Find(Starts, start => string.Compare(text, at, start, 0, start.Length, StringComparison.OrdinalIgnoreCase) == 0);
            if (start is null) continue;
            var end = Trimmed(text, at, EndOf(text, at));
            if (end <= at + start.Length || !char.IsLetterOrDigit(text[at + start.Length]) && text[at + start.Length] != '[') continue;
            var address = text[at..end];
            yield return (at, end, start == "www." ? "http://" + address : address);
            at = end - 1;
        }
    }

    static int EndOf(string text, int at)
    {
        var limit = Math.Min(text.Length, at + MaxLength);
        while (at < limit && !Ends(text[at])) at++;
        return at;
    }

    static bool Ends(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or '"' or '`' or '{' or '}' or '|' or '\\' or '^' or '\uFFFD'
            or (>= '\u2018' and <= '\u201F') or '\u00AB' or '\u00BB' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
            or (>= '\u3000' and <= '\u3020') or (>= '\uFF00' and <= '\uFF20');

    static int Trimmed(string text, int start, int end)
    {
        var round = Balance(text, start, end, '(', ')');
        var square = Balance(text, start, end, '[', ']');
        for (; end > start; end--)
        {
            var last = text[end - 1];
            if (last == ')' && round < 0) round++;
            else if (last == ']' && square < 0) square++;
            else if (last is not ('.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_')) break;
        }
        return end;
    }

    static int Balance(string text, int start, int end, char open, char close)
    {
        var balance = 0;
        for (var i = start; i < end; i++) balance += text[i] == open ? 1 : text[i] == close ? -1 : 0;
        return balance;
    }
}
