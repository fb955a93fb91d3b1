using Webmail.Mail.Reading;

namespace Webmail.Pages.Mail;

/// <summary>How a file can be looked at without saving it. A PDF is saved: see docs/decisions/0010-files-in-the-browser.md.</summary>
public enum FileView { None, Picture, Text, Sound, Film }

public static class FileViews
{
    static readonly string[] TextEndings = [".txt", ".log", ".md", ".csv", ".json", ".xml", ".yml", ".yaml", ".ini", ".conf", ".cs", ".js", ".ts", ".py", ".sh", ".c", ".h", ".java", ".go", ".rs", ".sql", ".patch", ".diff", ".tex"];

    /// <summary>By the sender's claim: it chooses the element, not what the browser takes the bytes for.</summary>
    public static FileView Of(Attachment file) => file.MediaType switch
    {
        "image/png" or "image/jpeg" or "image/jpg" or "image/pjpeg" or "image/gif" or "image/webp" or "image/avif" => FileView.Picture,
        "audio/mpeg" or "audio/mp3" or "audio/mp4" or "audio/x-m4a" or "audio/aac" or "audio/ogg" or "audio/wav" or "audio/x-wav" or "audio/webm" or "audio/flac" => FileView.Sound,
        "video/mp4" or "video/webm" or "video/ogg" => FileView.Film,
        "application/json" or "application/xml" or "application/javascript" or "application/x-sh" or "application/sql" or "message/delivery-status" => FileView.Text,
        "text/vcard" or "text/x-vcard" or "text/directory" => FileView.None,
        "text/calendar" => FileView.Text,
        "application/octet-stream" => Array.Exists(TextEndings, ending => file.FileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? FileView.Text : FileView.None,
        var type => type.StartsWith("text/", StringComparison.Ordinal) ? FileView.Text : FileView.None,
    };
}
