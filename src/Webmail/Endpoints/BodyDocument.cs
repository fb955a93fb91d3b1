using System.Text.Encodings.Web;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Reading;

namespace Webmail.Endpoints;

/// <summary>Writes a body as an HTML document of its own. The only place where <c>SafeHtml</c> goes out; everything else is encoded here.</summary>
/// <param name="stacked">The body is one of several and tells how tall it is.</param>
sealed class BodyDocument(TextWriter writer, IStringLocalizer<BodyText> text, bool stacked = false)
{
    readonly HtmlEncoder encoder = HtmlEncoder.Default;

    public void Write(ReadBody body)
    {
        Begin(body.HasHtml);
        foreach (var piece in body.Pieces) Piece(piece);
        End();
    }

    /// <summary>A document that only says why there is no body.</summary>
    public void WriteSentence(string sentence)
    {
        Begin(paper: false);
        Notice(sentence);
        End();
    }

    void Begin(bool paper)
    {
        writer.Write("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>");
        encoder.Encode(writer, text["Title"]);
        writer.Write("</title><style>\n");
        writer.Write(BodyStyle.Css);
        if (stacked) writer.Write(BodyStyle.Stacked);
        writer.Write(paper ? "\n</style></head><body class=\"paper\">\n" : "\n</style></head><body>\n");
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

    void Notice(string sentence)
    {
        writer.Write("<p class=\"notice\" role=\"note\">");
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
        if (stacked)
        {
            Fold();
            writer.Write($"<script>{BodyResizer.Script}</script>");
        }
        writer.Write("</body></html>\n");
    }
}
