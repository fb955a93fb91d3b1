using System.Text;
using AngleSharp.Dom;

namespace Webmail.Mail.Writing;

/// <summary>One walk over a cleaned tree of checked depth, writing lines of text.</summary>
sealed class SeenLines
{
    const int MostMarks = 20;
    readonly StringBuilder text = new();
    int quotes;
    bool space, blank = true;

    public string Read(IElement body)
    {
        Children(body, pre: false);
        return text.ToString().TrimEnd();
    }

    void Children(INode parent, bool pre)
    {
        foreach (var child in parent.ChildNodes)
        {
            if (child is IText words) Words(words.Data, pre);
            else if (child is IElement element) Element(element, pre);
        }
    }

    void Element(IElement element, bool pre)
    {
        if (element.LocalName is "style" or "script" or "head" || Webmail.Mail.Sanitizing.SheetRules.Hides(element.GetAttribute("style") ?? "")) return;
        switch (element.LocalName)
        {
            case "br": Line(); break;
            case "hr": Block(); Words("---", pre: false); Block(); break;
            case "img": Words(element.GetAttribute("alt") ?? "", pre: false); break;
            case "li": Block(); Words("- ", pre: true); Children(element, pre); Block(); break;
            case "td" or "th": Children(element, pre); space = true; break;
            case "blockquote": Quote(element, pre); break;
            case "a": Children(element, pre); Address(element); break;
            case "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "ul" or "ol" or "table" or "dl": Block(); Children(element, pre); Paragraph(); break;
            case "div" or "tr" or "pre" or "section" or "article" or "header" or "footer" or "center" or "main" or "dt" or "dd" or "address" or "figure":
                Block();
                // What we made of plain text keeps its lines by style, not by elements.
                Children(element, pre || element.LocalName == "pre" || element.ClassList.Contains("mail-text"));
                Block();
                break;
            default: Children(element, pre); break;
        }
    }

    void Quote(IElement element, bool pre)
    {
        Block();
        quotes++;
        Children(element, pre);
        Block();
        quotes--;
    }

    /// <summary>Where a link leads is part of what one saw, when its text does not say it.</summary>
    void Address(IElement link)
    {
        var address = link.GetAttribute("href") ?? "";
        var shown = link.TextContent.Trim();
        if (address.StartsWith("http", StringComparison.OrdinalIgnoreCase) && shown.Length > 0 && !address.Contains(shown, StringComparison.OrdinalIgnoreCase)) Words($" <{address}>", pre: false);
    }

    void Words(string words, bool pre)
    {
        foreach (var character in words)
        {
            if (pre && character == '\n') { Line(); continue; }
            if (!pre && char.IsWhiteSpace(character) && character != '\u00A0') { space = true; continue; }
            if (space && !blank) text.Append(' ');
            space = false;
            if (blank) Mark();
            text.Append(character == '\u00A0' ? ' ' : character);
        }
    }

    /// <summary>Ends the line, if anything stands on it.</summary>
    void Block()
    {
        if (!blank) Line();
    }

    void Line()
    {
        if (blank && quotes > 0) Mark();
        // The line above a signature (RFC 3676 §4.3) is known by its last space.
        if (space && EndsWithDashes()) text.Append(' ');
        text.Append('\n');
        (blank, space) = (true, false);
    }

    /// <summary>One empty line, never two.</summary>
    void Paragraph()
    {
        Block();
        if (text.Length > 1 && !EndsWithEmptyLine()) Line();
    }

    bool EndsWithEmptyLine()
    {
        var at = text.Length - 2;
        while (at >= 0 && text[at] is '>' or ' ') at--;
        return at < 0 || text[at] == '\n';
    }

    bool EndsWithDashes() => text.Length >= 2 && text[^1] == '-' && text[^2] == '-' && (text.Length == 2 || text[^3] == '\n');

    void Mark()
    {
        if (quotes > 0) text.Append('>', Math.Min(quotes, MostMarks)).Append(' ');
        blank = false;
    }
}
