using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Sanitizing;

/// <summary>Markup others found to be dangerous, and markup that must stay readable.</summary>
public sealed class HtmlCorpusTests
{
    static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = true });
    static readonly CleaningRules Shown = new(_ => "https://mail.test/images/t");

    [Fact]
    public void No_known_attack_survives()
    {
        using var attacks = JsonDocument.Parse(File.ReadAllText(Corpus.Path("html-attacks.json")));
        foreach (var attack in attacks.RootElement.EnumerateArray())
        {
            var html = attack.GetProperty("html").GetString()!;
            foreach (var rules in (CleaningRules[])[CleaningRules.Blocked, Shown])
            {
                var clean = HtmlCleaner.Clean(html, rules);
                using var document = Parser.ParseDocument(clean.Html.ToString());
                foreach (var element in document.All) AssertHarmless(element, attack.GetProperty("id").GetString()!, rules);
            }
        }
    }

    static void AssertHarmless(IElement element, string id, CleaningRules rules)
    {
        Assert.True(element.LocalName is "html" or "head" or "body" or "style" || MarkupAllowList.Tags.Contains(element.LocalName), $"{id}: {element.LocalName}");
        Assert.Equal(NamespaceNames.HtmlUri, element.NamespaceUri);
        foreach (var attribute in element.Attributes)
        {
            Assert.True(MarkupAllowList.Attributes.Contains(attribute.Name), $"{id}: {attribute.Name}");
            if (attribute.Name == "href") Assert.Contains(attribute.Value.Split(':')[0].ToLowerInvariant(), (string[])["http", "https", "mailto", "tel", .. attribute.Value[0] == '#' ? [attribute.Value] : Array.Empty<string>()]);
            if (attribute.Name is "src" or "background") Assert.True(attribute.Value.StartsWith("data:image/", StringComparison.Ordinal) || (rules == Shown && attribute.Value == "https://mail.test/images/t"), id);
            if (attribute.Name == "style") AssertHarmless(attribute.Value, id, rules);
        }
        if (element.LocalName == "style") AssertHarmless(element.TextContent, id, rules);
    }

    static void AssertHarmless(string css, string id, CleaningRules rules)
    {
        var rest = rules == Shown ? css.Replace("url(\"https://mail.test/images/t\")", "", StringComparison.Ordinal) : css;
        foreach (var token in CssTokens.Read(rest))
        {
            Assert.False(token.Kind is CssKind.Bad or CssKind.Url && !token.Value.StartsWith("data:image/", StringComparison.Ordinal), $"{id}: {css}");
            if (token.Kind == CssKind.Function) Assert.True(StyleAllowList.Functions.Contains(token.Value), $"{id}: {token.Value}");
            if (token.Kind == CssKind.AtKeyword) Assert.Equal("media", token.Value);
        }
        Assert.DoesNotContain('<', css);
        Assert.DoesNotContain('\\', css);
    }

    [Fact]
    public void Newsletters_keep_their_words_and_call_nobody()
    {
        using var index = JsonDocument.Parse(File.ReadAllText(Corpus.Path("newsletters/index.json")));
        foreach (var file in Directory.EnumerateFiles(Corpus.Path("newsletters"), "*.html"))
        {
            var source = File.ReadAllText(file);
            var clean = HtmlCleaner.Clean(source, CleaningRules.Blocked);
            Assert.False(clean.Refused, file);
            using var before = Parser.ParseDocument(HtmlSource.Reduce(source).Markup);
            using var after = Parser.ParseDocument(clean.Html.ToString());
            Assert.Equal(Words(before.Body!), Words(after.Body!));
            Assert.DoesNotContain(after.All, element => element.GetAttribute("src") is { } address && !address.StartsWith("data:", StringComparison.Ordinal));
        }
        Assert.NotEqual(0, index.RootElement.GetArrayLength());
    }

    [Fact]
    public void Harmless_features_are_not_refused()
    {
        using var features = JsonDocument.Parse(File.ReadAllText(Corpus.Path("html-features.json")));
        foreach (var feature in features.RootElement.EnumerateArray())
            Assert.False(HtmlCleaner.Clean(feature.GetProperty("html").GetString()!, CleaningRules.Blocked).Refused, feature.GetProperty("id").GetString());
    }

    static string Words(IElement body)
    {
        foreach (var dropped in body.QuerySelectorAll("*").Where(element => MarkupAllowList.Dropped.Contains(element.LocalName))) dropped.Remove();
        return string.Join(' ', body.TextContent.Replace("\uFFFD", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
