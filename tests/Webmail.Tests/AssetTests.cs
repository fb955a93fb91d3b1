using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Webmail.Tests.Support;

namespace Webmail.Tests;

public sealed partial class AssetTests
{
    [Fact]
    public void The_committed_bundles_were_made_from_the_sources_as_they_stand()
    {
        var root = Repository.Root;
        var sources = new[] { "wwwroot/css", "wwwroot/js" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.*", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(name => name.EndsWith(".css", StringComparison.Ordinal) || name.EndsWith(".js", StringComparison.Ordinal))
            .Append("package-lock.json").Append("wwwroot/icons/used.txt").Append("wwwroot/icons/apart.txt").Order(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in sources)
        {
            hash.AppendData([.. Encoding.UTF8.GetBytes(name), 0]);
            hash.AppendData([.. File.ReadAllBytes(Path.Combine(root, name)), 0]);
        }
        var committed = File.ReadAllText(Path.Combine(root, "wwwroot/dist/sources.sha256")).Trim();
        Assert.True(Convert.ToHexStringLower(hash.GetHashAndReset()) == committed, "wwwroot/js or wwwroot/css changed: run script/assets and commit wwwroot/dist.");
    }

    [Fact]
    public void Whoever_wrote_what_is_bundled_stands_with_their_licence_beside_it()
    {
        var imported = Directory.EnumerateFiles(Repository.File("wwwroot/js"), "*.js", SearchOption.AllDirectories)
            .SelectMany(file => Imported().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct().Order(StringComparer.Ordinal).ToList();
        var licences = File.ReadAllText(Repository.File("wwwroot/dist/LICENSES.txt"));
        Assert.Equal(imported, Named().Matches(licences).Select(match => match.Groups[1].Value));
        Assert.Equal(imported.Count, licences.Split("Permission is hereby granted").Length - 1);
    }

    [Fact]
    public void Each_icon_is_in_the_sprite_that_it_is_looked_for_in()
    {
        Assert.Equal(Names("used.txt"), Symbols("sprite.svg"));
        Assert.Equal(Names("apart.txt"), Symbols("apart.svg"));
        Assert.Equal(Names("apart.txt").Order(StringComparer.Ordinal), Webmail.Pages.Shared.Sprite.Apart.Order(StringComparer.Ordinal));
        var shown = Directory.EnumerateFiles(Repository.File("src/Webmail/Pages"), "*.cshtml", SearchOption.AllDirectories)
            .SelectMany(file => Shown().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToHashSet();
        Assert.NotEmpty(shown);
        Assert.Empty(shown.Except([.. Names("used.txt"), .. Names("apart.txt")]));

        static string[] Names(string list) => File.ReadAllText(Repository.File($"wwwroot/icons/{list}")).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        static IEnumerable<string> Symbols(string sprite) => Symbol().Matches(File.ReadAllText(Repository.File($"wwwroot/icons/{sprite}"))).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex("Html\\.Icon\\(\"([a-z0-9-]+)\"")]
    private static partial Regex Shown();

    [GeneratedRegex("<symbol id=\"([^\"]+)\"")]
    private static partial Regex Symbol();

    [GeneratedRegex("""from '([^.'][^']*)'""")]
    private static partial Regex Imported();

    [GeneratedRegex(@"^(\S+) [\d.]+ \(MIT\)$", RegexOptions.Multiline)]
    private static partial Regex Named();
}
