using System.Reflection.Metadata;
using Webmail.Tests.Support;

namespace Webmail.Tests.Architecture;

/// <summary>Small is read. The worst ten are printed; beyond the budget is an error.</summary>
public sealed class SizeTests(ITestOutputHelper output)
{
    [Fact]
    public void No_file_is_longer_than_250_lines() => Within(250, Sources().Select(file => (Lines: File.ReadLines(file).Count(), Name: Path.GetRelativePath(Repository.Root, file))));

    [Fact]
    public void No_method_is_longer_than_40_lines() => Within(40, Methods().Where(method => !method.Name.Contains("/Migrations/", StringComparison.Ordinal)));

    // Over the budget for now, and not to grow: the state of one account under one lock.
    static readonly Dictionary<string, int> Argued = new() { ["src/Webmail/Mail/Imap/ImapAccount.cs"] = 320 };

    void Within(int budget, IEnumerable<(int Lines, string Name)> found)
    {
        var worst = found.OrderByDescending(entry => entry.Lines).Take(10).ToList();
        foreach (var (lines, name) in worst) output.WriteLine($"{lines,4} {name}");
        Assert.All(worst, entry => Assert.True(entry.Lines <= Argued.GetValueOrDefault(entry.Name, budget), $"{entry.Name} has {entry.Lines} lines."));
    }

    static IEnumerable<string> Sources() => Directory.EnumerateFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal));

    // From the first to the last statement, as the debugger knows them, and the two lines around.
    static List<(int Lines, string Name)> Methods()
    {
        var found = new List<(int, string)>();
        using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(typeof(Program).Assembly.Location, ".pdb")));
        var symbols = provider.GetMetadataReader();
        foreach (var handle in symbols.MethodDebugInformation)
        {
            var method = symbols.GetMethodDebugInformation(handle);
            var points = method.GetSequencePoints().Where(point => !point.IsHidden).ToList();
            if (points.Count == 0 || method.Document.IsNil) continue;
            var file = symbols.GetString(symbols.GetDocument(method.Document).Name);
            if (!file.EndsWith(".cs", StringComparison.Ordinal) || file.Contains("/obj/", StringComparison.Ordinal)) continue;
            var first = points.Min(point => point.StartLine);
            found.Add((points.Max(point => point.EndLine) - first + 1, $"{Path.GetRelativePath(Repository.Root, file)}:{first}"));
        }
        return found;
    }
}
