namespace Webmail.Security;

/// <summary>
/// Refuses what another site makes a browser do, before anything else looks at it: a method that changes something must come from our own pages.
/// Browsers say so in Sec-Fetch-Site, older ones in Origin; who sends neither is no browser, and still needs the anti-forgery field.
/// </summary>
sealed class SameOriginOnly(RequestDelegate next, SecurityLog log)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        // The page that explains the refusal is rendered for the refused method.
        if (IsSafe(request.Method) || IsOurs(request) || request.Path.StartsWithSegments("/error")) return next(context);
        log.CrossSite(request.Method, request.Headers.Origin.ToString(), request.Path);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    static bool IsOurs(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site == "same-origin";
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin || origin == $"{request.Scheme}://{request.Host}";
    }
}
