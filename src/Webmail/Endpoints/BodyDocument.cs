using System.Text.Encodings.Web;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Reading;
using Webmail.Mail.Sanitizing;

namespace Webmail.Endpoints;

/// <summary>How one person looks at one body.</summary>
/// <param name="Adapted">Whether colours that were chosen for white paper are turned on a dark screen.</param>
sealed record BodyLook(bool Adapted, bool Monospace)
{
    public static readonly BodyLook Plain = new(false, false);
}

/// <summary>What is printed above a message: names are keys of BodyText.</summary>
sealed record PrintHead(string Subject, IReadOnlyList<(string Name, string Value)> Lines);

/// <summary>Writes a body as an HTML document of its own. The only place where <c>SafeHtml</c> goes out; everything else is encoded here.</summary>
/// <param name="stacked">The body is one of several and tells how tall it is.</param>
/// <param name="folding">What an answer repeats at its end is folded.</param>
sealed class BodyDocument(TextWriter writer, IStringLocalizer<BodyText> text, bool stacked = false, bool folding = false)
{
    readonly HtmlEncoder encoder = HtmlEncoder.Default;
    bool whole;
    LayoutMode mode;

    public void Write(ReadBody body, BodyLook look)
    {
        whole = !stacked && body.Pieces is [MarkupRead { FromHtml: true } only] && !HasTail(only);
        mode = body.Mode;
        Begin(body.HasHtml, look with { Adapted = look.Adapted && body is { HasHtml: true, HasDarkStyle: false } });
        WriteRest(body);
    }

    /// <summary>What comes after the document's beginning.</summary>
    public void WriteRest(ReadBody body)
    {
        foreach (var piece in body.Pieces) Piece(piece);
        if (folding && body.Pieces.Any(HasTail)) Fold();
        End();
    }

    static bool HasTail(ReadPiece piece) => piece is MarkupRead markup && markup.Html.ToString().Contains(QuotedTail.Class, StringComparison.Ordinal);

    /// <summary>A document that only says why there is no body.</summary>
    public void WriteSentence(string sentence)
    {
        Begin(paper: false, BodyLook.Plain);
        Notice(sentence);
        End();
    }

    /// <summary>For printing: what stands above the message on paper, then the message.</summary>
    public void WritePrint(ReadBody body, BodyLook look, PrintHead head)
    {
        mode = body.Mode;
        Begin(paper: true, look with { Adapted = false }, head.Subject);
        Notice(text["Print.How"], "print-how");
        writer.Write("<header><h1>");
        encoder.Encode(writer, head.Subject);
        writer.Write("</h1><dl>");
        foreach (var (name, value) in head.Lines) Line(text[name], value);
        writer.Write("</dl></header>\n");
        foreach (var piece in body.Pieces) Piece(piece);
        End();
    }

    void Line(string name, string value)
    {
        writer.Write("<dt>");
        encoder.Encode(writer, name);
        writer.Write("</dt><dd>");
        encoder.Encode(writer, value);
        writer.Write("</dd>");
    }

    void Begin(bool paper, BodyLook look, string title = "")
    {
        writer.Write(LayoutModes.Doctype(mode));
        writer.Write(look.Adapted ? "\n<html class=\"adapted\">" : "\n<html>");
        writer.Write("<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>");
        encoder.Encode(writer, title.Length > 0 ? title : text["Title"]);
        writer.Write("</title><style>\n");
        writer.Write(BodyStyle.Css);
        if (folding) writer.Write(BodyStyle.Folding);
        writer.Write($"\n</style></head><body class=\"{(paper ? "paper" : "plain")}{(whole ? " mail-alone" : stacked ? " mail-stacked" : "")}{(look.Monospace ? " monospace" : "")}\">\n");
    }

    void Piece(ReadPiece piece)
    {
        if (piece is MarkupRead markup) markup.Html.WriteTo(writer);
        else if (piece is PictureRead picture) Picture(picture);
        else if (piece is NoticeRead notice) Notice(text[notice.Notice.ToString()]);
        writer.Write('\n');
    }

    void Picture(PictureRead picture)
    {
        writer.Write("<figure><img alt=\"\" src=\"");
        encoder.Encode(writer, picture.Url);
        writer.Write("\"><figcaption>");
        encoder.Encode(writer, picture.Name);
        writer.Write("</figcaption></figure>");
    }

    void Notice(string sentence, string name = "notice")
    {
        writer.Write($"<p class=\"{name}\" role=\"note\">");
        encoder.Encode(writer, sentence);
        writer.Write("</p>\n");
    }

    /// <summary>What shows and hides the quotation at the end (<c>QuotedTail</c>), by style alone.</summary>
    void Fold()
    {
        writer.Write("<input class=\"fold\" id=\"fold\" type=\"checkbox\"><label class=\"fold\" for=\"fold\"><span>");
        encoder.Encode(writer, text["Quote.Show"]);
        writer.Write("</span><span>");
        encoder.Encode(writer, text["Quote.Hide"]);
        writer.Write("</span></label>\n");
    }

    void End()
    {
        if (stacked) writer.Write($"<script>{BodyResizer.Script}</script>");
        writer.Write("</body></html>\n");
    }
}
