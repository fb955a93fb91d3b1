using System.Buffers.Binary;
using System.Text;
using SkiaSharp;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Tests.Mail.Rendering;

namespace Webmail.Tests.Attacks;

/// <summary>Pictures of strangers come out of real workers as pictures of ours (attack rows A46, A51), whatever else was in them.</summary>
public sealed class PictureDrawingTests(DrawingTable table) : IClassFixture<DrawingTable>
{
    const string Secret = "<script>alert('N 48.8584 E 2.2945')</script>";
    static readonly SKEncodedImageFormat[] Formats = [SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp];

    /// <summary>40 × 20, red on the left and blue on the right.</summary>
    static byte[] Flag(SKEncodedImageFormat format)
    {
        using var flag = new SKBitmap(new SKImageInfo(40, 20, SKColorType.Rgba8888, SKAlphaType.Opaque));
        flag.Erase(SKColors.Blue);
        flag.Erase(SKColors.Red, new SKRectI(0, 0, 20, 20));
        using var packed = flag.Encode(format, 100)!;
        return packed.ToArray();
    }

    /// <summary>Frames of one pixel, black and white by turns.</summary>
    static byte[] Gif(int frames) =>
    [
        .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        .. Enumerable.Range(0, frames).SelectMany(i => (byte[])[0x21, 0xF9, 4, 0, 5, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, (byte)(i % 2 == 0 ? 0x44 : 0x4C), 1, 0]), 0x3B,
    ];

    /// <summary>A segment after the first two bytes of a JPEG.</summary>
    static byte[] With(byte marker, ReadOnlySpan<byte> content, byte[] jpeg)
    {
        byte[] head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)(content.Length + 2));
        return [.. jpeg[..2], .. head, .. content, .. jpeg[2..]];
    }

    /// <summary>Exif (CIPA DC-008) with an orientation, and behind it what a camera adds.</summary>
    static byte[] Exif(byte orientation) =>
        [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(Secret)];

    async Task<byte[]?> DrawAsync(byte[] picture) => (await table.Drawing.DrawAsync(picture, Guid.NewGuid(), TestContext.Current.CancellationToken))?.ToArray();

    static int Frames(byte[] picture)
    {
        using var data = SKData.CreateCopy(picture);
        using var codec = SKCodec.Create(data);
        return Math.Max(codec.FrameCount, 1);
    }

    static void Holds(SKColor expected, SKColor found) =>
        Assert.True(Math.Abs(expected.Red - found.Red) + Math.Abs(expected.Green - found.Green) + Math.Abs(expected.Blue - found.Blue) < 60, $"{expected} {found}");

    [Fact]
    public async Task A51_pictures_come_out_as_they_went_in()
    {
        foreach (var format in Formats)
        {
            using var drawn = SKBitmap.Decode(await DrawAsync(Flag(format)));
            Assert.Equal((40, 20), (drawn.Width, drawn.Height));
            Holds(SKColors.Red, drawn.GetPixel(5, 10));
            Holds(SKColors.Blue, drawn.GetPixel(35, 10));
        }
    }

    [Fact]
    public async Task A51_where_and_by_what_a_photograph_was_taken_is_gone_and_it_stands_upright()
    {
        // 6: held upright, so that the red half on the left belongs on top.
        var drawn = await DrawAsync(With(0xE1, Exif(6), Flag(SKEncodedImageFormat.Jpeg)));
        Assert.DoesNotContain("48.8584", Encoding.Latin1.GetString(drawn!), StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(drawn!), StringComparison.Ordinal);
        using var picture = SKBitmap.Decode(drawn);
        Assert.Equal((20, 40), (picture.Width, picture.Height));
        Holds(SKColors.Red, picture.GetPixel(10, 5));
        Holds(SKColors.Blue, picture.GetPixel(10, 35));
    }

    [Theory]
    [InlineData(1, 5, 10)]
    [InlineData(2, 35, 10)]
    [InlineData(3, 35, 10)]
    [InlineData(4, 5, 10)]
    [InlineData(5, 10, 5)]
    [InlineData(6, 10, 5)]
    [InlineData(7, 10, 35)]
    [InlineData(8, 10, 35)]
    public async Task Photographs_stand_as_the_camera_was_held(byte orientation, int x, int y)
    {
        using var picture = SKBitmap.Decode(await DrawAsync(With(0xE1, Exif(orientation), Flag(SKEncodedImageFormat.Jpeg))));
        Holds(SKColors.Red, picture.GetPixel(x, y));
        Holds(SKColors.Blue, picture.GetPixel(picture.Width - 1 - x, picture.Height - 1 - y));
    }

    [Fact]
    public async Task A51_a_second_file_in_a_picture_does_not_come_out()
    {
        var words = Encoding.ASCII.GetBytes(Secret);
        byte[][] doubles =
        [
            .. Formats.Select(format => (byte[])[.. Flag(format), .. words]), [.. Gif(1), .. words], [.. Gif(2), .. words], [.. Gif(2)[..19], 0x21, 0xFE, (byte)words.Length, .. words, 0, .. Gif(2)[19..]],
            With(0xFE, words, Flag(SKEncodedImageFormat.Jpeg)), With(0xE2, words, Flag(SKEncodedImageFormat.Jpeg)), [.. Flag(SKEncodedImageFormat.Png)[..33], 0, 0, 0, (byte)words.Length, .. "tEXt"u8, .. words, 0, 0, 0, 0, .. Flag(SKEncodedImageFormat.Png)[33..]],
        ];
        foreach (var twofold in doubles)
        {
            var drawn = await DrawAsync(twofold);
            // A broken check sum may refuse it; what is shown is only the picture.
            Assert.True(drawn is null || DataImages.TypeOf(drawn) is not null);
            Assert.DoesNotContain("script", Encoding.Latin1.GetString(drawn ?? []), StringComparison.Ordinal);
        }
        Assert.NotNull(await DrawAsync(doubles[0]));
    }

    [Fact]
    public async Task A46_animations_move_within_bounds_and_stand_still_beyond()
    {
        Assert.Equal(3, Frames((await DrawAsync(Gif(3)))!));
        Assert.Equal(1, Frames((await DrawAsync(Gif(1)))!));
        Assert.Equal(1, Frames((await DrawAsync(Gif(PictureJob.MaxFrames + 1)))!));
        Assert.Equal(1, Frames((await DrawAsync(Gif(10_000)))!));
    }

    [Fact]
    public async Task A46_bombs_and_stumps_give_nothing_and_end_no_worker()
    {
        var huge = Flag(SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(16), 50_000);
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(20), 50_000);
        // The head says little, what follows much.
        byte[] frame = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 2, 0x44, 1, 0, 0x3B];
        byte[][] bombs = [huge, frame, [.. "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"u8], [], [.. "GIF89a"u8], .. Formats.Select(format => Flag(format)[..^(Flag(format).Length / 2)])];
        foreach (var bomb in bombs) Assert.Null(await DrawAsync(bomb));
        Assert.Empty(table.Log);
    }

    [Fact]
    public async Task A46_damage_anywhere_gives_a_picture_or_nothing()
    {
        var random = new Random(1);
        foreach (var whole in (byte[][])[.. Formats.Select(Flag), Gif(3)])
            for (var i = 0; i < 40; i++)
            {
                var damaged = whole.ToArray();
                for (var hits = 0; hits < 3; hits++) damaged[random.Next(12, damaged.Length)] = (byte)random.Next(256);
                var drawn = await DrawAsync(damaged);
                Assert.True(drawn is null || DataImages.TypeOf(drawn) is not null);
            }
    }

    [Fact]
    public async Task A51_pictures_inside_the_html_are_drawn_too()
    {
        var url = $"data:image/jpeg;base64,{Convert.ToBase64String(With(0xE1, Exif(1), Flag(SKEncodedImageFormat.Jpeg)))}";
        var stump = $"data:image/png;base64,{Convert.ToBase64String(Flag(SKEncodedImageFormat.Png)[..60])}";
        var (clean, _) = await table.Cleaning.CleanAsync($"<img src='{url}'><p style='background:url({url})'>x</p><img alt=Stump src='{stump}'>", new CleanRequest(null, new Dictionary<string, string>()), Guid.NewGuid(), TestContext.Current.CancellationToken);
        var markup = clean.Html.ToString();
        Assert.Equal(3, markup.Split("data:image/jpeg;base64,").Length);
        Assert.Contains("<img alt=\"Stump\" data-blocked=\"\">", markup, StringComparison.Ordinal);
        var start = markup.IndexOf("base64,", StringComparison.Ordinal) + 7;
        Assert.DoesNotContain("48.8584", Encoding.Latin1.GetString(Convert.FromBase64String(markup[start..markup.IndexOf('"', start)])), StringComparison.Ordinal);
    }
}
