namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Measures HTML in one linear pass before a parser sees it. Parsers take quadratic time or the whole stack on deep or wide input
/// (50,000 nested elements: 10 s; nested CSS functions ended the process), so what is beyond these limits is shown as text.
/// </summary>
static class PreScan
{
    public const int MaxLength = 1 << 20;
    public const int MaxElements = 50_000;
    public const int MaxAttributes = 64;
    public const int MaxStyleAttribute = 8 << 10;
    public const int MaxCss = 256 << 10;
    public const int MaxParentheses = 16;

    public static CleaningRefusal Check(ReadOnlySpan<char> html)
    {
        if (html.Length > MaxLength) return CleaningRefusal.TooLarge;
        var tokens = new HtmlTokens(html);
        var open = new OpenElements();
        var css = 0;
        while (tokens.MoveNext())
        {
            if (tokens.Kind == HtmlTokenKind.Skipped) continue;
            if (tokens.Kind == HtmlTokenKind.Text) { open.Text(); continue; }
            var name = html[tokens.Span];
            if (tokens.Attributes > MaxAttributes) return CleaningRefusal.TooManyAttributes;
            if (tokens.Kind == HtmlTokenKind.EndTag) { open.End(html, tokens.Span); continue; }
            var style = html[tokens.Style];
            if (style.Length > MaxStyleAttribute || (css += style.Length) > MaxCss || TooNested(style)) return CleaningRefusal.TooMuchStyle;
            var traits = Elements.Traits(name);
            open.Start(html, tokens.Span, traits, tokens.SelfClosing);
            if (traits.HasFlag(ElementTraits.RawText))
            {
                var text = html[tokens.SkipRawText(name)];
                if (System.Text.Ascii.EqualsIgnoreCase(name, "style") && ((css += text.Length) > MaxCss || TooNested(text))) return CleaningRefusal.TooMuchStyle;
            }
            if (open.TooDeep) return CleaningRefusal.TooDeep;
            if (open.Count > MaxElements) return CleaningRefusal.TooManyElements;
        }
        return open.Count > MaxElements ? CleaningRefusal.TooManyElements : CleaningRefusal.None;
    }

    static bool TooNested(ReadOnlySpan<char> css)
    {
        var depth = 0;
        foreach (var character in css)
        {
            if (character is '(' or '[' or '{') { if (++depth > MaxParentheses) return true; }
            else if (character is ')' or ']' or '}') depth = Math.Max(0, depth - 1);
        }
        return false;
    }
}
