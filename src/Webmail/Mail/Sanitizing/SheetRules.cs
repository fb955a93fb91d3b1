using System.Text;
using AngleSharp.Dom;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Writes what a cleaned style sheet says into the elements it speaks of: where HTML goes on without its sheet, it looks as its reader saw it, and what was
/// hidden is hidden there too (A24). Rules inside @media hold on some screens only and are left out.
/// </summary>
static class SheetRules
{
    const int MostRules = 400;

    /// <summary>Applies and removes all sheets of the document.</summary>
    public static void Inline(IDocument document)
    {
        var styles = new Dictionary<IElement, StringBuilder>();
        foreach (var sheet in document.QuerySelectorAll("style").ToList())
        {
            foreach (var (selector, style) in Rules(sheet.TextContent).Take(MostRules))
                foreach (var element in Matching(document, selector))
                    (styles.TryGetValue(element, out var text) ? text : styles[element] = new StringBuilder()).Append(style.Trim().TrimEnd(';')).Append("; ");
            sheet.Remove();
        }
        // What stands in the element itself comes last, and so wins.
        foreach (var (element, style) in styles) element.SetAttribute("style", style.Append(element.GetAttribute("style")).ToString().TrimEnd(' ', ';'));
    }

    static IReadOnlyList<IElement> Matching(IDocument document, string selector)
    {
        try
        {
            return [.. document.QuerySelectorAll(selector)];
        }
        catch (DomException)
        {
            return [];
        }
    }

    internal static IEnumerable<(string Selector, string Style)> Rules(string sheet)
    {
        for (var at = 0; at < sheet.Length;)
        {
            var open = sheet.IndexOf('{', at);
            if (open < 0) yield break;
            var selector = sheet[at..open].Trim();
            var close = selector.StartsWith('@') ? BlockEnd(sheet, open) : sheet.IndexOf('}', open);
            if (close < 0) yield break;
            if (!selector.StartsWith('@')) yield return (selector, sheet[(open + 1)..close]);
            at = close + 1;
        }
    }

    static int BlockEnd(string sheet, int open)
    {
        var depth = 0;
        for (var at = open; at < sheet.Length; at++)
        {
            if (sheet[at] == '{') depth++;
            else if (sheet[at] == '}' && --depth == 0) return at;
        }
        return -1;
    }

    /// <summary>Whether a style hides its element, by whichever of its declarations: one that a later one overrides was meant to deceive somebody.</summary>
    public static bool Hides(string style)
    {
        foreach (var declaration in style.Split(';'))
        {
            var parts = declaration.Split(':', 2);
            if (parts.Length < 2) continue;
            var value = parts[1].Replace("!important", "", StringComparison.OrdinalIgnoreCase).Trim().ToLowerInvariant();
            var hides = parts[0].Trim().ToLowerInvariant() switch
            {
                "display" => value == "none",
                "visibility" => value is "hidden" or "collapse",
                "opacity" => IsZero(value),
                "font-size" or "max-height" or "max-width" => IsZero(value),
                "mso-hide" => value == "all",
                _ => false,
            };
            if (hides) return true;
        }
        return false;
    }

    static bool IsZero(string value)
    {
        var number = value.TrimEnd("pxemrtin%cvhw".ToCharArray());
        return number.Length > 0 && number.All(character => character is '0' or '.');
    }
}
