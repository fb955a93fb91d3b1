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

    /// <summary>The signature of the one who is quoted is left out (RFC 3676 §4.3).</summary>
    static string Marked(string text)
    {
        var lines = text.Split('\n');
        var signature = Array.FindLastIndex(lines, line => line is "-- ");
        var kept = signature > 0 ? lines[..signature] : lines;
        return string.Join('\n', kept.Select(line => line.StartsWith('>') ? $">{line}" : line.Length == 0 ? ">" : $"> {line}")).TrimEnd('>', '\n', ' ');
    }
}
