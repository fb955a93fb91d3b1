using System.Net;
using System.Text;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// The words of an HTML message without building its tree: the fallback when <see cref="PreScan"/> refuses it.
/// Linear, and its result is plain text: whoever shows it encodes it like any other.
/// </summary>
public static class VisibleText
{
    public static string Of(ReadOnlySpan<char> html)
    {
        var text = new StringBuilder(Math.Min(html.Length, 1 << 16));
        var tokens = new HtmlTokens(html);
        while (tokens.MoveNext())
        {
            if (tokens.Kind == HtmlTokenKind.Text) { AppendWords(text, html[tokens.Span]); continue; }
            if (tokens.Kind == HtmlTokenKind.Skipped) continue;
            var name = html[tokens.Span];
            var traits = Elements.Traits(name);
            if (tokens.Kind == HtmlTokenKind.StartTag && traits.HasFlag(ElementTraits.RawText)) tokens.SkipRawText(name);
            else if (traits.HasFlag(ElementTraits.Block)) AppendBreak(text);
        }
        return text.ToString().Trim();
    }

    /// <summary>White space runs become one space, as a browser shows them.</summary>
    static void AppendWords(StringBuilder text, ReadOnlySpan<char> source)
    {
        var words = source.Contains('&') ? WebUtility.HtmlDecode(source.ToString()) : source;
        foreach (var character in words)
        {
            var space = character is ' ' or '\t' or '\n' or '\r' or '\f';
            if (!space) { text.Append(character); continue; }
            if (text.Length > 0 && text[^1] is not (' ' or '\n')) text.Append(' ');
        }
    }

    static void AppendBreak(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ') text.Length--;
        if (text.Length > 0 && !(text.Length > 1 && text[^1] == '\n' && text[^2] == '\n')) text.Append('\n');
    }
}
