using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Tests.Support;

namespace Webmail.Tests.Architecture;

/// <summary>What the documents say of the code, where it can be compared.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_attack_and_breakdown_that_is_named_by_its_number_is_listed()
    {
        var listed = Listed().Matches(File.ReadAllText(Repository.File("docs/attacks.md"))).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(listed.Distinct(), listed);
        var named = Texts().SelectMany(file => Named().Matches(File.ReadAllText(file)).SelectMany(Numbers).Select(number => (number, File: Path.GetRelativePath(Repository.Root, file)))).ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Where(mention => !listed.Contains(mention.number)).Select(mention => $"{mention.number} in {mention.File}"));
    }

    [Fact]
    public void Every_table_of_the_database_is_in_what_we_store_and_no_other()
    {
        using var db = new SqliteDesign().CreateDbContext([]);
        // Identity's own, which are empty, share a line.
        var tables = db.Model.GetEntityTypes().Select(entity => entity.GetTableName()!).Where(name => !name.StartsWith("AspNet", StringComparison.Ordinal)).Distinct().Order();
        var places = File.ReadLines(Repository.File("docs/what-we-store.md")).SkipWhile(line => line != "| What | Where | How it is protected | How long |").TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|')[2]);
        Assert.Equal(tables, places.SelectMany(place => Table().Matches(place)).Select(match => match.Groups[1].Value).Distinct().Order());
    }

    [Fact]
    public void Every_decision_begins_with_its_number_and_ends_its_head_with_how_it_stands()
    {
        var files = Directory.GetFiles(Repository.File("docs/decisions"), "*.md").Order().ToList();
        Assert.Equal(Enumerable.Range(1, files.Count), files.Select(file => Number(Path.GetFileName(file)[..4])));
        Assert.All(files, file =>
        {
            var lines = File.ReadAllLines(file);
            Assert.StartsWith($"# {Number(Path.GetFileName(file)[..4])}. ", lines[0]);
            Assert.Matches(Status(), lines[2]);
            Assert.All(Changing().Matches(lines[2]), change => Assert.Contains(files, other => Path.GetFileName(other).StartsWith(change.Value, StringComparison.Ordinal)));
        });
    }

    static IEnumerable<string> Texts() => new[] { "src", "tests", "docs", "bench", "script", "wwwroot/js", "wwwroot/css" }
        .SelectMany(folder => Directory.EnumerateFiles(Repository.File(folder), "*", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
        .Where(file => Path.GetExtension(file) is ".cs" or ".cshtml" or ".md" or ".js" or ".mjs" or ".css" or ".resx")
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    // "A18 to A22" and "R11–R13" name those between, too.
    static IEnumerable<string> Numbers(Match match)
    {
        var first = Number(match.Groups[2].Value);
        var last = match.Groups[3].Success ? Number(match.Groups[3].Value) : first;
        return Enumerable.Range(first, last - first + 1).Select(number => $"{match.Groups[1].Value}{number:00}");
    }

    static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![A-Za-z0-9=%+/])([AR])(\d\d)(?:(?: to |–)[AR](\d\d))?(?![A-Za-z0-9=%+/])")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\| ([AR]\d\d) \| \S", RegexOptions.Multiline)]
    private static partial Regex Listed();

    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]+)`")]
    private static partial Regex Table();

    [GeneratedRegex(@"^\*(Holds\.|Changed by \d{4}: .+\.)\*$")]
    private static partial Regex Status();

    [GeneratedRegex(@"\b\d{4}\b")]
    private static partial Regex Changing();
}
