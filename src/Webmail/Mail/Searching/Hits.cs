namespace Webmail.Mail.Searching;

/// <summary>Where words occur in a text: ranges of the text, so that whoever shows them builds no markup of it (A33).</summary>
public static class Hits
{
    /// <summary>From left to right, apart from each other; at the same place the longest. What lies between them holds none of the words.</summary>
    /// <param name="words">Longest first, as <see cref="ParsedQuery.Words"/> has them.</param>
    public static IEnumerable<(int Start, int Length)> Find(string text, IReadOnlyList<string> words)
    {
        for (var at = 0; at < text.Length;)
        {
            var (start, length) = First(text, words, at);
            if (start < 0) yield break;
            yield return (start, length);
            at = start + length;
        }
    }

    /// <summary>The pieces of a short text, each with whether it is a hit.</summary>
    public static IEnumerable<(string Text, bool Hit)> Split(string text, IReadOnlyList<string> words) => new Marks(words).Split(text);

    static (int Start, int Length) First(string text, IReadOnlyList<string> words, int from)
    {
        var (start, length) = (-1, 0);
        foreach (var word in words)
        {
            // Not further than the best so far reaches: each search is as short as it can be.
            var span = start < 0 ? text.AsSpan(from) : text.AsSpan(from, Math.Min(text.Length - from, start - from + word.Length));
            var found = word.Length == 0 ? -1 : span.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (found >= 0 && (start < 0 || from + found < start)) (start, length) = (from + found, word.Length);
        }
        return (start, length);
    }
}

/// <summary>Cuts the text of one document into hits and what lies between them. A word that is everywhere is marked as often as helps, and no more.</summary>
sealed class Marks(IReadOnlyList<string> words)
{
    int left = words.Count == 0 ? 0 : 1000;

    public bool AreNone => left <= 0;

    /// <summary>One that is there already: cleaning what was cleaned counts the same.</summary>
    public void Pass() => left--;

    public IEnumerable<(string Text, bool Hit)> Split(string text)
    {
        var at = 0;
        foreach (var (start, length) in AreNone ? [] : Hits.Find(text, words))
        {
            if (left-- <= 0) break;
            if (start > at) yield return (text[at..start], false);
            yield return (text.Substring(start, length), true);
            at = start + length;
        }
        if (at < text.Length) yield return (text[at..], false);
    }
}
