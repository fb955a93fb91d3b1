using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Sanitizing;

/// <summary>Markup others found to be dangerous, and markup that must stay readable.</summary>
public sealed class HtmlCorpusTests
{
    static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = true });
    static readonly CleaningRules Shown = new(_ => Harmless.Proxy);

    [Fact]
    public void No_known_attack_survives()
    {
        using var attacks = JsonDocument.Parse(File.ReadAllText(Corpus.Path("html-attacks.json")));
        foreach (var attack in attacks.RootElement.EnumerateArray())
        {
            var html = attack.GetProperty("html").GetString()!;
            foreach (var rules in (CleaningRules[])[CleaningRules.Blocked, Shown])
            {
                Harmless.Check(HtmlCleaner.Clean(html, rules), rules == Shown ? Harmless.Proxy : null, attack.GetProperty("id").GetString()!);
            }
        }
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
            using var before = Parser.ParseDocument(HtmlSource.Reduce(source, clean.Mode).Markup);
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
