using System.Buffers.Binary;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Width and height of a picture from its first bytes, without decoding it: a few hundred bytes can claim 50,000 × 50,000 pixels, which would
/// take a browser, or a decoder of ours, ten gigabytes (A46).
/// </summary>
public static class PictureSize
{
    public const int MaxPixels = 20_000_000;

    /// <summary>Whether the picture says a size, and one that can be shown.</summary>
    public static bool IsShowable(ReadOnlySpan<byte> bytes) => Of(bytes) is var (width, height) && width > 0 && height > 0 && (long)width * height <= MaxPixels;

    /// <returns>Null when it is no PNG, GIF, JPEG or WebP, or ends before it says.</returns>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> bytes) => DataImages.TypeOf(bytes) switch
    {
        "image/png" when bytes.Length >= 24 => Checked(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[20..])),
        "image/gif" when bytes.Length >= 10 => (BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])),
        "image/jpeg" => Jpeg(bytes),
        "image/webp" when bytes.Length >= 30 => WebP(bytes),
        _ => null,
    };

    static (int, int)? Checked(uint width, uint height) => width > int.MaxValue || height > int.MaxValue ? (int.MaxValue, int.MaxValue) : ((int)width, (int)height);

    /// <summary>Walks the segments to the frame header (ITU T.81 §B.2.2).</summary>
    static (int, int)? Jpeg(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 9 <= bytes.Length;)
        {
            if (bytes[at] != 0xFF) return null;
            var marker = bytes[at + 1];
            if (marker is 0xFF) { at++; continue; }
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8)) { at += 2; continue; }
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            at += 2 + Math.Max((int)BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]), 2);
        }
        return null;
    }

    /// <summary>The three kinds of RFC 9649 §2.5 to 2.7.</summary>
    static (int, int)? WebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes[12..16].SequenceEqual("VP8X"u8)) return (1 + Int24(bytes[24..]), 1 + Int24(bytes[27..]));
        if (bytes[12..16].SequenceEqual("VP8 "u8)) return (BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF);
        if (!bytes[12..16].SequenceEqual("VP8L"u8)) return null;
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
        return (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
    }

    static int Int24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
