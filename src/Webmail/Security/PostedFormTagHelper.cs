using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Webmail.Security;

/// <summary>
/// Gives every posted form its anti-forgery field. The framework leaves it out where a form names its own action, which could be another site's;
/// ours are not: the content security policy holds forms to this origin.
/// </summary>
[HtmlTargetElement("form", Attributes = "action, [method='post']")]
public sealed class PostedFormTagHelper(IHtmlGenerator generator) : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        // Nothing when the form has its field already.
        if (generator.GenerateAntiforgery(ViewContext) is { } field) output.PostContent.AppendHtml(field);
    }
}
