using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Webmail.Pages.Shared;

/// <summary>Names the texts of the error page.</summary>
public sealed class ErrorText;

/// <summary>What a refused or failed request shows: what happened in words, and the number under which the log knows it. Never an exception.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed class ErrorPage : PageModel
{
    public string Kind => Status switch { 401 => "SignedOut", 403 => "Forbidden", 404 => "NotFound", >= 500 => "Failed", 413 => "TooLarge", _ => IsTooLarge ? "TooLarge" : "BadRequest" };

    public string RequestId => System.Diagnostics.Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    // Whoever reads the form first, as the check of its token, cannot read it then, and calls it a bad one.
    bool IsTooLarge => Request.ContentLength > HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    // The page is also rendered for methods that have no handler, so nothing is set by one. Opened by its address, it is an error that never happened.
    int Status => int.TryParse((string?)RouteData.Values["status"], out var status) && status is >= 400 and < 600 ? status : 404;
}
