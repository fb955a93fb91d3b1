using System.Buffers;
using System.Text;
using AngleSharp.Dom;
using Webmail.Mail.Searching;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Writes a cleaned tree as HTML (standard §13.3), and the last wall: an element or attribute that is not on the lists is not written,
/// whatever happened before. Attributes are sorted, so that the same tree always gives the same text.
/// </summary>
sealed class MarkupWriter(Marks marks)
{
    static readonly SearchValues<char> NotPlain = SearchValues.Create("&<>\u00A0\r\0"), NotPlainInValues = SearchValues.Create("&<>\"\u00A0\r\0");

    readonly StringBuilder html = new();

    /// <param name="marked">Words that are set in mark elements.</param>
    public static string Document(IElement body, string styleSheet, IReadOnlyList<string> marked)
    {
        var writer = new MarkupWriter(new Marks(marked));
        if (styleSheet.Length > 0) writer.html.Append("<style>\n").Append(styleSheet).Append("</style>");
        if (IsHolder(body)) writer.Children(body);
        else writer.Holder(body);
        return writer.html.ToString();
    }

    /// <summary>Without a sheet, without the element itself: for what stands inside a document of ours.</summary>
    public static string Inner(IElement parent)
    {
        var writer = new MarkupWriter(new Marks([]));
        writer.Children(parent);
        return writer.html.ToString();
    }

    /// <summary>Whether the body holds nothing but the holder that an earlier cleaning wrote.</summary>
    static bool IsHolder(IElement body) =>
        body.Attributes.Length == 0 && body.ChildNodes.Length == 1 && body.ChildNodes[0] is IElement { LocalName: "div" } only &&
        (only.GetAttribute("class") ?? "").Split(' ')[0] == SelectorRules.BodyClass;

    /// <summary>The div that stands for the sender's body and keeps its colours and classes.</summary>
    void Holder(IElement body)
    {
        if (Colour(body.GetAttribute("bgcolor")) is { } colour) body.SetAttribute("style", $"background-color: {colour}; {body.GetAttribute("style")}".TrimEnd(' ', ';'));
        body.RemoveAttribute("bgcolor");
        body.SetAttribute("class", $"{SelectorRules.BodyClass} {body.GetAttribute("class")}".TrimEnd());
        html.Append("<div");
        Attributes(body);
        html.Append('>');
        Children(body);
        html.Append("</div>");
    }

    /// <summary>A div has no such attribute; what is no plain colour is left out.</summary>
    static string? Colour(string? value) => value?.TrimStart('#') is not { Length: > 2 and < 21 } word || !word.All(char.IsAsciiLetterOrDigit) ? null
        : word.Length is 3 or 6 && word.All(char.IsAsciiHexDigit) ? "#" + word
        : word.All(char.IsAsciiLetter) ? word : null;

    void Children(INode parent)
    {
        foreach (var child in parent.ChildNodes)
        {
            if (child is IText text) Text(text.Data, within: parent);
            else if (child is IElement element) Element(element);
        }
    }

    /// <summary>What is marked is not marked again: cleaning stays idempotent.</summary>
    void Text(string text, INode within)
    {
        if (within is IElement { LocalName: "mark" }) { Escape(text, attribute: false); return; }
        foreach (var (piece, hit) in marks.Split(text))
        {
            if (hit) html.Append("<mark>");
            Escape(piece, attribute: false);
            if (hit) html.Append("</mark>");
        }
    }

    void Element(IElement element)
    {
        if (element.NamespaceUri != NamespaceNames.HtmlUri || MarkupAllowList.Dropped.Contains(element.LocalName)) return;
        if (!MarkupAllowList.Tags.Contains(element.LocalName)) { Children(element); return; }
        if (element.LocalName == "mark") marks.Pass();
        html.Append('<').Append(element.LocalName);
        Attributes(element);
        html.Append('>');
        if (MarkupAllowList.Void.Contains(element.LocalName)) return;
        // §13.1.2.5: the parser swallows the first line break of a pre element.
        if (element.LocalName == "pre" && element.FirstChild is IText text && text.Data.StartsWith('\n')) html.Append('\n');
        Children(element);
        html.Append("</").Append(element.LocalName).Append('>');
    }

    void Attributes(IElement element)
    {
        foreach (var attribute in element.Attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
        {
            if (!MarkupAllowList.Attributes.Contains(attribute.Name)) continue;
            html.Append(' ').Append(attribute.Name).Append("=\"");
            Escape(attribute.Value, attribute: true);
            html.Append('"');
        }
    }

    void Escape(string text, bool attribute) => html.AppendEscaped(text, attribute ? NotPlainInValues : NotPlain, Written);

    static string Written(char special) => special switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\u00A0' => "&nbsp;",
        '\r' => "&#13;",
        _ => "",
    };
}
