using System.Text;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Writing;

/// <summary>What a person typed into To, Cc or Bcc.</summary>
/// <param name="Wrong">The pieces that are no addresses, as typed.</param>
public sealed record Recipients(IReadOnlyList<Correspondent> People, IReadOnlyList<string> Wrong)
{
    public static readonly Recipients None = new([], []);

    static readonly System.Buffers.SearchValues<char> Specials = System.Buffers.SearchValues.Create(",;<>\"\\()@:[]");

    /// <summary>
    /// Reads <c>Ann Weaver &lt;ann@example.org&gt;, bob@example.org; carl@example.org</c>: names may be quoted, commas, semicolons and line ends part.
    /// A <c>mailto:</c> link that was pasted is the addresses in it.
    /// The address grammar is ours and knows neither quotes nor comments, so no address can carry a command (CVE-2026-30227).
    /// </summary>
    public static Recipients Parse(string? text)
    {
        List<Correspondent> people = [];
        List<string> wrong = [];
        foreach (var piece in Pieces(text ?? ""))
        {
            List<Correspondent?> read = MailtoLink.Parse(piece) is { } link ? [.. link.Addresses.Select(Read)] : [Read(piece)];
            // A link of which one address cannot be read stays what it is.
            if (read.Count > 0 && !read.Contains(null)) people.AddRange(read!);
            else wrong.Add(piece);
        }
        return people.Count + wrong.Count == 0 ? None : new Recipients(people, wrong);
    }

    /// <summary>What was typed, with other words for the pieces that are no addresses, where there are some.</summary>
    public static string Replace(string text, Func<string, string?> words) =>
        string.Join(", ", Pieces(text).Select(piece => Parse(piece).Wrong.Count > 0 ? words(piece) ?? piece : piece));

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public static string Write(IEnumerable<Correspondent> people) => string.Join(", ", people.Select(Write));

    public static string Write(Correspondent person)
    {
        var name = HeaderText.Clean(person.Name);
        if (name.Length == 0 || name.Equals(person.Address, StringComparison.OrdinalIgnoreCase)) return person.Address;
        var quoted = name.AsSpan().ContainsAny(Specials) ? $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : name;
        return $"{quoted} <{person.Address}>";
    }

    static Correspondent? Read(string piece)
    {
        var open = piece.EndsWith('>') ? piece.LastIndexOf('<') : piece.EndsWith(']') ? piece.LastIndexOf("[mailto:", StringComparison.OrdinalIgnoreCase) : -1;
        var bare = open >= 0 ? piece[(open + 1)..^1].Trim() : piece;
        if (open >= 0 && MailtoLink.Parse(bare)?.Addresses.ToList() is { } linked) bare = linked.Count == 1 ? linked[0] : "";
        if (!AddrSpec.TryParse(bare, out var address)) return null;
        return new Correspondent(open > 0 ? Unquoted(piece[..open].Trim()) : "", address.ToString());
    }

    static string Unquoted(string name)
    {
        if (name.Length < 2 || name[0] != '"' || name[^1] != '"') return HeaderText.Clean(name);
        var text = new StringBuilder();
        for (var at = 1; at < name.Length - 1; at++)
        {
            if (name[at] == '\\' && at + 1 < name.Length - 1) at++;
            text.Append(name[at]);
        }
        return HeaderText.Clean(text.ToString());
    }

    static IEnumerable<string> Pieces(string text)
    {
        var (quoted, angled, start) = (false, false, 0);
        for (var at = 0; at <= text.Length; at++)
        {
            if (!quoted && !angled && MailtoLink.Length(text.AsSpan(at)) is > 0 and var length && text.AsSpan(start, at - start).IsWhiteSpace())
            {
                yield return text.Substring(at, length);
                start = at += length;
            }
            var character = at < text.Length ? text[at] : ',';
            if (character == '\\' && quoted) { at++; continue; }
            if (character == '"') quoted = !quoted;
            else if (!quoted && character is '<' or '>') angled = character == '<';
            var parts = at >= text.Length || (!quoted && (character is '\n' or '\r' || (!angled && character is ',' or ';')));
            if (!parts) continue;
            var piece = text[start..Math.Min(at, text.Length)].Trim();
            if (piece.Length > 0) yield return piece;
            (start, quoted, angled) = (at + 1, false, false);
        }
    }
}

/// <summary>What may stand in a header line.</summary>
public static class HeaderText
{
    /// <summary>No line end of any kind and no other control character: nothing that could begin a header of its own.</summary>
    public static bool IsClean(string? text) => text is null || !text.Any(Ends);

    public static string Clean(string? text) => IsClean(text) ? (text ?? "").Trim() : string.Concat(text!.Select(character => Ends(character) ? ' ' : character)).Trim();

    static bool Ends(char character) => char.IsControl(character) || character is '\u2028' or '\u2029' or '\u0085';
}
