using Webmail.Hosting;

namespace Webmail.Security;

/// <summary>
/// The other name of this server, where strangers' bytes come from when <c>Webmail__ContentHost</c> is set (docs/decisions/0015-content-host.md): it takes no
/// cookies, sets none, has no page of ours, and answers only what <see cref="ContentGrants"/> or a picture's own address allow.
/// </summary>
sealed class ContentHost(RequestDelegate next, WebmailSettings settings, ContentGrants grants)
{
    /// <summary>For whatever brings no policy of a stranger's document: an error, a redirect.</summary>
    const string NothingPolicy = "sandbox; default-src 'none'";

    sealed class Here;

    public static bool IsHere(HttpContext context) => context.Features.Get<Here>() is not null;

    public Task InvokeAsync(HttpContext context)
    {
        if (!settings.IsContentHost(context.Request.Host)) return next(context);
        context.Features.Set(new Here());
        context.Response.OnStarting(() =>
        {
            Harden(context.Response.Headers);
            if (context.Response.StatusCode == StatusCodes.Status200OK) TellApplication(context.Response.Headers);
            return Task.CompletedTask;
        });
        context.Request.Headers.Cookie = default;
        if (HttpMethods.IsGet(context.Request.Method) && Enter(context)) return next(context);
        if (!context.Response.Headers.ContainsKey("Location")) context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Whether the request may go on.</summary>
    bool Enter(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(settings.PathBase, out var path)) return false;
        context.Request.Path = path;
        if (path.StartsWithSegments("/images")) return true;
        if (path.Value is not { } whole || !whole.StartsWith(ContentGrants.Path, StringComparison.Ordinal) || whole.IndexOf('/', ContentGrants.Path.Length) is not (> 0 and var end)) return false;
        var wanted = whole[end..];
        // Where a link in a mail is not what it seems: the page that asks is the application's. The link is written relative to the document.
        if (wanted == "/leaving") context.Response.Redirect($"{settings.AppOrigin}{settings.PathBase}{wanted}{context.Request.QueryString}");
        if (grants.Open(whole[ContentGrants.Path.Length..end], wanted) is not { } cookies) return false;
        context.Request.Headers.Cookie = cookies;
        context.Request.Path = wanted;
        return true;
    }

    /// <summary>
    /// That it came: the application keeps bodies that are here before they are opened (decision 26), and after a redirect to another origin Resource Timing
    /// tells no status. Only the application may read it.
    /// </summary>
    void TellApplication(IHeaderDictionary headers)
    {
        headers["Timing-Allow-Origin"] = settings.AppOrigin;
        headers["Server-Timing"] = "came";
    }

    void Harden(IHeaderDictionary headers)
    {
        headers.Remove("Set-Cookie");
        var policy = headers.ContentSecurityPolicy.ToString();
        headers.ContentSecurityPolicy = policy.StartsWith("sandbox", StringComparison.Ordinal) ? policy.Replace("frame-ancestors 'self'", $"frame-ancestors {settings.AppOrigin}", StringComparison.Ordinal) : NothingPolicy;
        // The application shows files of a message in its pages, from this other site.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }
}
