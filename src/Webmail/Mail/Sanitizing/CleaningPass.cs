using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace Webmail.Mail.Sanitizing;

/// <summary>One run: reduce and parse, set styles aside, sanitise from empty allow-lists, apply our rules to what is left, write.</summary>
sealed class CleaningPass
{
    const int MaxTreeDepth = 2 * OpenElements.MaxDepth;
    readonly List<(IElement Element, string Style)> styled = [];
    readonly StyleRules styles;

    CleaningPass(ImageRules images)
    {
        Images = images;
        styles = new StyleRules(images);
    }

    public string Markup { get; private set; } = "";
    public ImageRules Images { get; }
    public bool Dangerous { get; private set; }
    public bool HasDarkStyle { get; private set; }

    /// <summary>Null when the tree came out deeper than <see cref="PreScan"/> foresaw.</summary>
    public static CleaningPass? Run(string html, LayoutMode mode, CleaningRules rules, IReadOnlySet<string> settled, HtmlParser parser, HtmlSanitizer sanitizer)
    {
        var source = HtmlSource.Reduce(html, mode);
        using var document = parser.ParseDocument(source.Markup);
        var pass = new CleaningPass(new ImageRules(rules, settled)) { Dangerous = source.Dangerous };
        if (document.Body is not { } body) return pass;
        if (!pass.SetAside(document.DocumentElement, 0)) return null;
        sanitizer.SanitizeDom(document);
        foreach (var (element, style) in pass.styled) pass.Restyle(element, style);
        pass.Apply(body);
        QuotedTail.Mark(body);
        // One by one: a missing brace must not swallow the next sheet.
        var sheet = string.Concat(source.Sheets.Select(new StyleSheetRules(pass.styles).Clean));
        pass.HasDarkStyle = sheet.Contains("(prefers-color-scheme: dark)", StringComparison.Ordinal);
        pass.Markup = MarkupWriter.Document(body, sheet, rules.Marked);
        return pass;
    }

    /// <summary>Takes the style attributes out before the sanitiser sees them, and notes what was tried.</summary>
    bool SetAside(IElement element, int depth)
    {
        if (depth > MaxTreeDepth) return false;
        Dangerous |= MarkupAllowList.Dangerous.Contains(element.LocalName) || element.Attributes.Any(IsDangerous);
        if (element.NamespaceUri != NamespaceNames.HtmlUri) return true;
        if (element.GetAttribute("style") is { Length: > 0 } style)
        {
            styled.Add((element, style));
            element.RemoveAttribute("style");
        }
        foreach (var child in element.ChildNodes) if (child is IElement inner && !SetAside(inner, depth + 1)) return false;
        return true;
    }

    static bool IsDangerous(IAttr attribute) =>
        attribute.Name.StartsWith("on", StringComparison.Ordinal) || (MarkupAllowList.Addresses.Contains(attribute.Name) && attribute.Name != "src" && LinkRules.IsScript(attribute.Value));

    void Restyle(IElement element, string style)
    {
        if (styles.Attribute(style) is { Length: > 0 } clean) element.SetAttribute("style", clean);
    }

    void Apply(IElement element)
    {
        IdRules.Apply(element);
        Images.ApplyBackground(element);
        // An address means something on these two only: elsewhere it has been decided by nobody.
        if (element.LocalName == "a") LinkRules.Apply(element);
        else element.RemoveAttribute("href");
        if (element.LocalName == "img") Images.Apply(element);
        else element.RemoveAttribute("src");
        foreach (var child in element.ChildNodes) if (child is IElement inner) Apply(inner);
    }
}
