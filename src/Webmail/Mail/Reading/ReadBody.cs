using Webmail.Mail.Sanitizing;

namespace Webmail.Mail.Reading;

/// <summary>A body ready to be written into its own document.</summary>
/// <param name="RemoteImages">Pictures on the sender's servers, trackers included.</param>
/// <param name="Trackers">Those that only report the reading.</param>
/// <param name="Dangerous">Whether scripts, forms or frames were taken out.</param>
public sealed record ReadBody(IReadOnlyList<ReadPiece> Pieces, int RemoteImages, int Trackers, bool Dangerous)
{
    /// <summary>Where those pictures are.</summary>
    public IReadOnlyCollection<string> RemoteAddresses { get; init; } = [];

    /// <summary>Shown as text only because the workers were busy: another try may show it as it is.</summary>
    public bool IsMakeshift { get; init; }

    /// <summary>Whether the sender's HTML is drawn for dark screens too.</summary>
    public bool HasDarkStyle { get; init; }

    /// <summary>Who counts readers with those trackers.</summary>
    public IReadOnlyCollection<string> TrackerNames { get; init; } = [];

    /// <summary>The mode that its HTML asks for; where several disagree, the one of today.</summary>
    public LayoutMode Mode => Pieces.OfType<MarkupRead>().Where(piece => piece.FromHtml).Select(piece => piece.Mode).Distinct().ToList() is [var only] ? only : LayoutMode.Standards;

    public bool HasHtml => Pieces.Any(piece => piece is MarkupRead { FromHtml: true });
}

public abstract record ReadPiece;

/// <param name="FromHtml">The sender's own colours need a light ground; plain text follows the reader's.</param>
public sealed record MarkupRead(SafeHtml Html, bool FromHtml) : ReadPiece
{
    public LayoutMode Mode { get; init; }
}

/// <param name="Url">A <c>data:</c> URL whose bytes are the picture they claim to be.</param>
public sealed record PictureRead(string Url, string Name) : ReadPiece;

public sealed record NoticeRead(BodyNotice Notice) : ReadPiece;
