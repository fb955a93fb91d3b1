using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// The stricter profile: HTML that goes into an editor of ours, and out in a message of ours (A32). No classes, ids or sheets, nothing remote, nothing hidden
/// (A24); styles stand in the elements. Pictures are those that travel with the message.
/// </summary>
public static class StrictMarkup
{
    static readonly HtmlParser Parser = new();
    static readonly string[] Forbidden = ["class", "id", "target", "rel", "background", "data-blocked", "headers", "scope", "summary"];

    /// <param name="html">Of a cleaning that let through only such pictures.</param>
    public static SafeHtml Of(SafeHtml html)
    {
        using var document = Parser.ParseDocument(html.ToString());
        SheetRules.Inline(document);
        var holder = document.Body!.FirstElementChild ?? document.Body;
        foreach (var element in holder.QuerySelectorAll("*").ToList()) Restrict(element);
        Restrict(holder);
        // The parser leaves out white space at the beginning of a body.
        return new SafeHtml(MarkupWriter.Inner(holder.Attributes.Length == 0 ? holder : document.Body).Trim());
    }

    /// <summary>Plain text as a reader sees it.</summary>
    public static SafeHtml OfText(string text) => Compose(document => text.Split('\n').Select(line => Block(document, line)));

    /// <summary>Several bodies of one message, in their order.</summary>
    internal static SafeHtml Joined(IReadOnlyList<SafeHtml> markups) => markups.Count == 1 ? markups[0] : Compose(document => markups.Select(markup => Element(document, "div", markup, "")));

    /// <summary>Room for the answer, who wrote it, and what they wrote, marked as cited.</summary>
    public static SafeHtml Answered(string attribution, SafeHtml quoted) => Compose(document =>
    [
        Block(document, ""), Block(document, attribution), Element(document, "blockquote", quoted, "margin: 0 0 0 0.8ex; border-left: 2px solid #ccc; padding-left: 1ex"),
    ]);

    /// <summary>A signature under the line that parts it from the message (RFC 3676 §4.3), in one block that can be found again.</summary>
    public static SafeHtml Signature(SafeHtml content) => Compose(document =>
    {
        var block = document.CreateElement("div");
        // An ordinary space at the end of a line is nobody's.
        block.AppendChild(Block(document, "--\u00a0"));
        block.AppendChild(Element(document, "div", content, ""));
        return [block];
    });

    /// <summary>The same without the first block that says what <paramref name="signature"/> says.</summary>
    public static SafeHtml Without(SafeHtml html, SafeHtml signature)
    {
        if (signature.IsEmpty) return html;
        using var document = Parser.ParseDocument(html.ToString());
        using var block = Parser.ParseDocument(signature.ToString());
        document.Body!.QuerySelectorAll("div").FirstOrDefault(element => Letters(element) == Letters(block.Body!))?.Remove();
        return new SafeHtml(MarkupWriter.Inner(document.Body!));
    }

    static string Letters(IElement element) => string.Concat(element.TextContent.Where(character => !char.IsWhiteSpace(character)));

    /// <summary>Room to write in, the signature, and what stands below it.</summary>
    public static SafeHtml WithSignature(SafeHtml above, SafeHtml signature, SafeHtml below) => signature.IsEmpty && above.IsEmpty ? below : Compose(document =>
        [.. Nodes(document, above), Block(document, ""), .. Nodes(document, signature), .. Nodes(document, below)]);

    /// <summary>Room for a word of one's own, what the message said about itself, and the message.</summary>
    public static SafeHtml Forwarded(string heading, IEnumerable<string> lines, SafeHtml original) => Compose(document =>
        [Block(document, ""), Block(document, $"---------- {heading} ----------"), .. lines.Select(line => Block(document, line)), Block(document, ""), Element(document, "div", original, "")]);

    /// <summary>Whether a Content-ID (RFC 2392) holds nothing but what needs no quoting anywhere.</summary>
    public static bool IsContentId(string id) => id.Length is > 0 and <= 200 && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' or '@' or '+' or '$');

    static void Restrict(IElement element)
    {
        var style = element.GetAttribute("style") ?? "";
        if (SheetRules.Hides(style) && element.LocalName != "body") { element.Remove(); return; }
        foreach (var name in Forbidden) element.RemoveAttribute(name);
        if (style.Contains("url(", StringComparison.OrdinalIgnoreCase)) element.SetAttribute("style", string.Join("; ", style.Split(';').Where(one => !one.Contains("url(", StringComparison.OrdinalIgnoreCase)).Select(one => one.Trim()).Where(one => one.Length > 0)));
        if (element.LocalName == "a" && (element.GetAttribute("href") ?? "").StartsWith('#')) element.RemoveAttribute("href");
        if (element.LocalName == "img" && !element.HasAttribute("src")) element.Replace(element.Owner!.CreateTextNode(element.GetAttribute("alt") ?? ""));
    }

    static SafeHtml Compose(Func<IDocument, IEnumerable<INode>> parts)
    {
        using var document = Parser.ParseDocument("");
        foreach (var part in parts(document)) document.Body!.AppendChild(part);
        return new SafeHtml(MarkupWriter.Inner(document.Body!));
    }

    static IElement Block(IDocument document, string text)
    {
        var block = document.CreateElement("div");
        if (text.Length == 0) block.AppendChild(document.CreateElement("br"));
        else block.TextContent = text;
        return block;
    }

    static IElement Element(IDocument document, string name, SafeHtml content, string style)
    {
        var element = document.CreateElement(name);
        if (name == "blockquote") element.SetAttribute("type", "cite");
        if (style.Length > 0) element.SetAttribute("style", style);
        foreach (var node in Nodes(document, content)) element.AppendChild(node);
        return element;
    }

    static List<INode> Nodes(IDocument document, SafeHtml content)
    {
        using var inner = Parser.ParseDocument(content.ToString());
        return [.. inner.Body!.ChildNodes.ToList().Select(node => document.Import(node, true))];
    }
}
