using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>
/// Pictures of a message that its HTML shows by <c>cid:</c>, as <c>data:</c> URLs. The body document has an opaque origin and sends no cookies,
/// so an address of ours would need a right of its own; see docs/decisions/0004-inline-pictures.md.
/// </summary>
sealed class InlinePictures(MessageAt at, IReadOnlyList<MessagePart> candidates, PictureDrawing drawing)
{
    public const int MaxPictures = 50;
    public const int MaxBytes = 5 << 20;

    readonly Dictionary<string, string> urls = new(StringComparer.Ordinal);
    int loaded;
    int bytes;

    /// <summary>By Content-ID in lower case.</summary>
    public IReadOnlyDictionary<string, string> Urls => urls;

    /// <summary>Content-IDs the HTML refers to, in lower case.</summary>
    public HashSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a picture was not loaded: too many, too large, or not a picture.</summary>
    public bool LeftOut { get; private set; }

    /// <summary>Fetches what the HTML mentions; nothing else is worth a round trip.</summary>
    public async Task LoadForAsync(string html, CancellationToken cancel)
    {
        foreach (var part in candidates.Take(MaxPictures * 2))
        {
            if (urls.ContainsKey(Id(part)) || !Mentions(html, part.ContentId)) continue;
            if (await LoadAsync(part, cancel) is { } url) urls[Id(part)] = url;
        }
    }

    public bool IsUsed(MessagePart part) => Used.Contains(Id(part));

    public async Task<string?> LoadAsync(MessagePart part, CancellationToken cancel)
    {
        var url = loaded++ < MaxPictures && bytes < MaxBytes ? await ReadAsync(part, cancel) : null;
        LeftOut |= url is null;
        return url;
    }

    async Task<string?> ReadAsync(MessagePart part, CancellationToken cancel)
    {
        var content = await at.Store.ReadPartAsync(at.Mailbox, at.Key, part, MaxBytes - bytes, cancel);
        if (content.Truncated) return null;
        if (await drawing.DrawAsync(content.Bytes, at.Person, cancel) is not { } drawn) return null;
        // Ours may be larger: the document stays within the same bounds.
        bytes += Math.Max(content.Bytes.Length, drawn.Length);
        return DataImages.Url(drawn.Span);
    }

    static string Id(MessagePart part) => part.ContentId.ToLowerInvariant();

    static bool Mentions(string html, string id) =>
        html.Contains(id, StringComparison.OrdinalIgnoreCase) || html.Contains(Uri.EscapeDataString(id), StringComparison.OrdinalIgnoreCase);
}
