namespace Webmail.Mail.Sanitizing;

/// <summary>A doctype taken apart (§13.2.5.53 to 67).</summary>
/// <param name="Public">Null when it has none; so is <paramref name="System"/>.</param>
sealed record DoctypeTokens(string Name, string? Public, string? System)
{
    /// <returns>Null when it is written in a way that makes browsers fall back to quirks mode.</returns>
    public static DoctypeTokens? Read(ReadOnlySpan<char> rest)
    {
        if (!rest.EndsWith(">", StringComparison.Ordinal)) return null;
        rest = rest[..^1].Trim(Space);
        var name = Word(ref rest);
        if (rest.IsEmpty) return new(name, null, null);
        var isPublic = rest.StartsWith("PUBLIC", StringComparison.OrdinalIgnoreCase);
        if (!isPublic && !rest.StartsWith("SYSTEM", StringComparison.OrdinalIgnoreCase)) return null;
        rest = rest[6..].TrimStart(Space);
        if (Quoted(ref rest) is not { } first) return null;
        if (!isPublic) return new(name, null, first);
        if (rest.IsEmpty) return new(name, first, null);
        return Quoted(ref rest) is { } second ? new(name, first, second) : null;
    }

    const string Space = " \t\r\n\f";

    static string Word(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(Space);
        var word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..].TrimStart(Space);
        return word.ToString();
    }

    static string? Quoted(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] is not ('"' or '\'') || rest[1..].IndexOf(rest[0]) is var end && end < 0) return null;
        var text = rest.Slice(1, end).ToString();
        rest = rest[(end + 2)..].TrimStart(Space);
        return text;
    }
}
