using Webmail.Mail.Sanitizing;

namespace Webmail.Endpoints;

/// <summary><c>GET /images/{token}</c>: a remote picture the reader asked for. The token is the right; the frame it is in has no cookies.</summary>
static class RemoteImage
{
    public static async Task<IResult> GetAsync(string token, HttpContext context, ImageTokens tokens, RemotePictures pictures)
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "image")) return Results.StatusCode(403);
        if (!tokens.TryOpen(token, out var image)) return Results.StatusCode(403);
        if (!pictures.MayFetch(image.PersonId)) return Results.StatusCode(429);
        if (await pictures.FetchAsync(image, context.RequestAborted) is not { } bytes) return Results.StatusCode(404);
        ContentHeaders.Apply(context.Response, ContentHeaders.PartPolicy);
        // The frame's origin is opaque: "same-origin" would keep our own picture from it.
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return Results.Bytes(bytes, DataImages.TypeOf(bytes));
    }
}
