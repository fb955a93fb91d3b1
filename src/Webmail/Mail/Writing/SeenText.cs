using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Writing;

/// <summary>
/// The words of cleaned HTML as its reader saw them, for quoting: what a style hid is left out, so that nobody passes on or answers what they never
/// saw ("kobold letters", A24). Blocks become lines, quotes get their marks, links keep their address.
/// </summary>
public static class SeenText
{
    static readonly HtmlParser Parser = new();

    public static string Of(SafeHtml html)
    {
        using var document = Parser.ParseDocument(html.ToString());
        HideByRules(document);
        return document.Body is { } body ? new SeenLines().Read(body) : "";
    }

    /// <summary>Rules of the cleaned sheet that hide, whatever else they depend on. Those inside @media do not count: they hold on some screens only.</summary>
    static void HideByRules(IDocument document)
    {
        foreach (var sheet in document.QuerySelectorAll("style").ToList())
        {
            foreach (var (selector, style) in Rules(sheet.TextContent))
            {
                if (Hides(style)) foreach (var element in Matching(document, selector)) element.Remove();
            }
            sheet.Remove();
        }
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

    static IEnumerable<(string Selector, string Style)> Rules(string sheet)
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

    internal static bool Hides(string style)
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
