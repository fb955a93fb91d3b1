using System.Buffers.Text;

namespace Webmail.Mail.Sanitizing;

/// <summary>Pictures inside <c>data:</c> URLs: four raster types, and only when their first bytes say the same.</summary>
public static class DataImages
{
    public const int MaxLength = 512 << 10;

    /// <summary>Whether an image may show this URL as it stands. White space inside (<c>data:image/s vg+xml</c>, CVE-2023-5631) is refused.</summary>
    public static bool IsShowable(string url) => BytesOf(url) is not null;

    /// <summary>The picture in a URL; null unless it is one of the four types that it says, and of a size to show.</summary>
    public static byte[]? BytesOf(string url)
    {
        const string prefix = "data:image/";
        if (url.Length > MaxLength || !url.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return null;
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !url[prefix.Length..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) return null;
        var type = "image/" + url[prefix.Length..(comma - ";base64".Length)].ToLowerInvariant();
        var content = url.AsSpan(comma + 1);
        if (!IsBase64(content)) return null;
        var bytes = Convert.FromBase64String(content.ToString());
        return TypeOf(bytes) == (type == "image/jpg" ? "image/jpeg" : type) && PictureSize.IsShowable(bytes) ? bytes : null;
    }

    /// <summary>A URL for the bytes of a part; null when they are not a picture of the four types and of a size to show, whatever the part says.</summary>
    public static string? Url(ReadOnlySpan<byte> bytes) =>
        TypeOf(bytes) is { } type && PictureSize.IsShowable(bytes) ? $"data:{type};base64,{Convert.ToBase64String(bytes)}" : null;

    /// <summary>The raster type the first bytes belong to, or null.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Png)) return "image/png";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return "image/jpeg";
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)) return "image/gif";
        return bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8) ? "image/webp" : null;
    }

    static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    static bool IsBase64(ReadOnlySpan<char> content) => Base64.IsValid(content) && content.IndexOfAny(" \t\r\n") < 0;
}
