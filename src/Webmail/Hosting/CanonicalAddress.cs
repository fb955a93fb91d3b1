namespace Webmail.Hosting;

/// <summary>
/// Who this server is, by its configuration and never by what a request says: scheme, host and path base come from <c>Webmail__PublicUrl</c> and
/// <c>Webmail__PathBase</c>. X-Forwarded-Proto, -Host and -Prefix are not read at all, so there is nothing to forge.
/// </summary>
sealed class CanonicalAddress(RequestDelegate next, WebmailSettings settings)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (settings.PublicUrl is { } url)
        {
            context.Request.Scheme = url.Scheme;
            context.Request.Host = url.IsDefaultPort ? new HostString(url.Host) : new HostString(url.Host, url.Port);
        }
        // Links must carry the path base whether the proxy hands it on or cuts it off.
        if (context.Request.Path.StartsWithSegments(settings.PathBase, out var rest)) context.Request.Path = rest;
        context.Request.PathBase = settings.PathBase;
        return next(context);
    }
}
