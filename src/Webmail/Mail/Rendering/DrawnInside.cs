using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Rendering;

/// <summary>Pictures that stand in the HTML of one mail as <c>data:</c> URLs, drawn anew like all others: the worker's side.</summary>
sealed class DrawnInside
{
    /// <summary>Pixels of all of them: a few hundred bytes each may claim twenty million.</summary>
    long left = PictureSize.MaxPixels;

    /// <summary>Another URL for the same picture; null when nothing of it is shown.</summary>
    public string? Draw(string url)
    {
        if (DataImages.BytesOf(url) is not { } bytes || PictureSize.Of(bytes) is not var (width, height) || (left -= (long)width * height) < 0) return null;
        try
        {
            return DataImages.Url(PictureJob.Draw(new(), bytes).Bytes.Span);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
