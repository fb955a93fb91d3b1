using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Reading;
using Webmail.Mail.Sanitizing;

namespace Webmail.Endpoints;

/// <summary>
/// The document of a plain text as the <c>srcdoc</c> of its frame: opening it takes one request instead of two. Only for text, whose markup is made here
/// letter by letter (<see cref="TextMarkup"/>); a stranger's HTML always comes under headers of its own (<see cref="MessageBody"/>). The frame's sandbox
/// gives it an opaque origin, and its own policy, besides the page's that it inherits, lets it ask for nothing.
/// </summary>
static class InlineText
{
    /// <summary>Longer texts do not make the page wait for them.</summary>
    const int MostCharacters = 48 << 10;

    // Encoded as the value of an attribute, once: it is longer than most texts.
    static readonly string Begin = HtmlEncoder.Default.Encode(
        $"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{BodyStyle.TextHash}'"><style>{BodyStyle.Text}</style><title>""");

    /// <returns>Null for what is not text alone, is long, or has a link in doubt: that is fetched.</returns>
    public static IHtmlContent? Of(ReadBody? body, bool monospace, IStringLocalizer<BodyText> text)
    {
        if (body is null || !body.Pieces.All(piece => piece is MarkupRead { FromHtml: false } or NoticeRead)) return null;
        var markup = body.Pieces.OfType<MarkupRead>().Select(piece => piece.Html.ToString()).ToList();
        // A link in doubt leads to a page of ours, told from where the document is: in the page itself that is elsewhere.
        if (markup.Sum(piece => piece.Length) > MostCharacters || markup.Any(LinkTarget.MayLeave)) return null;
        return new Document(body, monospace, text);
    }

    /// <summary>Written as it goes, each piece encoded once more for the attribute it stands in.</summary>
    sealed class Document(ReadBody body, bool monospace, IStringLocalizer<BodyText> text) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            writer.Write(Begin);
            using var value = new AttributeWriter(writer, encoder);
            encoder.Encode(value, text["Title"]);
            value.Write("</title></head><body class=\"plain");
            value.Write(monospace ? " monospace\">\n" : "\">\n");
            new BodyDocument(value, text, folding: true).WriteRest(body);
        }
    }

    sealed class AttributeWriter(TextWriter under, HtmlEncoder encoder) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => under.Encoding;
        public override void Write(string? value) => encoder.Encode(under, value ?? "");
        public override void Write(char value) => encoder.Encode(under, value.ToString());
        public override void Write(char[] buffer, int index, int count) => encoder.Encode(under, buffer, index, count);
    }
}
