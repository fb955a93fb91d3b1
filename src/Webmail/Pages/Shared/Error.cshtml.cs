using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Localization;
using Webmail.Pages.Mail;
using Webmail.Turbo;

namespace Webmail.Pages.Shared;

/// <summary>Names the texts of the error page.</summary>
public sealed class ErrorText;

/// <summary>What a refused or failed request shows: what happened in words, and the number under which the log knows it. Never an exception.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed class ErrorPage(IStringLocalizer<ErrorText> text) : TurboPage
{
    // Until somebody has signed in: that may take as long as a page stays open.
    const int Day = 86_400;

    public string Kind => Status switch { 401 => "SignedOut", 403 => "Forbidden", 404 => "NotFound", >= 500 => "Failed", 413 => "TooLarge", _ => IsTooLarge ? "TooLarge" : "BadRequest" };

    public string RequestId => System.Diagnostics.Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    /// <summary>A form of somebody who is not signed in any more: the page it stands on stays, with what was typed, and says where to sign in beside it.</summary>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (Kind != "SignedOut" || !WantsStream || !HttpMethods.IsPost(Request.Method)) return;
        var signIn = new FlashLink(Url.Content("~/sign-in"), text["SignedOut.SignIn"]);
        context.Result = Stream(new FlashMessage(text["SignedOut.Form"], Bad: true, Seconds: Day) { Link = signIn }.AsStream());
    }

    // Whoever reads the form first, as the check of its token, cannot read it then, and calls it a bad one.
    bool IsTooLarge => Request.ContentLength > HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    // The page is also rendered for methods that have no handler, so nothing is set by one. Opened by its address, it is an error that never happened.
    int Status => int.TryParse((string?)RouteData.Values["status"], out var status) && status is >= 400 and < 600 ? status : 404;
}
