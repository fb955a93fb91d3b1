namespace Webmail.Mail.Writing;

/// <summary>The text that a new message begins with.</summary>
public static class Quote
{
    /// <summary>Room for the answer, then who wrote what.</summary>
    public static string Answered(string attribution, string text) => $"\n\n{attribution}\n{Marked(text)}\n";

    /// <summary>Room for a word of one's own, then the message with what it said about itself.</summary>
    /// <param name="lines">For example "From: …"; in the writer's language.</param>
    public static string Forwarded(string heading, IEnumerable<string> lines, string text) =>
        $"\n\n---------- {heading} ----------\n{string.Join('\n', lines)}\n\n{text}\n";

    /// <summary>The message with the writer's signature under it, above what follows.</summary>
    public static string WithSignature(string above, string signature, string below) => signature.Length == 0 ? above + below : $"{above}\n\n{signature}\n{below}";

    /// <summary>The message without this signature, where it stands unchanged.</summary>
    public static string Without(string text, string signature)
    {
        var at = signature.Length == 0 ? -1 : $"\n{text}\n".IndexOf($"\n{signature}\n", StringComparison.Ordinal);
        return at < 0 ? text : text[..at] + text[(at + signature.Length)..];
    }

    /// <summary>What somebody quoted below their signature, with the line that says whom.</summary>
    static string[] Below(string[] lines)
    {
        var quote = Array.FindIndex(lines, line => line.StartsWith('>'));
        if (quote < 0) return [];
        var first = Array.FindLastIndex(lines, quote - 1, line => line.Length > 0);
        return first > 0 ? ["", .. lines[first..]] : lines[quote..];
    }

    /// <summary>The signature of the one who is quoted is left out (RFC 3676 §4.3), not what they quote below it.</summary>
    static string Marked(string text)
    {
        var lines = text.Split('\n');
        var signature = Array.FindLastIndex(lines, line => line is "-- ");
        var kept = signature > 0 ? [.. lines[..signature], .. Below(lines[signature..])] : lines;
        return string.Join('\n', kept.Select(line => line.StartsWith('>') ? $">{line}" : line.Length == 0 ? ">" : $"> {line}")).TrimEnd('>', '\n', ' ');
    }
}
