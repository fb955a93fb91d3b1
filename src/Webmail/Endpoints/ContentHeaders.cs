namespace Webmail.Endpoints;

/// <summary>
/// The headers under which a stranger's bytes leave this server. They hold even when the sanitiser fails completely: an opaque origin, no
/// script, no request to anyone. A test compares the exact text: whoever loosens one of them has to say why there.
/// </summary>
public static class ContentHeaders
{
    // sandbox without allow-scripts and without allow-same-origin: the document runs nothing and is nobody, also when it is opened directly.
    // allow-popups…: links open in a new tab that is an ordinary page again. style-src: inline styles carry a mail's layout.
    const string Sandbox = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; ";
    const string Rest = "; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>Body while remote pictures are blocked: only what is inside the document itself.</summary>
    public const string BlockedPolicy = Sandbox + "img-src data:" + Rest;

    /// <summary>A file: nothing in it may do anything.</summary>
    public const string PartPolicy = "sandbox; default-src 'none'";

    /// <summary>Nothing a document could ask a device for.</summary>
    public const string Permissions =
        "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), "
        + "gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), "
        + "serial=(), sync-xhr=(), usb=(), web-share=(), xr-spatial-tracking=()";

    /// <summary>Body after the person asked for remote pictures: besides, our proxy and no other path of ours.</summary>
    /// <param name="images">Absolute address that every proxied picture begins with.</param>
    public static string ShownPolicy(string images) => $"{Sandbox}img-src {images} data:{Rest}";

    /// <summary>
    /// The same body in a stack: one script of ours may run, which tells the page how tall the body is (<see cref="BodyResizer"/>). Its origin stays
    /// opaque: scripts together with allow-same-origin would be no sandbox at all.
    /// </summary>
    /// <param name="policy">One of the two above.</param>
    public static string Stacked(string policy) =>
        policy.Replace("sandbox ", "sandbox allow-scripts ", StringComparison.Ordinal).Replace("default-src 'none'; ", $"default-src 'none'; script-src '{BodyResizer.Hash}'; ", StringComparison.Ordinal);

    public static void ApplyBody(HttpResponse response, string policy)
    {
        response.ContentType = "text/html; charset=utf-8";
        Apply(response, policy);
    }

    public static void Apply(HttpResponse response, string policy)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        headers["X-DNS-Prefetch-Control"] = "off";
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
