using System.Text;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Sanitizing;

namespace Webmail.Pages.Compose;

/// <summary>
/// Makes what is pasted fit for the editor: a stranger's HTML is cleaned where all other is, not in the page (A32). Changes nothing.
/// </summary>
[RequestSizeLimit(4 << 20)]
public sealed class PastesModel(ComposeContext context) : ComposePage(context)
{
    public IActionResult OnGet() => Redirect(Url.Content("~/compose"));

    public async Task<IActionResult> OnPostAsync([FromForm] string? html, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(html)) return BadRequest();
        var strict = await Cleaning.StrictAsync(html, [], Me.Id, cancel);
        return Content((strict.Refused ? StrictMarkup.OfText(VisibleText.Of(html)) : strict.Html).ToString(), "text/plain", Encoding.UTF8);
    }
}
