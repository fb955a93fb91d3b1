using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Webmail.Pages.Shared;

/// <summary>Symbols of the sprite. No tag helper: a screen has a hundred of them, and as one each cost more than all that it writes.</summary>
static class Icons
{
    /// <summary><c>@Html.Icon("trash-2")</c>: decoration, or with a label an image of that name.</summary>
    public static IHtmlContent Icon(this IHtmlHelper html, string name, string? label = null, string? css = null) => new Symbol(Sprite.Url(html.ViewContext.HttpContext, name), name, label, css);

    /// <summary>Written as it goes.</summary>
    sealed class Symbol(string sprite, string name, string? label, string? css) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            writer.Write("<svg class=\"");
            if (css is not null)
            {
                encoder.Encode(writer, css);
                writer.Write(' ');
            }
            writer.Write("icon\"");
            if (label is null) writer.Write(" aria-hidden=\"true\"");
            else
            {
                writer.Write(" role=\"img\" aria-label=\"");
                encoder.Encode(writer, label);
                writer.Write('"');
            }
            writer.Write("><use href=\"");
            encoder.Encode(writer, sprite);
            writer.Write('#');
            encoder.Encode(writer, name);
            writer.Write("\"></use></svg>");
        }
    }
}
