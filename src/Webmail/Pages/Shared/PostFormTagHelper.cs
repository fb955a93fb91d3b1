using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Webmail.Pages.Shared;

/// <summary>
/// <c>&lt;form asp-antiforgery="true"&gt;</c>: a form that ends with the token by which we know our own forms. A frame of the mailbox leaves it out: only our
/// script asks for one, the page around it holds a token already, and <c>wwwroot/js/models/form_token.js</c> adds that one to what is sent. Making a token is
/// work of the cipher, a tenth of what opening a message costs.
/// </summary>
[HtmlTargetElement("form", Attributes = "asp-antiforgery")]
public sealed class PostFormTagHelper(IAntiforgery antiforgery) : TagHelper
{
    [HtmlAttributeName("asp-antiforgery")]
    public bool Protected { get; set; }

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var http = View.HttpContext;
        if (!Protected || http.Request.Headers["Turbo-Frame"] is ["reader" or "list" or "fresh"]) return;
        output.PostContent.SetHtmlContent(new Token(antiforgery.GetAndStoreTokens(http)));
    }

    sealed class Token(AntiforgeryTokenSet tokens) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            writer.Write("<input name=\"");
            encoder.Encode(writer, tokens.FormFieldName);
            writer.Write("\" type=\"hidden\" value=\"");
            encoder.Encode(writer, tokens.RequestToken!);
            writer.Write("\">");
        }
    }
}
