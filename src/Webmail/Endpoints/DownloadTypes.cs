namespace Webmail.Endpoints;

/// <summary>The media types we answer with: five raster pictures, plain text, and "a file". Never a word of the sender.</summary>
static class DownloadTypes
{
    public const string Download = "application/octet-stream";
    public const string Text = "text/plain; charset=utf-8";

    public static string Of(string mediaType) => mediaType switch
    {
        "image/png" => "image/png",
        "image/jpeg" or "image/jpg" or "image/pjpeg" => "image/jpeg",
        "image/gif" => "image/gif",
        "image/webp" => "image/webp",
        "image/avif" => "image/avif",
        "text/plain" => Text,
        _ => Download,
    };
}
