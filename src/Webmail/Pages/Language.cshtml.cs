using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Webmail.Hosting;

namespace Webmail.Pages;

/// <summary>Remembers in the browser which language was chosen.</summary>
[AllowAnonymous]
public sealed class LanguagePage : PageModel
{
    public IActionResult OnGet() => LocalRedirect(Url.Content("~/mail"));

    public IActionResult OnPost([FromForm] string? language, [FromForm] string? returnUrl)
    {
        if (Languages.Known.Contains(language)) Languages.Remember(HttpContext, language!);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : Url.Content("~/mail"));
    }
}
