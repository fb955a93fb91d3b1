using SkiaSharp;
using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Rendering;

/// <summary>A picture of a stranger to draw anew; its bytes go beside it.</summary>
public sealed record PictureRequest;

/// <summary>The picture as we wrote it; its bytes go beside it.</summary>
public sealed record PictureReply(int Width, int Height, int Frames);

/// <summary>
/// Decodes a picture and writes it anew from its pixels: the worker's side. Nothing of the sender's bytes gets through, be it a second file in the first, a
/// place and a camera in its metadata, or what breaks a browser's decoder (A46, A51). The only code that touches the native decoders.
/// </summary>
static class PictureJob
{
    public const int MaxFrames = 400;

    /// <summary>Pixels of all frames of an animation: what is more shows its first frame.</summary>
    public const int MaxAnimated = 8_000_000;

    /// <summary>Above this a photograph that came without loss is written as JPEG: the sender's PNG was packed for minutes, ours for a moment.</summary>
    const int LargePixels = 2_000_000;

    const int Quality = 88;

    /// <exception cref="InvalidDataException">Not one of the four types, larger than it may be, or broken.</exception>
    public static RenderReply<PictureReply> Draw(PictureRequest request, ReadOnlyMemory<byte> bytes)
    {
        if (!PictureSize.IsShowable(bytes.Span)) throw new InvalidDataException("Not a picture to show.");
        using var data = SKData.CreateCopy(bytes.Span);
        using var codec = SKCodec.Create(data) ?? throw new InvalidDataException("Not a picture.");
        // The head that was looked at may not be the one the decoder believes.
        var pixels = (long)codec.Info.Width * codec.Info.Height;
        if (pixels > PictureSize.MaxPixels) throw new InvalidDataException("Too large.");
        return codec.FrameCount > 1 && codec.FrameCount <= MaxFrames && pixels * codec.FrameCount <= MaxAnimated ? PictureFrames.Animation(codec) : Still(codec);
    }

    static RenderReply<PictureReply> Still(SKCodec codec)
    {
        using var decoded = PictureFrames.Decode(codec, 0, null);
        var upright = Upright(decoded, codec.EncodedOrigin);
        // Without a colour space: these are sRGB now, which is what browsers take for granted.
        using var pixmap = upright.PeekPixels().WithColorSpace(null!);
        using var packed = Pack(pixmap, codec.EncodedFormat) ?? throw new InvalidDataException("Cannot be written.");
        var reply = new PictureReply(pixmap.Width, pixmap.Height, 1);
        upright.Dispose();
        return new(reply, packed.ToArray());
    }

    static SKData? Pack(SKPixmap pixmap, SKEncodedImageFormat came)
    {
        var opaque = pixmap.ComputeIsOpaque();
        var large = pixmap.Width * pixmap.Height > LargePixels;
        if (opaque && (large || came == SKEncodedImageFormat.Jpeg)) return pixmap.Encode(new SKJpegEncoderOptions(Quality));
        if (!large && came == SKEncodedImageFormat.Webp) return pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, Quality));
        using var plain = opaque ? pixmap.WithAlphaType(SKAlphaType.Opaque) : null;
        return (plain ?? pixmap).Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 4));
    }

    /// <summary>As the camera was held: that stood in the metadata, which is gone.</summary>
    static SKBitmap Upright(SKBitmap picture, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default) return picture;
        var turned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = (picture.Width, picture.Height);
        var upright = new SKBitmap(picture.Info.WithSize(turned ? height : width, turned ? width : height));
        using var canvas = new SKCanvas(upright);
        canvas.SetMatrix(origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
            _ => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        });
        canvas.DrawBitmap(picture, 0, 0, new SKSamplingOptions(SKFilterMode.Nearest));
        return upright;
    }
}
