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
        SheetRules.Inline(document);
        return document.Body is { } body ? new SeenLines().Read(body) : "";
    }
}
