using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>A page that says the outcome of a form on the page it leads to.</summary>
public abstract class FlashPage : TurboPage
{
    [TempData] public string? Flash { get; set; }

    protected IActionResult Go(string url, FlashMessage? flash)
    {
        Flash = flash is null ? null : JsonSerializer.Serialize(flash);
        // 303: a form that was posted here is not posted there.
        Response.Headers.Location = url;
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
