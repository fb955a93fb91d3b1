using System.Buffers.Binary;
using Webmail.Mail.Sanitizing;
using Webmail.Tests.Mail.Sanitizing;

namespace Webmail.Tests.Attacks;

/// <summary>Pictures that are larger than they look (attack row A46): their head is read, nothing is decoded.</summary>
public sealed class PictureBombTests
{
    static byte[] Png(uint width, uint height)
    {
        byte[] bytes = [0x89, .. "PNG\r\n\x1a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, .. new byte[13]];
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    static byte[] Gif(ushort width, ushort height) => [.. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0, 0, 0];

    static byte[] Jpeg(ushort width, ushort height) =>
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xDB, 0, 3, 9, 0xFF, 0xC2, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0];

    static byte[] WebP(string kind, params byte[] rest) => [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. System.Text.Encoding.ASCII.GetBytes(kind), .. rest, .. new byte[20]];

    [Fact]
    public void A46_sizes_are_read_from_the_head()
    {
        Assert.Equal((640, 480), PictureSize.Of(Png(640, 480)));
        Assert.Equal((640, 480), PictureSize.Of(Gif(640, 480)));
        Assert.Equal((640, 480), PictureSize.Of(Jpeg(640, 480)));
        Assert.Equal((641, 481), PictureSize.Of(WebP("VP8X", 10, 0, 0, 0, 0, 0, 0, 0, 0x80, 2, 0, 0xE0, 1, 0)));
        Assert.Equal((640, 480), PictureSize.Of(WebP("VP8 ", 0, 0, 0, 0, 0, 0, 0, 0x9D, 1, 0x2A, 0x80, 2, 0xE0, 1)));
        Assert.Equal((640, 480), PictureSize.Of(WebP("VP8L", 0, 0, 0, 0, 0x2F, 0x7F, 0xC2, 0x77, 0)));
    }

    [Fact]
    public void A46_bombs_and_stumps_are_not_shown()
    {
        byte[][] bombs = [Png(50_000, 50_000), Png(uint.MaxValue, uint.MaxValue), Png(0, 9), Gif(65_535, 65_535), Gif(0, 0), Jpeg(65_500, 65_500), Jpeg(640, 480)[..15], [0xFF, 0xD8, 0xFF], [.. "GIF89a"u8], Png(9, 9)[..20],
            [0xFF, 0xD8, .. Enumerable.Repeat((byte)0xFF, 100_000)], [0xFF, 0xD8, .. Enumerable.Repeat<byte[]>([0xFF, 0xE1, 0, 0], 50_000).SelectMany(segment => segment)], WebP("VP8X", 10, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), [.. "<svg onload=x()>"u8]];
        foreach (var bomb in bombs)
        {
            Assert.Null(DataImages.Url(bomb));
            Assert.DoesNotContain("data:", Harmless.Clean($"<img src=\"data:image/png;base64,{Convert.ToBase64String(bomb)}\"><img src=\"data:image/gif;base64,{Convert.ToBase64String(bomb)}\"><img src=\"data:image/jpeg;base64,{Convert.ToBase64String(bomb)}\">"), StringComparison.Ordinal);
        }
        Assert.StartsWith("data:image/png;base64,", DataImages.Url(Png(4000, 5000)));
    }

    [Fact]
    public void A46_any_bytes_have_a_size_or_none()
    {
        foreach (var start in (byte[][])[Png(9, 9), Gif(9, 9), Jpeg(9, 9), WebP("VP8X"), WebP("VP8L"), WebP("VP8 ")])
            for (var length = 0; length <= start.Length; length++) PictureSize.IsShowable(start.AsSpan(0, length));
    }
}
