using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>
/// Pictures of a message that its HTML shows by <c>cid:</c>, as <c>data:</c> URLs. The body document has an opaque origin and sends no cookies,
/// so an address of ours would need a right of its own; see docs/decisions/0004-inline-pictures.md.
/// </summary>
sealed class InlinePictures(IMailStore store, string mailbox, MessageKey key, IReadOnlyList<MessagePart> candidates)
{
    public const int MaxPictures = 50;
    public const int MaxBytes = 5 << 20;

    readonly Dictionary<string, string> urls = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);
    int loaded;
    int bytes;

    /// <summary>Whether a picture was not loaded: too many, too large, or not a picture.</summary>
    public bool LeftOut { get; private set; }

    /// <summary>Fetches what the HTML mentions; nothing else is worth a round trip.</summary>
    public async Task LoadForAsync(string html, CancellationToken cancel)
    {
        foreach (var part in candidates.Take(MaxPictures * 2))
        {
            if (urls.ContainsKey(part.ContentId) || !Mentions(html, part.ContentId)) continue;
            if (await LoadAsync(part, cancel) is { } url) urls[part.ContentId] = url;
        }
    }

    /// <summary>The picture an img element means: <c>cid:</c> with a percent-encoded Content-ID (RFC 2392), in any case.</summary>
    public string? Find(string address)
    {
        if (!address.StartsWith("cid:", StringComparison.OrdinalIgnoreCase)) return null;
        var id = Uri.UnescapeDataString(address[4..]).Trim('<', '>', ' ');
        used.Add(id);
        return urls.GetValueOrDefault(id);
    }

    public bool IsUsed(MessagePart part) => used.Contains(part.ContentId);

    public async Task<string?> LoadAsync(MessagePart part, CancellationToken cancel)
    {
        var url = loaded++ < MaxPictures && bytes < MaxBytes ? await ReadAsync(part, cancel) : null;
        LeftOut |= url is null;
        return url;
    }

    async Task<string?> ReadAsync(MessagePart part, CancellationToken cancel)
    {
        var content = await store.ReadPartAsync(mailbox, key, part, MaxBytes - bytes, cancel);
        if (content.Truncated) return null;
        bytes += content.Bytes.Length;
        return DataImages.Url(content.Bytes.Span);
    }

    static bool Mentions(string html, string id) =>
        html.Contains(id, StringComparison.OrdinalIgnoreCase) || html.Contains(Uri.EscapeDataString(id), StringComparison.OrdinalIgnoreCase);
}
