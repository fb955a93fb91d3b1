using System.Buffers;
using System.Text;
using Webmail.Mail.Searching;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Plain text as a document: quotes nested by their marks, links that can be followed, the signature set apart. It writes a handful of fixed
/// elements and encoded text and never looks at what it has written, so nothing in the text can become markup (A08); the text content of the
/// result is the text itself, line breaks as <c>\n</c>.
/// </summary>
public static class TextMarkup
{
    const int MaxQuotes = 20;
    static readonly SearchValues<char> NotPlain = SearchValues.Create("&<>\"\0");

    /// <param name="marked">Words to mark where they occur, longest first.</param>
    public static SafeHtml Of(string text, IReadOnlyList<string>? marked = null)
    {
        var html = new StringBuilder(text.Length + text.Length / 4 + 64);
        Open(html, "div", "mail-text");
        var hits = new Marks(marked ?? []);
        var depth = 0;
        var signature = false;
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var tail = QuotedTail.Of(lines);
        for (var i = 0; i < lines.Length; i++)
        {
            if (i == tail)
            {
                for (; depth > 0; depth--) Close(html, "blockquote");
                Open(html, "div", QuotedTail.Class);
            }
            var (quotes, marks) = Quotes(lines[i]);
            for (; depth < quotes; depth++) Open(html, "blockquote", "");
            for (; depth > quotes; depth--) Close(html, "blockquote");
            if (!signature && i < tail && depth == 0 && lines[i] == "-- ") { signature = true; Open(html, "div", "signature"); }
            if (marks > 0) { Open(html, "span", "quote-mark"); Encode(html, lines[i].AsSpan(0, marks)); Close(html, "span"); }
            AppendLinked(html, lines[i][marks..], hits);
            if (i < lines.Length - 1) html.Append('\n');
        }
        for (; depth > 0; depth--) Close(html, "blockquote");
        if (tail < lines.Length) Close(html, "div");
        if (signature) Close(html, "div");
        Close(html, "div");
        return new SafeHtml(html.ToString());
    }

    /// <summary>Marks in front of a line: <c>&gt;&gt; </c> or <c>&gt; &gt; </c>.</summary>
    static (int Quotes, int Marks) Quotes(string line)
    {
        int quotes = 0, at = 0;
        while (at < line.Length && quotes < MaxQuotes)
        {
            var mark = quotes > 0 && line[at] == ' ' && at + 1 < line.Length && line[at + 1] == '>' ? at + 1 : at;
            if (line[mark] != '>') break;
            quotes++;
            at = mark + 1;
        }
        return (quotes, quotes > 0 && at < line.Length && line[at] == ' ' ? at + 1 : at);
    }

    static void AppendLinked(StringBuilder html, string line, Marks hits)
    {
        var done = 0;
        foreach (var (start, end, address) in LinkScanner.Find(line))
        {
            Mark(html, line[done..start], hits);
            html.Append("<a href=\"");
            Encode(html, LinkTarget.For(address, line[start..end]));
            html.Append("\" target=\"_blank\" rel=\"noopener noreferrer\">");
            Mark(html, line[start..end], hits);
            Close(html, "a");
            done = end;
        }
        Mark(html, line[done..], hits);
    }

    static void Mark(StringBuilder html, string text, Marks hits)
    {
        if (hits.AreNone)
        {
            Encode(html, text);
            return;
        }
        foreach (var (piece, hit) in hits.Split(text))
        {
            if (hit) Open(html, "mark", "");
            Encode(html, piece);
            if (hit) Close(html, "mark");
        }
    }

    static void Open(StringBuilder html, string element, string name)
    {
        html.Append('<').Append(element);
        if (name.Length > 0) html.Append(" class=\"").Append(name).Append('"');
        html.Append('>');
    }

    static void Close(StringBuilder html, string element) => html.Append("</").Append(element).Append('>');

    static void Encode(StringBuilder html, ReadOnlySpan<char> text) => html.AppendEscaped(text, NotPlain, Written);

    static string Written(char special) => special switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", _ => "\uFFFD" };
}
