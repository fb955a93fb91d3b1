using System.Globalization;
using System.Text;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>
/// File names of strangers made safe to show and to save under: one path segment, no control or direction characters, no device names,
/// at most <see cref="MaxLength"/> characters with the extension kept. The same name always comes out.
/// </summary>
public static class FileNames
{
    public const int MaxLength = 120;
    const int MaxExtension = 16;

    /// <param name="number">Used for a part without a usable name: <c>attachment-2.pdf</c>.</param>
    public static string For(MessagePart part, int number)
    {
        var name = Safe(part.FileName);
        return name.Length > 0 ? name : string.Create(CultureInfo.InvariantCulture, $"attachment-{number}{Extension(part.MediaType)}");
    }

    /// <summary>Of a subject or the name of a mailbox: no path, so that its slashes only part words. Empty as <see cref="Safe"/>.</summary>
    public static string OfWords(string words) => Safe(words.Replace('/', ' ').Replace('\\', ' '));

    /// <summary>Empty when nothing of the name can be used.</summary>
    public static string Safe(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name[(name.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
            if (Kept(rune) is { } kept) text.Append(kept);
        // Windows drops dots and spaces at the end, Unix hides names that begin with a dot.
        var safe = text.ToString().Trim(' ', '.', '\u00A0');
        return Shortened(IsDevice(safe) ? "_" + safe : safe);
    }

    static string? Kept(Rune rune) => rune.Value switch
    {
        '<' or '>' or ':' or '"' or '|' or '?' or '*' => "_",
        // Direction marks disguise extensions (gpj.exe); here they are seen (A38).
        (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C => "_",
        0x2028 or 0x2029 or 0xFEFF or 0x200B or 0xFFFD => "",
        _ => Rune.IsControl(rune) ? "" : Rune.IsWhiteSpace(rune) ? " " : rune.ToString(),
    };

    static string Shortened(string name)
    {
        if (name.Length <= MaxLength) return name;
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= MaxExtension ? name[dot..] : "";
        var end = MaxLength - extension.Length;
        if (char.IsHighSurrogate(name[end - 1])) end--;
        return name[..end].TrimEnd(' ', '.') + extension;
    }

    /// <summary>CON, NUL, COM1…: names Windows opens as devices, with any extension.</summary>
    static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" || (stem.Length == 4 && char.IsAsciiDigit(stem[3]) && stem[..3] is "COM" or "LPT");
    }

    static string Extension(string mediaType) => mediaType switch
    {
        "message/rfc822" or "message/global" => ".eml",
        "text/plain" => ".txt",
        "text/html" => ".html",
        "text/calendar" => ".ics",
        "text/vcard" or "text/x-vcard" or "text/directory" => ".vcf",
        "text/csv" => ".csv",
        "application/pdf" => ".pdf",
        "application/zip" => ".zip",
        "application/pgp-signature" => ".asc",
        "application/pkcs7-signature" or "application/x-pkcs7-signature" => ".p7s",
        "application/ms-tnef" => ".dat",
        "image/jpeg" or "image/jpg" => ".jpg",
        "image/png" => ".png",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "audio/mpeg" => ".mp3",
        "video/mp4" => ".mp4",
        _ => mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType.StartsWith("message/", StringComparison.Ordinal) ? ".txt" : ".bin",
    };
}
