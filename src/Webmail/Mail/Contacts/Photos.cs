namespace Webmail.Mail.Contacts;

/// <summary>Which bytes may be somebody's picture: looked at, never believed (A35).</summary>
public static class Photos
{
    /// <summary>Browsers make pictures small before they are sent; this is for those that do not.</summary>
    public const int MostOctets = 1_000_000;

    /// <summary>The media type that the first bytes prove; null when it is no picture we take, or a too large one.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> bytes) => bytes.Length > MostOctets ? null
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) ? "image/webp"
        : null;
}
