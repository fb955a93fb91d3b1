using System.Text.Json;
using AngleSharp.Html.Parser;
using Webmail.Mail.Reading;
using Webmail.Mail.Sanitizing;
using Webmail.Tests.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Reading;

/// <summary>Whole messages of strangers through choice, decoding and cleaning. Fetching them from a server is tested where servers are.</summary>
public sealed class MessageCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_message_has_a_body_or_a_sentence()
    {
        var counts = new SortedDictionary<string, int>();
        var missing = new List<string>();
        using var index = JsonDocument.Parse(File.ReadAllText(Corpus.Path("messages/index.json")));
        var wanted = Wanted(index.RootElement);
        foreach (var file in Directory.EnumerateFiles(Corpus.Path("messages"), "*.eml").Order(StringComparer.Ordinal))
        {
            var (structure, contents) = EmlStructure.Load(file);
            var body = BodyChoice.Of(structure);
            var shown = string.Join('\n', body.Pieces.Select(piece => Shown(piece, contents)));
            var outcome = body.Pieces.All(piece => piece is NoticePiece) ? "download only" : body.Pieces.Any(piece => piece is NoticePiece) ? "partly" : "fully";
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            Assert.NotEmpty(body.Pieces);
            Assert.All(body.Attachments, attachment => Assert.NotEmpty(attachment.FileName));
            foreach (var words in wanted.GetValueOrDefault(Path.GetFileName(file), []))
                if (!Plain(shown).Contains(Plain(words), StringComparison.Ordinal)) missing.Add($"{Path.GetFileName(file)} ({outcome}): {words}");
        }
        output.WriteLine(string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}")));
        output.WriteLine($"{wanted.Values.Sum(words => words.Count)} expected texts, {missing.Count} not shown:\n" + string.Join('\n', missing));
        Assert.True(counts.GetValueOrDefault("fully") > 300);
    }

    static string Shown(BodyPiece piece, IReadOnlyDictionary<string, byte[]> contents)
    {
        if (piece is not (HtmlPiece or TextPiece)) return "";
        var part = piece is HtmlPiece html ? html.Part : ((TextPiece)piece).Part;
        var text = TextDecoder.Decode(contents[part.Specifier], part.Charset, piece is HtmlPiece);
        if (piece is TextPiece) return part.Parameters.GetValueOrDefault("format") == "flowed" ? FlowedText.Unfold(text, part.Parameters.GetValueOrDefault("delsp") == "yes") : text;
        var clean = HtmlCleaner.Clean(text, CleaningRules.Blocked);
        if (clean.Refused) return VisibleText.Of(text);
        using var document = new HtmlParser().ParseDocument(clean.Html.ToString());
        return document.Body!.TextContent;
    }

    static string Plain(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    static Dictionary<string, List<string>> Wanted(JsonElement index)
    {
        var wanted = new Dictionary<string, List<string>>();
        var messages = index.ValueKind == JsonValueKind.Array ? index : index.GetProperty("messages");
        foreach (var entry in messages.EnumerateArray())
            if (entry.TryGetProperty("expected", out var expected) && expected.TryGetProperty("must_contain", out var texts) && texts.ValueKind == JsonValueKind.Array)
                wanted[Path.GetFileName(entry.GetProperty("file").GetString()!)] = [.. texts.EnumerateArray().Select(text => text.ToString())];
        return wanted;
    }
}
