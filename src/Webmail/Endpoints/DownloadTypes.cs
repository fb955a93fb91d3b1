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

    /// <summary>For an element that plays and does nothing else: the browser said so itself (Fetch Metadata).</summary>
    public static string Played(string mediaType) => mediaType switch
    {
        "audio/mpeg" or "audio/mp3" => "audio/mpeg",
        "audio/mp4" or "audio/x-m4a" or "audio/aac" => "audio/mp4",
        "audio/wav" or "audio/x-wav" => "audio/wav",
        "audio/ogg" or "audio/webm" or "audio/flac" or "video/mp4" or "video/webm" or "video/ogg" => mediaType,
        _ => Download,
    };
}
