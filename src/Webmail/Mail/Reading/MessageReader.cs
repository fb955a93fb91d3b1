using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>A message of a person.</summary>
public sealed record MessageAt(Guid Person, IParts Store, string Mailbox, MessageKey Key)
{
    /// <summary>Words to mark where they occur in the text, longest first.</summary>
    public IReadOnlyList<string> Marked { get; init; } = [];
}

/// <summary>Fetches and prepares the body of one message: only the parts that are shown, each decoded once and cut at a limit.</summary>
public sealed class MessageReader(MessageAt at, MessagePart? structure, HtmlCleaning cleaning, PictureDrawing drawing)
{
    public const int MaxHtml = PreScan.MaxLength;
    public const int MaxText = 2 << 20;

    readonly List<ReadPiece> pieces = [];
    readonly HashSet<string> remoteAddresses = new(StringComparer.Ordinal);
    readonly SortedSet<string> trackerNames = new(StringComparer.Ordinal);
    int remoteImages;
    int trackers;
    bool dangerous;
    bool makeshift;
    bool dark;

    /// <param name="remotePictures">Address of our proxy for each remote picture; null keeps them blocked.</param>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<ReadBody> ReadAsync(IReadOnlyDictionary<string, string>? remotePictures, CancellationToken cancel)
    {
        var body = BodyChoice.Of(structure);
        var pictures = new InlinePictures(at, body.InlineImages, drawing);
        foreach (var piece in body.Pieces) await ReadAsync(piece, pictures, remotePictures, cancel);
        if (body.HasHtml) await ReadUnusedAsync(body, pictures, cancel);
        if (pictures.LeftOut) pieces.Add(new NoticeRead(BodyNotice.PicturesLeftOut));
        return new(pieces, remoteImages, trackers, dangerous) { RemoteAddresses = remoteAddresses, IsMakeshift = makeshift, HasDarkStyle = dark, TrackerNames = trackerNames };
    }

    Task ReadAsync(BodyPiece piece, InlinePictures pictures, IReadOnlyDictionary<string, string>? remotePictures, CancellationToken cancel) => piece switch
    {
        HtmlPiece html => ReadHtmlAsync(html.Part, pictures, remotePictures, cancel),
        TextPiece text => ReadTextAsync(text.Part, cancel),
        ImagePiece image => ReadPictureAsync(image.Part, pictures, cancel),
        NoticePiece notice => Add(new NoticeRead(notice.Notice)),
        _ => throw new ArgumentOutOfRangeException(nameof(piece)),
    };

    async Task ReadHtmlAsync(MessagePart part, InlinePictures pictures, IReadOnlyDictionary<string, string>? remotePictures, CancellationToken cancel)
    {
        var (source, shortened) = await TextAsync(part, MaxHtml, cancel);
        await pictures.LoadForAsync(source, cancel);
        var (clean, used) = await cleaning.CleanAsync(source, new CleanRequest(remotePictures, pictures.Urls) { Marked = at.Marked }, at.Person, cancel);
        pictures.Used.UnionWith(used);
        remoteAddresses.UnionWith(clean.RemoteAddresses);
        remoteImages += clean.RemoteImages;
        trackers += clean.Trackers;
        trackerNames.UnionWith(clean.TrackerNames);
        dangerous |= clean.Dangerous;
        dark |= clean.HasDarkStyle;
        makeshift |= clean.Refusal == CleaningRefusal.Busy;
        if (clean.Refused) pieces.Add(new NoticeRead(BodyNotice.ShownAsText));
        pieces.Add(clean.Refused ? new MarkupRead(TextMarkup.Of(VisibleText.Of(source), at.Marked), false) : new MarkupRead(clean.Html, true) { Mode = clean.Mode });
        if (shortened) pieces.Add(new NoticeRead(BodyNotice.Shortened));
    }

    async Task ReadTextAsync(MessagePart part, CancellationToken cancel)
    {
        var (text, shortened) = await TextAsync(part, MaxText, cancel);
        if (part.Parameters.GetValueOrDefault("format", "").Equals("flowed", StringComparison.OrdinalIgnoreCase))
            text = FlowedText.Unfold(text, part.Parameters.GetValueOrDefault("delsp", "").Equals("yes", StringComparison.OrdinalIgnoreCase));
        if (InlinePgp.Is(text)) pieces.Add(new NoticeRead(BodyNotice.InlinePgp));
        pieces.Add(new MarkupRead(TextMarkup.Of(text, at.Marked), false));
        if (shortened) pieces.Add(new NoticeRead(BodyNotice.Shortened));
    }

    async Task ReadPictureAsync(MessagePart part, InlinePictures pictures, CancellationToken cancel)
    {
        if (await pictures.LoadAsync(part, cancel) is { } url) pieces.Add(new PictureRead(url, FileNames.For(part, 1)));
    }

    /// <summary>Pictures that came with the HTML but are not in it would otherwise be neither read nor listed.</summary>
    async Task ReadUnusedAsync(ReadableBody body, InlinePictures pictures, CancellationToken cancel)
    {
        var listed = body.Attachments.Select(attachment => attachment.Part).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var part in body.InlineImages)
            if (!listed.Contains(part) && !pictures.IsUsed(part)) await ReadPictureAsync(part, pictures, cancel);
    }

    async Task<(string Text, bool Shortened)> TextAsync(MessagePart part, int limit, CancellationToken cancel)
    {
        var content = await at.Store.ReadPartAsync(at.Mailbox, at.Key, part, limit, cancel);
        return (TextDecoder.Decode(content.Bytes.Span, part.Charset, part.MediaType is "text/html" or "application/xhtml+xml"), content.Truncated);
    }

    Task Add(ReadPiece piece)
    {
        pieces.Add(piece);
        return Task.CompletedTask;
    }
}
