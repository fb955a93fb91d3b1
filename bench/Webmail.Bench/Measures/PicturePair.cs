using SkiaSharp;

namespace Webmail.Bench.Measures;

/// <summary>Two pictures of the same page, laid on each other at their tops.</summary>
sealed class PicturePair(byte[] original, byte[] ours) : IDisposable
{
    // What anti-aliasing changes is not seen.
    const int Seen = 32;
    const int Between = 16;

    readonly SKBitmap original = SKBitmap.Decode(original), ours = SKBitmap.Decode(ours);

    public double Heights => (double)ours.Height / original.Height;

    /// <summary>The share of pixels that are visibly other; where only one picture is, all are.</summary>
    public double Difference
    {
        get
        {
            var (width, height) = (Math.Max(original.Width, ours.Width), Math.Max(original.Height, ours.Height));
            var differ = 0;
            for (var y = 0; y < height; y++) for (var x = 0; x < width; x++) if (Differs(x, y)) differ++;
            return (double)differ / width / height;
        }
    }

    bool Differs(int x, int y)
    {
        if (x >= original.Width || x >= ours.Width || y >= original.Height || y >= ours.Height) return true;
        var (one, other) = (original.GetPixel(x, y), ours.GetPixel(x, y));
        return Math.Abs(one.Red - other.Red) > Seen || Math.Abs(one.Green - other.Green) > Seen || Math.Abs(one.Blue - other.Blue) > Seen;
    }

    /// <summary>Both beside each other, the original first.</summary>
    public void Write(string file)
    {
        using var both = new SKBitmap(original.Width + Between + ours.Width, Math.Max(original.Height, ours.Height));
        using var canvas = new SKCanvas(both);
        canvas.Clear(SKColors.Gray);
        canvas.DrawBitmap(original, 0, 0, SKSamplingOptions.Default);
        canvas.DrawBitmap(ours, original.Width + Between, 0, SKSamplingOptions.Default);
        using var written = File.Create(file);
        both.Encode(written, SKEncodedImageFormat.Png, 100);
    }

    public void Dispose()
    {
        original.Dispose();
        ours.Dispose();
    }
}
