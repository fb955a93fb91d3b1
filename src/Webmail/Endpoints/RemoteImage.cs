using Microsoft.Extensions.Localization;
using Webmail.Hosting;
using Webmail.Mail.Sanitizing;
using Webmail.Security;

namespace Webmail.Endpoints;

/// <summary><c>GET /images/{token}</c>: a remote picture the reader asked for. The token is the right; the frame it is in has no cookies.</summary>
static class RemoteImage
{
    public static async Task<IResult> GetAsync(string token, HttpContext context, ImageTokens tokens, RemotePictures pictures, IStringLocalizer<BodyText> text, WebmailSettings settings)
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "image")) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (settings.ContentOrigin is not null && !ContentHost.IsHere(context)) return Results.NotFound();
        ContentHeaders.Apply(context.Response, ContentHeaders.PartPolicy);
        // The frame's origin is opaque: "same-origin" would keep our own picture from it.
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (!tokens.TryOpen(token, out var image)) return Placeholder.Say(text["Picture.Again"], StatusCodes.Status403Forbidden);
        if (!pictures.MayFetch(image.PersonId)) return Placeholder.Say(text["Picture.Later"], StatusCodes.Status429TooManyRequests);
        if (await pictures.ShowAsync(image, context.RequestAborted) is not { } bytes) return Placeholder.Say(text["Picture.None"], StatusCodes.Status404NotFound);
        return Results.Bytes(bytes, DataImages.TypeOf(bytes.Span));
    }
}
