using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Sanitizing;

/// <summary>What must hold for everything the cleaner lets through, whatever went in: it is read back and looked at piece by piece.</summary>
static class Harmless
{
    public const string Proxy = "https://mail.test/images/t";
    static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = true });

    /// <summary>Cleans with pictures blocked and with pictures shown, and checks both. Returns the blocked markup.</summary>
    public static string Clean(string html, string what = "")
    {
        Check(HtmlCleaner.Clean(html, new CleaningRules(_ => Proxy)), Proxy, what);
        var blocked = HtmlCleaner.Clean(html, CleaningRules.Blocked);
        Check(blocked, null, what);
        return blocked.Html.ToString();
    }

    /// <param name="proxy">The only address pictures may come from, besides <c>data:</c>.</param>
    public static void Check(CleanedHtml clean, string? proxy, string what)
    {
        using var document = Parser.ParseDocument(clean.Html.ToString());
        foreach (var element in document.All) Check(element, proxy, what);
        Assert.DoesNotContain(document.Descendants(), node => node is IComment);
    }

    static void Check(IElement element, string? proxy, string what)
    {
        Assert.True(element.LocalName is "html" or "head" or "body" or "style" || MarkupAllowList.Tags.Contains(element.LocalName), $"{what}: {element.LocalName}");
        Assert.Equal(NamespaceNames.HtmlUri, element.NamespaceUri);
        foreach (var attribute in element.Attributes)
        {
            Assert.True(MarkupAllowList.Attributes.Contains(attribute.Name), $"{what}: {attribute.Name}");
            if (attribute.Name == "href") Assert.True(IsLink(attribute.Value), $"{what}: {attribute.Value}");
            if (attribute.Name is "src" or "background") Assert.True(attribute.Value.StartsWith("data:image/", StringComparison.Ordinal) || attribute.Value == proxy, what);
            if (attribute.Name == "style") CheckCss(attribute.Value, proxy, what);
        }
        if (element.LocalName == "style") CheckCss(element.TextContent, proxy, what);
    }

    static bool IsLink(string address) =>
        address.StartsWith('#') || LinkTarget.IsLeaving(address) || address.Split(':')[0].ToLowerInvariant() is "http" or "https" or "mailto" or "tel";

    static void CheckCss(string css, string? proxy, string what)
    {
        var rest = proxy is null ? css : css.Replace($"url(\"{proxy}\")", "", StringComparison.Ordinal);
        foreach (var token in CssTokens.Read(rest))
        {
            Assert.False(token.Kind is CssKind.Bad or CssKind.Url && !token.Value.StartsWith("data:image/", StringComparison.Ordinal), $"{what}: {css}");
            if (token.Kind == CssKind.Function) Assert.True(StyleAllowList.Functions.Contains(token.Value), $"{what}: {token.Value}");
            if (token.Kind == CssKind.AtKeyword) Assert.Equal("media", token.Value);
        }
        Assert.DoesNotContain('<', css);
        Assert.DoesNotContain('\\', css);
    }
}
