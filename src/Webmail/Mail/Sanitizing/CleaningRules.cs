namespace Webmail.Mail.Sanitizing;

/// <summary>What the reader decided about one message before its HTML is cleaned.</summary>
/// <param name="RemoteImage">Gives the address of our proxy for an http(s) image; null keeps every remote image blocked.</param>
/// <param name="InlineImage">Gives a <c>data:</c> URL for the Content-ID or Content-Location an image refers to; null when there is no such part.</param>
public sealed record CleaningRules(Func<string, string?>? RemoteImage = null, Func<string, string?>? InlineImage = null)
{
    /// <summary>Grows with every change of what is let through: caches and signed addresses carry it.</summary>
    public const int PolicyVersion = 4;

    /// <summary>Words to mark where they occur in the text, longest first.</summary>
    public IReadOnlyList<string> Marked { get; init; } = [];

    /// <summary>What is shown for a <c>data:</c> URL, in another one; null for nothing. By itself: what is a picture, as it stands.</summary>
    public Func<string, string?> DataImage { get; init; } = url => DataImages.IsShowable(url) ? url : null;

    public static readonly CleaningRules Blocked = new();
}

/// <summary>Why HTML is shown as plain text instead.</summary>
public enum CleaningRefusal { None, TooLarge, TooDeep, TooManyElements, TooManyAttributes, TooMuchStyle, Unstable, TooSlow, Busy }

/// <summary>HTML that may be shown, and what was found on the way.</summary>
/// <param name="Html">Empty when refused.</param>
/// <param name="RemoteImages">Pictures the sender's servers would have been asked for, trackers included.</param>
/// <param name="Trackers">Those of them that are invisible: they only tell the sender that the message was opened, and are never loaded.</param>
/// <param name="Dangerous">Whether scripts, forms, frames or script links were taken out.</param>
/// <param name="RemoteAddresses">Addresses of the pictures that <see cref="CleaningRules.RemoteImage"/> was asked for, each once.</param>
/// <param name="Refusal">Anything but <see cref="CleaningRefusal.None"/> means: show <see cref="VisibleText"/> of the source.</param>
public sealed record CleanedHtml(
    SafeHtml Html, int RemoteImages, int Trackers, bool Dangerous, IReadOnlyList<string> RemoteAddresses, CleaningRefusal Refusal = CleaningRefusal.None)
{
    /// <summary>In which mode it was read, and is to be shown.</summary>
    public LayoutMode Mode { get; init; }

    /// <summary>Whether the sender drew the mail for dark screens too.</summary>
    public bool HasDarkStyle { get; init; }

    /// <summary>Who counts readers with those trackers: companies, or hosts where the company is not known.</summary>
    public IReadOnlyCollection<string> TrackerNames { get; init; } = [];

    public bool Refused => Refusal != CleaningRefusal.None;

    internal static CleanedHtml Refuse(CleaningRefusal why) => new(SafeHtml.Empty, 0, 0, false, [], why);
}
