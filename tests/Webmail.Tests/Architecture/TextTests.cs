using System.Text.RegularExpressions;
using System.Xml.Linq;
using Webmail.Tests.Support;

namespace Webmail.Tests.Architecture;

/// <summary>What people read exists in English and in French, and every sentence that is asked for exists.</summary>
public sealed partial class TextTests
{
    static readonly string Source = Repository.File("src/Webmail");

    public static TheoryData<string> Texts => [.. Directory.EnumerateFiles(Source, "*Text.resx", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)).Select(file => Path.GetRelativePath(Source, file))];

    [Theory, MemberData(nameof(Texts))]
    public void Both_languages_have_the_same_sentences_with_the_same_gaps(string file)
    {
        var english = Read(Path.Combine(Source, file));
        var french = Read(Path.Combine(Source, Path.ChangeExtension(file, ".fr.resx")));
        Assert.Equal(english.Keys.Order(), french.Keys.Order());
        Assert.All(english, entry => Assert.Equal(Gaps(entry.Value), Gaps(french[entry.Key])));
        Assert.All(french.Values.Concat(english.Values), text => Assert.NotEqual("", text.Trim()));
    }

    [Fact]
    public void Every_sentence_that_is_asked_for_exists()
    {
        var known = Texts.SelectMany(row => Read(Path.Combine(Source, row.Data)).Keys).ToHashSet();
        var missing = Directory.EnumerateFiles(Source, "*.cs*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(file => Asked().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Where(key => !known.Contains(key)).Select(key => $"{Path.GetFileName(file)}: {key}"));
        Assert.Empty(missing);
    }

    static Dictionary<string, string> Read(string file) =>
        XDocument.Load(file).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    static IEnumerable<string> Gaps(string text) => Gap().Matches(text).Select(match => match.Value).Distinct().Order();

    [GeneratedRegex(@"\b[Tt]ext\[""([^""{]+)""")]
    private static partial Regex Asked();

    [GeneratedRegex(@"\{\d")]
    private static partial Regex Gap();
}
