using System.Buffers;
using System.Text;

namespace Webmail.Mail.Reading;

/// <summary>
/// The one decoder of bodies: list, reader, search and filters must see the same text (A48). Charset parameter, byte order mark, the HTML's own
/// word, then the bytes. Never fails: what cannot be decoded becomes U+FFFD, NUL is dropped.
/// </summary>
public static class TextDecoder
{
    const int MetaWindow = 2048;
    static readonly SearchValues<char> MetaEnds = SearchValues.Create(" \"'>;/");

    public static string Decode(ReadOnlySpan<byte> bytes, string charset, bool html = false)
    {
        var text = Choose(bytes, charset, html).GetString(bytes).TrimStart('\uFEFF');
        return text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
    }

    static Encoding Choose(ReadOnlySpan<byte> bytes, string charset, bool html)
    {
        var name = charset.Trim().ToLowerInvariant();
        if (name is "utf-16" or "utf16" or "unicode" or "ucs-2" or "iso-10646-ucs-2") return ByMark(bytes) ?? Utf16(bytes) ?? Encoding.Unicode;
        if (Charsets.Find(charset) is { } declared) return declared;
        if (ByMark(bytes) is { } marked) return marked;
        if (html && Charsets.Find(Meta(bytes)) is { } own && own.CodePage is not (1200 or 1201 or 12000 or 12001)) return own;
        return Utf16(bytes) ?? (IsUtf8(bytes) ? Encoding.UTF8 : Charsets.Find("windows-1252")!);
    }

    static Encoding? ByMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    /// <summary>UTF-16 without a mark shows itself by a NUL in nearly every second place.</summary>
    static Encoding? Utf16(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length & ~1, 1024)];
        if (sample.Length < 4) return null;
        int even = 0, odd = 0;
        for (var i = 0; i < sample.Length; i += 2)
        {
            if (sample[i] == 0) even++;
            if (sample[i + 1] == 0) odd++;
        }
        var pairs = sample.Length / 2;
        if (odd * 10 > pairs * 7 && even * 10 < pairs) return Encoding.Unicode;
        return even * 10 > pairs * 7 && odd * 10 < pairs ? Encoding.BigEndianUnicode : null;
    }

    /// <summary>The charset an HTML file names for itself near its start (HTML standard §13.2.3.2), or empty.</summary>
    static string Meta(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, MetaWindow)]);
        var meta = head.IndexOf("<meta", StringComparison.OrdinalIgnoreCase);
        var at = meta < 0 ? -1 : head.IndexOf("charset=", meta, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return "";
        var name = head.AsSpan(at + "charset=".Length).TrimStart(" \"'");
        var end = name.IndexOfAny(MetaEnds);
        return (end < 0 ? name : name[..end]).ToString();
    }

    static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return true;
        // A cut at the size limit may fall inside the last character.
        for (var cut = 1; cut <= 3 && bytes.Length >= MetaWindow; cut++)
            if (System.Text.Unicode.Utf8.IsValid(bytes[..^cut])) return true;
        return false;
    }
}
