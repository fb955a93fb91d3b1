using Webmail.Hosting;
using Webmail.Security;

namespace Webmail.Endpoints;

/// <summary>Where there is a content host, the application's own name gives out no byte of a stranger: it sends there, with the right to what was asked for.</summary>
sealed class ToContentHost(WebmailSettings settings, ContentGrants grants) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (settings.ContentOrigin is not { } origin || ContentHost.IsHere(context.HttpContext)) return next(context);
        return new(Results.Redirect($"{origin}{request.PathBase}{ContentGrants.Path}{grants.Issue(request)}{request.Path.ToUriComponent()}{request.QueryString}"));
    }
}
