using Webmail.Mail.Sanitizing;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>Fetches and prepares the body of one message: only the parts that are shown, each decoded once and cut at a limit.</summary>
public sealed class MessageReader(IMailStore store, string mailbox, MessageKey message, MessagePart? structure)
{
    public const int MaxHtml = PreScan.MaxLength;
    public const int MaxText = 2 << 20;

    readonly List<ReadPiece> pieces = [];
    int remoteImages;
    int trackers;
    bool dangerous;

    /// <param name="remoteImage">Address of our proxy for a remote image; null keeps them blocked.</param>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<ReadBody> ReadAsync(Func<string, string?>? remoteImage, CancellationToken cancel)
    {
        var body = BodyChoice.Of(structure);
        var pictures = new InlinePictures(store, mailbox, message, body.InlineImages);
        foreach (var piece in body.Pieces) await ReadAsync(piece, pictures, remoteImage, cancel);
        if (body.HasHtml) await ReadUnusedAsync(body, pictures, cancel);
        if (pictures.LeftOut) pieces.Add(new NoticeRead(BodyNotice.PicturesLeftOut));
        return new(pieces, remoteImages, trackers, dangerous);
    }

    Task ReadAsync(BodyPiece piece, InlinePictures pictures, Func<string, string?>? remoteImage, CancellationToken cancel) => piece switch
    {
        HtmlPiece html => ReadHtmlAsync(html.Part, pictures, remoteImage, cancel),
        TextPiece text => ReadTextAsync(text.Part, cancel),
        ImagePiece image => ReadPictureAsync(image.Part, pictures, cancel),
        NoticePiece notice => Add(new NoticeRead(notice.Notice)),
        _ => throw new ArgumentOutOfRangeException(nameof(piece)),
    };

    async Task ReadHtmlAsync(MessagePart part, InlinePictures pictures, Func<string, string?>? remoteImage, CancellationToken cancel)
    {
        var (source, shortened) = await TextAsync(part, MaxHtml, cancel);
        await pictures.LoadForAsync(source, cancel);
        var clean = HtmlCleaner.Clean(source, new CleaningRules(remoteImage, pictures.Find));
        remoteImages += clean.RemoteImages;
        trackers += clean.Trackers;
        dangerous |= clean.Dangerous;
        if (clean.Refused) pieces.Add(new NoticeRead(BodyNotice.ShownAsText));
        pieces.Add(clean.Refused ? new MarkupRead(TextMarkup.Of(VisibleText.Of(source)), false) : new MarkupRead(clean.Html, true));
        if (shortened) pieces.Add(new NoticeRead(BodyNotice.Shortened));
    }

    async Task ReadTextAsync(MessagePart part, CancellationToken cancel)
    {
        var (text, shortened) = await TextAsync(part, MaxText, cancel);
        if (part.Parameters.GetValueOrDefault("format", "").Equals("flowed", StringComparison.OrdinalIgnoreCase))
            text = FlowedText.Unfold(text, part.Parameters.GetValueOrDefault("delsp", "").Equals("yes", StringComparison.OrdinalIgnoreCase));
        pieces.Add(new MarkupRead(TextMarkup.Of(text), false));
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
        var content = await store.ReadPartAsync(mailbox, message, part, limit, cancel);
        return (TextDecoder.Decode(content.Bytes.Span, part.Charset, part.MediaType is "text/html" or "application/xhtml+xml"), content.Truncated);
    }

    Task Add(ReadPiece piece)
    {
        pieces.Add(piece);
        return Task.CompletedTask;
    }
}
