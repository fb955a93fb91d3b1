namespace Webmail.Mail.Contacts;

/// <summary>A name as the five components of N (RFC 6350 §6.2.2): family, given, additional, prefixes, suffixes. Programs sort by the first.</summary>
static class NameParts
{
    static readonly HashSet<string> Prefixes = new(["dr", "prof", "mr", "mrs", "ms", "mme", "mlle", "sir"], StringComparer.OrdinalIgnoreCase);
    static readonly HashSet<string> Suffixes = new(["jr", "sr", "ii", "iii", "iv", "esq", "phd", "md", "mba", "dds", "jd", "cpa"], StringComparer.OrdinalIgnoreCase);

    /// <summary><c>Dr. Ann Weaver, Jr.</c> and <c>Weaver, Ann</c>: the last word before suffixes is taken for the family name, or what stands before a comma.</summary>
    public static string[][] Of(string name)
    {
        var pieces = name.Split(',').Select(piece => piece.Trim()).ToList();
        // Commas at the end or without a word between them: not written as names are.
        if (pieces.Contains("")) return [[name], [], [], [], []];
        var suffixes = pieces.Skip(1).Reverse().TakeWhile(piece => piece.Split(' ').All(IsSuffix)).Reverse().ToArray();
        var rest = pieces[..^suffixes.Length];
        var words = rest[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var titles = words.Take(words.Length - 1).TakeWhile(word => Is(Prefixes, word)).ToArray();
        words = words[titles.Length..];
        if (rest.Count > 2) return [[name], [], [], [], []];
        if (rest.Count == 2) return [[rest[0]], Joined(words), [], titles, suffixes];
        var last = suffixes.Length == 0 ? words.Reverse().Take(words.Length - 1).TakeWhile(IsSuffix).Reverse().ToArray() : [];
        words = words[..^last.Length];
        return [[words[^1]], Joined(words[..^1]), [], titles, [.. suffixes, .. last]];
    }

    static string[] Joined(string[] words) => words.Length == 0 ? [] : [string.Join(' ', words)];

    static bool IsSuffix(string word) => Is(Suffixes, word);

    /// <summary>With or without full stops: Jr., M.D.</summary>
    static bool Is(HashSet<string> known, string word) => known.Contains(word.Replace(".", "", StringComparison.Ordinal));
}
