using System.Text;
using Webmail.Mail.Contacts;

namespace Webmail.Mail.Searching;

/// <summary>A text as words are looked for in it (<see cref="Folding"/>), and where in the text as it is shown each of its letters stands: one may have become two, or none.</summary>
sealed class FoldedText
{
    readonly int end;
    /// <summary>For each letter, where the one begins that it was made of. Null when each has become one, as in most texts.</summary>
    readonly List<int>? from;

    /// <param name="known">Letters as they were folded before; more are added.</param>
    public FoldedText(string text, Dictionary<Rune, string> known)
    {
        end = text.Length;
        if (Ascii.IsValid(text))
        {
            Letters = Folding.Text(text);
            return;
        }
        from = new List<int>(text.Length);
        Letters = Fold(text, known, from);
    }

    public string Letters { get; }

    /// <summary>Where a hit lies in the text: whole letters, with the accents that follow.</summary>
    /// <param name="next">The first letter that is not of it.</param>
    public (int Start, int Length) Range(int start, int length, out int next)
    {
        next = start + length;
        if (from is null) return (start, length);
        while (next < from.Count && from[next] == from[next - 1]) next++;
        return (from[start], (next < from.Count ? from[next] : end) - from[start]);
    }

    static string Fold(string text, Dictionary<Rune, string> known, List<int> from)
    {
        var letters = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            // Half a character, which a sender may have written, is read as one that nobody looks for.
            Rune.DecodeFromUtf16(text.AsSpan(at), out var letter, out var length);
            if (!known.TryGetValue(letter, out var folded)) known[letter] = folded = Folding.Text(letter.ToString());
            letters.Append(folded);
            for (var made = 0; made < folded.Length; made++) from.Add(at);
            at += length;
        }
        return letters.ToString();
    }
}
