namespace Webmail.Mail.Writing;

/// <summary>The parts of a <c>mailto:</c> address (RFC 6068 §2). Its words are percent-encoded UTF-8, and a plus is a plus (§5).</summary>
/// <param name="To">As written in the link: addresses parted by commas, still encoded.</param>
public sealed record MailtoLink(string To, ILookup<string, string> Fields)
{
    const string Scheme = "mailto:";

    public static MailtoLink? Parse(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var parts = text[Scheme.Length..].Split('#', 2)[0].Split('?', 2);
        var fields = (parts.Length < 2 ? "" : parts[1]).Split('&').Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToLookup(pair => Uri.UnescapeDataString(pair[0]).ToLowerInvariant(), pair => Uri.UnescapeDataString(pair[1]));
        return new MailtoLink(parts[0], fields);
    }

    /// <summary>How many characters of <paramref name="text"/> are a link that begins at its first: up to what no URI contains (RFC 3986 §2), without the mark of the sentence around it. 0 for none.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return 0;
        var end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('<' or '>' or '"')) end++;
        return text[..end].TrimEnd(",;").Length;
    }

    /// <summary>All it is to, decoded: before the question mark and in <c>to</c> (§2). Where the link parts them they are parted first: an encoded comma is one of the address.</summary>
    public IEnumerable<string> Addresses => To.Split(',', ';').Select(Uri.UnescapeDataString).Concat(Fields["to"].SelectMany(people => people.Split(',')))
        .Select(one => (one.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? one[Scheme.Length..] : one).Trim()).Where(one => one.Length > 0);
}
