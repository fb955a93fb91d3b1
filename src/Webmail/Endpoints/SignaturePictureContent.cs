using Webmail.Mail.Writing;
using Webmail.Security;

namespace Webmail.Endpoints;

/// <summary><c>GET /settings/identities/pictures/{id}</c>: a picture of a signature, for its writer.</summary>
static class SignaturePictureContent
{
    public static async Task<IResult> GetAsync(Guid id, HttpContext context, SignaturePictures pictures, CurrentPerson me)
    {
        if (await pictures.FindAsync(me.Id, id, context.RequestAborted) is not { } found) return Results.NotFound();
        MessagePartFile.Describe(context.Response, DownloadTypes.Of(found.MediaType), found.FileName);
        await pictures.CopyToAsync(found, context.Response.Body, context.RequestAborted);
        return Results.Empty;
    }
}
