using System.Text;
using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Rendering;

/// <summary>What the reader decided about one message; its HTML goes beside it as UTF-8.</summary>
/// <param name="RemotePictures">Address of our proxy for each remote picture; null keeps all of them blocked.</param>
/// <param name="InlinePictures">A <c>data:</c> URL for each Content-ID, without angle brackets, in lower case.</param>
/// <param name="Strict">For an editor of ours: see <see cref="StrictMarkup"/>.</param>
public sealed record CleanRequest(IReadOnlyDictionary<string, string>? RemotePictures, IReadOnlyDictionary<string, string> InlinePictures, bool Strict = false)
{
    /// <summary>Words to mark where they occur in the text, longest first.</summary>
    public IReadOnlyList<string> Marked { get; init; } = [];
}

/// <summary><see cref="CleanedHtml"/> without its markup, which goes beside it as UTF-8.</summary>
/// <param name="UsedInline">Content-IDs the HTML refers to, in lower case.</param>
public sealed record CleanReply(
    int RemoteImages, int Trackers, bool Dangerous, bool HasDarkStyle, CleaningRefusal Refusal, IReadOnlyList<string> RemoteAddresses, IReadOnlyList<string> UsedInline)
{
    /// <summary>In which mode it was read, and is to be shown.</summary>
    public LayoutMode Mode { get; init; }

    /// <summary>Who counts readers with the trackers.</summary>
    public IReadOnlyList<string> TrackerNames { get; init; } = [];
}

/// <summary>Cleans HTML: the worker's side.</summary>
static class HtmlJob
{
    public static RenderReply<CleanReply> Clean(CleanRequest request, ReadOnlyMemory<byte> html)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var remote = request.RemotePictures;
        var clean = HtmlCleaner.Clean(Encoding.UTF8.GetString(html.Span), new CleaningRules(remote is null ? null : remote.GetValueOrDefault, Inline) { Marked = request.Marked, DataImage = new DrawnInside().Draw });
        // Here too, because a sheet's selectors are matched, and a stranger can write some that take for ever.
        var markup = request.Strict && !clean.Refused ? StrictMarkup.Of(clean.Html) : clean.Html;
        return new(new(clean.RemoteImages, clean.Trackers, clean.Dangerous, clean.HasDarkStyle, clean.Refusal, clean.RemoteAddresses, [.. used]) { Mode = clean.Mode, TrackerNames = [.. clean.TrackerNames] }, Encoding.UTF8.GetBytes(markup.ToString()));

        string? Inline(string address)
        {
            if (ContentId(address) is not { } id) return null;
            used.Add(id);
            return request.InlinePictures.GetValueOrDefault(id);
        }
    }

    /// <summary>What an img element means by <c>cid:</c>: a percent-encoded Content-ID (RFC 2392), in any case.</summary>
    static string? ContentId(string address) =>
        address.StartsWith("cid:", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(address[4..]).Trim('<', '>', ' ').ToLowerInvariant() : null;
}
