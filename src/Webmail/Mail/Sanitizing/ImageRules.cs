using System.Globalization;
using AngleSharp.Dom;

namespace Webmail.Mail.Sanitizing;

/// <summary>
/// Decides on every picture of one mail. Remote ones are never loaded directly: blocked, they leave a frame of their size; allowed, they come
/// through our proxy. Pictures nobody can see only report the reading and are never loaded.
/// </summary>
/// <param name="settled">Addresses that this cleaning wrote itself and meets again when it checks its own output.</param>
sealed class ImageRules(CleaningRules rules, IReadOnlySet<string> settled)
{
    /// <summary>Marks a picture that was not loaded.</summary>
    public const string BlockedAttribute = "data-blocked";

    /// <summary>Its value for one that is not to be seen: it keeps its place, and no line is drawn around it.</summary>
    public const string Unseen = "unseen";

    const int MostNames = 10;

    readonly HashSet<string> written = new(StringComparer.Ordinal);
    readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public int Remote { get; private set; }
    public int Trackers { get; private set; }

    /// <summary>Who counts with those.</summary>
    public ISet<string> TrackerNames { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>Every address this run gave to a picture.</summary>
    public IReadOnlySet<string> Written => written;

    /// <summary>Every address our proxy was, or would be, asked for.</summary>
    public IReadOnlySet<string> Asked => asked;

    public void CountAgain(int remote) => Remote += remote;

    /// <param name="image">An img whose style attribute, if any, is already clean.</param>
    public void Apply(IElement image)
    {
        if (image.GetAttribute("src") is not { } source) return;
        var address = LinkRules.Normalised(source);
        var shown = settled.Contains(address) ? address : IsRemote(address) ? RemoteSource(image, address) : LocalSource(address);
        if (shown is not null) { written.Add(shown); image.SetAttribute("src", shown); return; }
        image.RemoveAttribute("src");
        image.SetAttribute(BlockedAttribute, IsInvisible(image) || IsThin(image) || Sanitizing.Trackers.IsTracker(address) ? Unseen : "");
    }

    /// <summary>The background attribute of old tables: allowed, it keeps its place; else it goes.</summary>
    public void ApplyBackground(IElement element)
    {
        if (element.GetAttribute("background") is not { } source) return;
        if (Picture(LinkRules.Normalised(source)) is { } shown) element.SetAttribute("background", shown);
        else element.RemoveAttribute("background");
    }

    /// <summary>The CSS for a picture: <c>none</c> when it is not loaded, so that the colour beside it stays.</summary>
    public string Background(string url) =>
        Picture(LinkRules.Normalised(url)) is { } shown && shown.All(IsPlainInCss) ? $"url(\"{shown}\")" : "none";

    string? Picture(string address)
    {
        var shown = settled.Contains(address) ? address : IsRemote(address) ? RemoteAddress(address) : rules.DataImage(address);
        if (shown is not null) written.Add(shown);
        return shown;
    }

    string? RemoteSource(IElement image, string address)
    {
        if (!IsInvisible(image) && !Sanitizing.Trackers.IsTracker(address)) return RemoteAddress(address);
        Remote++;
        Trackers++;
        if (TrackerNames.Count < MostNames && Sanitizing.Trackers.NameOf(address) is { Length: > 0 } name) TrackerNames.Add(name);
        return null;
    }

    string? RemoteAddress(string address)
    {
        Remote++;
        var whole = address.StartsWith("//", StringComparison.Ordinal) ? "https:" + address : address;
        asked.Add(whole);
        return rules.RemoteImage?.Invoke(whole);
    }

    string? LocalSource(string address)
    {
        if (address.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return rules.DataImage(address);
        return address.Length == 0 ? null : rules.InlineImage?.Invoke(address);
    }

    static bool IsRemote(string address) =>
        address.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ||
        address.StartsWith("//", StringComparison.Ordinal) || address.StartsWith("\\\\", StringComparison.Ordinal) || address.StartsWith("/\\", StringComparison.Ordinal);

    static bool IsInvisible(IElement image)
    {
        var style = image.GetAttribute("style") ?? "";
        if (style.Contains("display: none", StringComparison.OrdinalIgnoreCase) || style.Contains("visibility: hidden", StringComparison.OrdinalIgnoreCase)) return true;
        return IsTiny(image, "width") && IsTiny(image, "height");
    }

    /// <summary>A spacer or a ruler: a frame around it would be all there is of it.</summary>
    static bool IsThin(IElement image) => IsTiny(image, "width") || IsTiny(image, "height");

    static bool IsTiny(IElement image, string side) => IsTiny(image.GetAttribute(side) ?? Length(image.GetAttribute("style") ?? "", side));

    static string? Length(string style, string property) =>
        style.Split("; ").FirstOrDefault(declaration => declaration.StartsWith(property + ": ", StringComparison.Ordinal))?[(property.Length + 2)..];

    static bool IsTiny(string? length)
    {
        var digits = (length ?? "").Trim().TakeWhile(c => char.IsAsciiDigit(c) || c == '.').ToArray();
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var pixels) && pixels <= 2 &&
            !length!.Contains('%', StringComparison.Ordinal) && !length.Contains("em", StringComparison.OrdinalIgnoreCase);
    }

    static bool IsPlainInCss(char c) => char.IsAsciiLetterOrDigit(c) || "/:.~%-_?=&;,+".Contains(c, StringComparison.Ordinal);
}
