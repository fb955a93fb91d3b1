namespace Webmail.Mail.Trust;

/// <summary>Characters that are not seen or turn the direction of what is (UAX #9, UTS #39 §3.1): in a name or a subject they only ever hide something (A64).</summary>
public static class HiddenCharacters
{
    public static bool Any(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~') && Enumerable.Range(0, text.Length).Any(at => IsHidden(text, at));

    /// <summary>Joiners are part of emoji and of several scripts: they count between ASCII letters only.</summary>
    public static bool IsHidden(string text, int at) => text[at] switch
    {
        >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F' or '\u061C' => true,
        '\u200B' or '\u2060' or >= '\u2061' and <= '\u2064' or '\uFEFF' or '\u00AD' or '\u180E' or '\u115F' or '\u1160' or '\u3164' or '\uFFA0' => true,
        '\u200C' or '\u200D' => Besides(text, at - 1) && Besides(text, at + 1),
        // The block of tags, U+E0000–E007F.
        '\uDB40' => at + 1 < text.Length && text[at + 1] is >= '\uDC00' and <= '\uDC7F',
        >= '\uDC00' and <= '\uDC7F' => at > 0 && text[at - 1] == '\uDB40',
        _ => false,
    };

    static bool Besides(string text, int at) => at < 0 || at >= text.Length || char.IsAscii(text[at]);
}
