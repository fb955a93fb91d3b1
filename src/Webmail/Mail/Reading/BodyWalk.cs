using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>One walk over a part tree of checked size.</summary>
sealed class BodyWalk
{
    readonly List<BodyPiece> pieces = [];
    readonly List<Attachment> attachments = [];
    readonly List<MessagePart> images = [];

    public ReadableBody Read(MessagePart root)
    {
        Visit(root);
        if (!pieces.Any(piece => piece is HtmlPiece or TextPiece)) ShowLooseText();
        if (pieces.Count == 0) pieces.Add(new NoticePiece(attachments.Count > 0 ? BodyNotice.DownloadOnly : BodyNotice.Empty));
        // An invitation often comes twice, for programs and as a file with a name (RFC 6047 §2.4): one is enough to save.
        if (attachments.Exists(file => file.MediaType == "application/ics")) attachments.RemoveAll(file => file is { MediaType: "text/calendar", Part.FileName: "" });
        return new(pieces, attachments, images);
    }

    void Visit(MessagePart part)
    {
        switch (part.MediaType)
        {
            case "multipart/alternative": Alternative(part); break;
            case "multipart/related": Related(part); break;
            case "multipart/encrypted": Encrypted(part); break;
            case "multipart/report": Report(part); break;
            default:
                if (part.IsMultipart) foreach (var child in part.Children) Visit(child);
                else Leaf(part);
                break;
        }
    }

    /// <summary>RFC 2046 §5.1.4: the last form we can show is the best one. What is not text in the others can still be saved.</summary>
    void Alternative(MessagePart part)
    {
        var best = part.Children.LastOrDefault(PartKinds.LeadsToHtml) ?? part.Children.LastOrDefault(PartKinds.LeadsToPlainText)
            ?? part.Children.LastOrDefault(PartKinds.LeadsToText) ?? (part.Children.Count > 0 ? part.Children[^1] : null);
        foreach (var child in part.Children)
        {
            if (ReferenceEquals(child, best)) Visit(child);
            else foreach (var leaf in PartKinds.Leaves(child).Where(leaf => !PartKinds.IsBodyText(leaf))) Save(leaf);
        }
    }

    /// <summary>RFC 2387 §3.1: the root is the part named by <c>start</c>, or the first one; the others belong to it.</summary>
    void Related(MessagePart part)
    {
        var start = part.Parameters.GetValueOrDefault("start", "").Trim('<', '>', ' ');
        var root = (start.Length > 0 ? part.Children.FirstOrDefault(child => child.ContentId == start) : null) ?? (part.Children.Count > 0 ? part.Children[0] : null);
        if (root is null) return;
        var html = PartKinds.LeadsToHtml(root);
        Visit(root);
        foreach (var child in part.Children.Where(child => !ReferenceEquals(child, root)))
        {
            if (html && child.ContentId.Length > 0 && PartKinds.IsPicture(child) && child.Disposition != "attachment") images.Add(child);
            else if (html && PartKinds.IsBodyText(child)) Save(child);
            else Visit(child);
        }
    }

    void Encrypted(MessagePart part)
    {
        pieces.Add(new NoticePiece(BodyNotice.Encrypted));
        foreach (var leaf in PartKinds.Leaves(part)) Save(leaf);
    }

    /// <summary>RFC 6522: words for people first, then what machines read.</summary>
    void Report(MessagePart part)
    {
        pieces.Add(new NoticePiece(BodyNotice.Report));
        if (part.Children.Count > 0) Visit(part.Children[0]);
        foreach (var child in part.Children.Skip(1))
            foreach (var leaf in PartKinds.Leaves(child)) Save(leaf);
    }

    void Leaf(MessagePart part)
    {
        if (PartKinds.NoticeFor(part) is { } notice) { pieces.Add(new NoticePiece(notice)); Save(part); return; }
        if (part.Disposition == "attachment") { Save(part); return; }
        if (PartKinds.IsBodyText(part) && IsInline(part)) { Show(part); return; }
        if (PartKinds.IsPicture(part) && part.Disposition == "inline") pieces.Add(new ImagePiece(part));
        Save(part);
    }

    /// <summary>A named text without disposition is a file, unless nothing has been said yet.</summary>
    bool IsInline(MessagePart part) =>
        part.FileName.Length == 0 || part.Disposition == "inline" || !pieces.Any(piece => piece is HtmlPiece or TextPiece);

    void Show(MessagePart part)
    {
        pieces.Add(part.MediaType is "text/html" or "application/xhtml+xml" ? new HtmlPiece(part) : new TextPiece(part));
        if (part.FileName.Length > 0) Save(part);
    }

    void Save(MessagePart part)
    {
        if (PartKinds.IsPicture(part) && part.ContentId.Length > 0) images.Add(part);
        attachments.Add(new(part, FileNames.For(part, attachments.Count + 1), part.MediaType, PartKinds.DecodedSize(part)));
    }

    /// <summary>A message that is only an invitation, a card or a status report is shown as the text it is rather than not at all.</summary>
    void ShowLooseText()
    {
        if (attachments.Find(attachment => PartKinds.IsReadable(attachment.Part) && attachment.Part.Disposition != "attachment") is { } text)
            pieces.Add(new TextPiece(text.Part));
    }
}
