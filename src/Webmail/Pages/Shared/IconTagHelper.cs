using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Webmail.Pages.Shared;

/// <summary>
/// <c>&lt;icon name="trash-2"/&gt;</c>: one symbol of the sprite, or with a <c>label</c> an image of that name. Decoration unless it is labelled.
/// </summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IconTagHelper : TagHelper
{
    static readonly TagHelperAttribute Plain = new("class", "icon");
    static readonly TagHelperAttribute Hidden = new("aria-hidden", "true");
    static readonly TagHelperAttribute Image = new("role", "img");

    public string Name { get; set; } = "";
    public string? Label { get; set; }

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        var attributes = output.Attributes;
        if (attributes.TryGetAttribute("class", out var more)) attributes.SetAttribute("class", $"{more.Value} icon");
        else attributes.Add(Plain);
        if (Label is null) attributes.Add(Hidden);
        else
        {
            attributes.Add(Image);
            attributes.SetAttribute("aria-label", Label);
        }
        output.Content.SetHtmlContent(new Use(Sprite.Url(View.HttpContext), Name));
    }

    /// <summary>Written as it goes: a screen has a hundred of them.</summary>
    sealed class Use(string sprite, string name) : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder)
        {
            writer.Write("<use href=\"");
            encoder.Encode(writer, sprite);
            writer.Write('#');
            encoder.Encode(writer, name);
            writer.Write("\"></use>");
        }
    }
}
