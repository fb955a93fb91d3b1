namespace Webmail.Mail.Rendering;

/// <summary>Draws the pictures of strangers anew: the door to <see cref="PictureJob"/>, which never runs in this process.</summary>
public sealed class PictureDrawing(RenderPool pool)
{
    static readonly PictureRequest Request = new();

    /// <summary>A PNG, JPEG or WebP of ours; null for what is no picture, is larger than may be shown, or is broken.</summary>
    public async Task<ReadOnlyMemory<byte>?> DrawAsync(ReadOnlyMemory<byte> picture, Guid person, CancellationToken cancel)
    {
        // The app may look at a head: what is hopeless needs no worker.
        if (!Sanitizing.PictureSize.IsShowable(picture.Span)) return null;
        try
        {
            return (await pool.RunAsync(RenderJobs.DrawPicture, Request, picture, person, cancel)).Bytes;
        }
        catch (RenderFailure)
        {
            return null;
        }
    }
}
