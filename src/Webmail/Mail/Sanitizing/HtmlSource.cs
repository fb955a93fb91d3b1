using System.Text;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// HTML reduced to tags and text before a parser reads it, its style sheets set aside. Comments, doctypes and raw text are where tokenizers
/// recurse: <c>&lt;!--</c> followed by 200,000 times <c>--!</c> overflows the stack of AngleSharp 1.10.3 and ends the process.
/// </summary>
sealed class HtmlSource
{
    // In the mode of the document we serve it in: in quirks mode a table stays inside an open paragraph.
    readonly StringBuilder markup;
    readonly List<string> sheets = [];

    HtmlSource(LayoutMode mode) => markup = new(LayoutModes.Doctype(mode));

    public string Markup => markup.ToString();
    public IReadOnlyList<string> Sheets => sheets;

    /// <summary>Whether a script or frame was left out on the way.</summary>
    public bool Dangerous { get; private set; }

    public static HtmlSource Reduce(ReadOnlySpan<char> html, LayoutMode mode)
    {
        var source = new HtmlSource(mode);
        var tokens = new HtmlTokens(html);
        while (tokens.MoveNext())
        {
            if (tokens.Kind == HtmlTokenKind.Text) source.AppendText(html[tokens.Span]);
            else if (tokens.Kind != HtmlTokenKind.Skipped) source.AppendTag(html, ref tokens);
        }
        return source;
    }

    /// <summary>A lone &lt; is escaped: with a comment after it gone, it would make a tag of the next word.</summary>
    void AppendText(ReadOnlySpan<char> text)
    {
        for (var less = text.IndexOf('<'); less >= 0; less = text.IndexOf('<'))
        {
            markup.Append(text[..less]).Append("&lt;");
            text = text[(less + 1)..];
        }
        markup.Append(text);
    }

    void AppendTag(ReadOnlySpan<char> html, ref HtmlTokens tokens)
    {
        var name = html[tokens.Span];
        var tag = html[tokens.Tag];
        var print = html[tokens.Media].Contains("print", StringComparison.OrdinalIgnoreCase);
        var raw = Elements.Traits(name).HasFlag(ElementTraits.RawText);
        if (raw && tokens.Kind == HtmlTokenKind.StartTag)
        {
            Dangerous |= Ascii.EqualsIgnoreCase(name, "script") || Ascii.EqualsIgnoreCase(name, "iframe");
            var text = html[tokens.SkipRawText(name)];
            if (!print && Ascii.EqualsIgnoreCase(name, "style")) sheets.Add(text.ToString());
        }
        if (!raw && tag.EndsWith(">", StringComparison.Ordinal)) markup.Append(tag);
    }
}
