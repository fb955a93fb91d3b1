using Microsoft.Extensions.Primitives;
using Webmail.Hosting;

namespace Webmail.Security;

/// <summary>The headers that pages have, unless the endpoint said otherwise: message bodies and images bring their own.</summary>
sealed class PageHeaders(RequestDelegate next, WebmailSettings settings)
{
    // Trusted Types: only the policy of wwwroot/js/models/markup.js turns a string into markup, which asks for this very line; see docs/decisions/0020-trusted-types.md.
    // The hash names the one style of ours that stands in a page: a plain text's (BodyStyle.Text), whose frame inherits this policy.
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-5CN/plsOjWmSdRpNVERL//2qzZXsy7K5s6aYs2oruSI='; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
        + "require-trusted-types-for 'script'; trusted-types webmail";

    /// <param name="content">The other name that frames and pictures of a message come from; null when there is none.</param>
    public static string Policy(string? content) => content is null ? ContentSecurityPolicy
        : ContentSecurityPolicy.Replace("img-src 'self'", $"img-src 'self' {content}", StringComparison.Ordinal).Replace("frame-src 'self'", $"frame-src 'self' {content}", StringComparison.Ordinal);

    /// <summary>This page may stand in a frame of our own pages, and of nobody else's.</summary>
    public static void AllowOwnFrame(HttpContext context) => context.Items[typeof(PageHeaders)] = true;

    static readonly (string Name, StringValues Value)[] Always =
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        // What carries no date of its own must not lie in any cache: it is somebody's mail.
        ("Cache-Control", "no-store"),
    ];

    readonly (string Name, StringValues Value)[] onPages =
    [
        ("Content-Security-Policy", Policy(settings.ContentOrigin)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), display-capture=(), browsing-topics=()"),
    ];

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            Complete(context.Response);
            return Task.CompletedTask;
        });
        return next(context);
    }

    void Complete(HttpResponse response)
    {
        var page = response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
        if (page && response.HttpContext.Items.ContainsKey(typeof(PageHeaders)))
            response.Headers.TryAdd("Content-Security-Policy", Policy(settings.ContentOrigin).Replace("frame-ancestors 'none'", "frame-ancestors 'self'", StringComparison.Ordinal));
        foreach (var (name, value) in page ? [.. Always, .. onPages] : Always) response.Headers.TryAdd(name, value);
        // One year, RFC 6797 §6.1.1; not for sub-domains, which may be someone else's.
        if (settings.Https) response.Headers.TryAdd("Strict-Transport-Security", "max-age=31536000");
    }
}
