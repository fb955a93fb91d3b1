using System.Text;

namespace Webmail.Mail.Searching;

/// <summary>Where words occur in a text: ranges of the text, so that whoever shows them builds no markup of it (A33).</summary>
public static class Hits
{
    public static IEnumerable<(int Start, int Length)> Find(string text, IReadOnlyList<string> words) => new Marks(words).Find(text);

    /// <summary>The pieces of a short text, each with whether it is a hit.</summary>
    public static IEnumerable<(string Text, bool Hit)> Split(string text, IReadOnlyList<string> words) => new Marks(words).Split(text);
}

/// <summary>
/// Cuts the text of one document into hits and what lies between them. Letters are compared as the search compares them: what was found is marked. A word that is
/// everywhere is marked as often as helps, and no more.
/// </summary>
sealed class Marks
{
    readonly Dictionary<Rune, string> known = [];
    readonly IReadOnlyList<string> words;
    int left;

    public Marks(IReadOnlyList<string> words)
    {
        this.words = [.. words.Select(word => new FoldedText(word, known).Letters).Where(word => word.Length > 0).OrderByDescending(word => word.Length)];
        left = this.words.Count == 0 ? 0 : 1000;
    }

    public bool AreNone => left <= 0;

    /// <summary>One that is there already: cleaning what was cleaned counts the same.</summary>
    public void Pass() => left--;

    /// <summary>From left to right, apart from each other; at the same place the longest. What lies between them holds none of the words.</summary>
    public IEnumerable<(int Start, int Length)> Find(string text)
    {
        var folded = new FoldedText(text, known);
        for (var at = 0; at < folded.Letters.Length;)
        {
            var (start, length) = First(folded.Letters, at);
            if (start < 0) yield break;
            yield return folded.Range(start, length, out at);
        }
    }

    public IEnumerable<(string Text, bool Hit)> Split(string text)
    {
        var at = 0;
        foreach (var (start, length) in AreNone ? [] : Find(text))
        {
            if (left-- <= 0) break;
            if (start > at) yield return (text[at..start], false);
            yield return (text.Substring(start, length), true);
            at = start + length;
        }
        if (at < text.Length) yield return (text[at..], false);
    }

    (int Start, int Length) First(string letters, int from)
    {
        var (start, length) = (-1, 0);
        foreach (var word in words)
        {
            // Not further than the best so far reaches: each search is as short as it can be.
            var span = start < 0 ? letters.AsSpan(from) : letters.AsSpan(from, Math.Min(letters.Length - from, start - from + word.Length));
            var found = span.IndexOf(word, StringComparison.Ordinal);
            if (found >= 0 && (start < 0 || from + found < start)) (start, length) = (from + found, word.Length);
        }
        return (start, length);
    }
}
