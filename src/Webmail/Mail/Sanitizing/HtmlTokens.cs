namespace Webmail.Mail.Sanitizing;

enum HtmlTokenKind { Text, StartTag, EndTag, Skipped }

/// <summary>
/// Reads HTML as the tokenizer of the HTML standard (§13.2.5) does, in one pass without recursion or allocation: enough to count and to
/// take text out, not to build a tree. It looks at hostile input before anything heavier may.
/// </summary>
ref struct HtmlTokens(ReadOnlySpan<char> html)
{
    readonly ReadOnlySpan<char> html = html;
    int at;

    public HtmlTokenKind Kind { get; private set; }

    /// <summary>Where the tag's name or the text lies in the source.</summary>
    public Range Span { get; private set; }

    /// <summary>Where the whole tag lies.</summary>
    public Range Tag { get; private set; }

    /// <summary>Where the value of the tag's first style attribute lies.</summary>
    public Range Style { get; private set; }

    /// <summary>Where the value of its media attribute lies.</summary>
    public Range Media { get; private set; }

    public int Attributes { get; private set; }
    public bool SelfClosing { get; private set; }

    public bool MoveNext()
    {
        if (at >= html.Length) return false;
        (Attributes, SelfClosing, Style, Media) = (0, false, default, default);
        if (html[at] == '<' && at + 1 < html.Length && StartsMarkup(html[at + 1])) ReadMarkup();
        else ReadText();
        return true;
    }

    /// <summary>Jumps to the end tag of a raw text element (script, style, title…), whose content is no markup. Returns that content.</summary>
    public Range SkipRawText(ReadOnlySpan<char> name)
    {
        var start = at;
        while (at < html.Length)
        {
            var next = html[at..].IndexOf("</", StringComparison.Ordinal);
            if (next < 0) { at = html.Length; break; }
            at += next;
            if (EndsRawText(name)) break;
            at += 2;
        }
        return start..at;
    }

    readonly bool EndsRawText(ReadOnlySpan<char> name)
    {
        var after = at + 2 + name.Length;
        if (after > html.Length || !System.Text.Ascii.EqualsIgnoreCase(html.Slice(at + 2, name.Length), name)) return false;
        return after == html.Length || IsSpace(html[after]) || html[after] is '/' or '>';
    }

    static bool StartsMarkup(char next) => char.IsAsciiLetter(next) || next is '!' or '/' or '?';

    void ReadText()
    {
        var start = at++;
        while (at < html.Length && !(html[at] == '<' && at + 1 < html.Length && StartsMarkup(html[at + 1])))
        {
            var next = html[(at + 1)..].IndexOf('<');
            at = next < 0 ? html.Length : at + 1 + next;
        }
        (Kind, Span) = (HtmlTokenKind.Text, start..at);
    }

    void ReadMarkup()
    {
        var next = html[at + 1];
        if (char.IsAsciiLetter(next)) { at++; ReadTag(HtmlTokenKind.StartTag); return; }
        if (next == '/' && at + 2 < html.Length && char.IsAsciiLetter(html[at + 2])) { at += 2; ReadTag(HtmlTokenKind.EndTag); return; }
        Kind = HtmlTokenKind.Skipped;
        var start = at;
        if (html[at..].StartsWith("<!--", StringComparison.Ordinal)) SkipComment();
        else SkipPast('>');
        Span = start..at;
    }

    void SkipComment()
    {
        at += 4;
        if (html[at..].StartsWith(">", StringComparison.Ordinal)) { at++; return; }
        if (html[at..].StartsWith("->", StringComparison.Ordinal)) { at += 2; return; }
        while (at < html.Length)
        {
            var dashes = html[at..].IndexOf("--", StringComparison.Ordinal);
            if (dashes < 0) { at = html.Length; return; }
            at += dashes + 2;
            if (html[at..].StartsWith(">", StringComparison.Ordinal)) { at++; return; }
            if (html[at..].StartsWith("!>", StringComparison.Ordinal)) { at += 2; return; }
            at--; // "--->" ends a comment too.
        }
    }

    void ReadTag(HtmlTokenKind kind)
    {
        var start = at;
        while (at < html.Length && !IsSpace(html[at]) && html[at] is not ('/' or '>')) at++;
        (Kind, Span) = (kind, start..at);
        start -= kind == HtmlTokenKind.StartTag ? 1 : 2;
        while (at < html.Length && html[at] != '>')
        {
            if (IsSpace(html[at])) { at++; continue; }
            if (html[at] == '/') { SelfClosing = at + 1 < html.Length && html[at + 1] == '>'; at++; continue; }
            ReadAttribute();
        }
        at = Math.Min(at + 1, html.Length);
        Tag = start..at;
    }

    void ReadAttribute()
    {
        var start = at++; // A leading "=" belongs to the name.
        while (at < html.Length && !IsSpace(html[at]) && html[at] is not ('/' or '>' or '=')) at++;
        var name = html[start..at];
        Attributes++;
        var value = at;
        while (value < html.Length && IsSpace(html[value])) value++;
        if (value >= html.Length || html[value] != '=') return;
        at = value + 1;
        while (at < html.Length && IsSpace(html[at])) at++;
        var span = ReadValue();
        if (Style.Equals(default(Range)) && System.Text.Ascii.EqualsIgnoreCase(name, "style")) Style = span;
        else if (System.Text.Ascii.EqualsIgnoreCase(name, "media")) Media = span;
    }

    Range ReadValue()
    {
        if (at >= html.Length || html[at] == '>') return at..at;
        var quote = html[at];
        if (quote is '"' or '\'')
        {
            var open = ++at;
            SkipPast(quote);
            return open..Math.Max(open, at - 1);
        }
        var start = at;
        while (at < html.Length && !IsSpace(html[at]) && html[at] != '>') at++;
        return start..at;
    }

    void SkipPast(char end)
    {
        var found = html[at..].IndexOf(end);
        at = found < 0 ? html.Length : at + found + 1;
    }

    static bool IsSpace(char character) => character is ' ' or '\t' or '\n' or '\r' or '\f';
}
