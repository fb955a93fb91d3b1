using SkiaSharp;

namespace Webmail.Mail.Rendering;

/// <summary>The pixels of a picture, frame by frame; an animation comes out as WebP, which is written from pixels alone.</summary>
static class PictureFrames
{
    /// <summary>What browsers do with a GIF that says less: nobody can see fifty frames a second.</summary>
    const int Hasty = 20, Usual = 100;

    /// <param name="before">The frame it is drawn on; null for none.</param>
    /// <exception cref="InvalidDataException">Broken, or ends too early.</exception>
    public static SKBitmap Decode(SKCodec codec, int frame, (SKBitmap Picture, int Frame)? before)
    {
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        var picture = before?.Picture.Copy() ?? new SKBitmap(info);
        var result = codec.GetPixels(info, picture.GetPixels(), new SKCodecOptions(frame, before?.Frame ?? -1));
        if (result is SKCodecResult.Success) return picture;
        picture.Dispose();
        throw new InvalidDataException($"Frame {frame}: {result}.");
    }

    public static RenderReply<PictureReply> Animation(SKCodec codec)
    {
        var frames = new List<SKBitmap>();
        try
        {
            var timing = codec.FrameInfo;
            for (var i = 0; i < timing.Length; i++) frames.Add(Decode(codec, i, timing[i].RequiredFrame is >= 0 and var needed ? (frames[needed], needed) : null));
            var shown = frames.Select((frame, i) => new SKWebpEncoderFrame(frame, TimeSpan.FromMilliseconds(timing[i].Duration < Hasty ? Usual : timing[i].Duration))).ToArray();
            using var packed = SKWebpEncoder.EncodeAnimated(shown, new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 80)) ?? throw new InvalidDataException("Cannot be written.");
            return new(new(codec.Info.Width, codec.Info.Height, frames.Count), packed.ToArray());
        }
        finally
        {
            frames.ForEach(frame => frame.Dispose());
        }
    }
}
