using System.Text;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Makes the HTML of a stranger safe to show in a document of its own: the only way from hostile markup to <see cref="SafeHtml"/>.
/// A pure function without I/O, so that it can run in a process that may be killed.
/// </summary>
/// <remarks>
/// Never throws for any input. What is too large, too deep or does not come back equal when it is cleaned again (a sign of markup that
/// browsers repair into something else) is refused with a reason; the caller then shows <see cref="VisibleText"/>.
/// Cleaning is idempotent: <c>Clean(Clean(x)) == Clean(x)</c> under the same rules.
/// </remarks>
public static class HtmlCleaner
{
    // A parser without CSS: no style of a stranger ever reaches a CSS object model (AngleSharp.Css: stack overflows, quadratic shorthands).
    static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = true }, BrowsingContext.New(Configuration.Default));
    static readonly HtmlSanitizer Sanitizer = NewSanitizer();

    public static CleanedHtml Clean(string html, CleaningRules rules)
    {
        if (PreScan.Check(html) is var refusal and not CleaningRefusal.None) return CleanedHtml.Refuse(refusal);
        var mode = LayoutModes.Of(html);
        if (CleaningPass.Run(html, mode, rules, new HashSet<string>(), Parser, Sanitizer) is not { } first) return CleanedHtml.Refuse(CleaningRefusal.TooDeep);
        var (markup, settled) = (first.Markup, first.Images.Written);
        // Misnested markup (a form around table rows) may settle one pass later; what still moves then is not shown.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var again = CleaningPass.Run(markup, mode, rules, settled, Parser, Sanitizer);
            if (again?.Markup == markup) return new(new SafeHtml(markup), first.Images.Remote, first.Images.Trackers, first.Dangerous, [.. first.Images.Asked]) { Mode = mode, HasDarkStyle = first.HasDarkStyle, TrackerNames = [.. first.Images.TrackerNames] };
            if (again is null) break;
            markup = again.Markup;
        }
        return CleanedHtml.Refuse(CleaningRefusal.Unstable);
    }

    /// <summary>What <see cref="Clean"/> wrote in a worker process, on its way back to the reader.</summary>
    internal static SafeHtml Received(ReadOnlySpan<byte> utf8) => new SafeHtml(Encoding.UTF8.GetString(utf8));

    static HtmlSanitizer NewSanitizer()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>([.. MarkupAllowList.Tags, "html", "body"], StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = new HashSet<string>(MarkupAllowList.Attributes.Except(["style"]), StringComparer.OrdinalIgnoreCase),
            UriAttributes = new HashSet<string>(MarkupAllowList.Addresses, StringComparer.OrdinalIgnoreCase),
            AllowedSchemes = new HashSet<string>(MarkupAllowList.Schemes, StringComparer.OrdinalIgnoreCase),
        });
        sanitizer.RemovingTag += (_, removing) => removing.Cancel = KeepsContent(removing.Tag);
        return sanitizer;
    }

    /// <summary>An unknown element stays in the tree and is not written: lifting its children out one by one takes quadratic time.</summary>
    static bool KeepsContent(IElement element) =>
        element.NamespaceUri == NamespaceNames.HtmlUri && !MarkupAllowList.Dropped.Contains(element.LocalName);
}
