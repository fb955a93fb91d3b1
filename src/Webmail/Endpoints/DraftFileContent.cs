using Webmail.Mail.Writing;
using Webmail.Security;

namespace Webmail.Endpoints;

/// <summary><c>GET /compose/files/{draft}/{file}</c>: a file of a draft, for its writer: pictures of the text are shown by it.</summary>
static class DraftFileContent
{
    public static async Task<IResult> GetAsync(Guid draft, Guid file, HttpContext context, DraftFiles files, CurrentPerson me)
    {
        if (await files.FindAsync(me.Id, draft, file, context.RequestAborted) is not { } found) return Results.NotFound();
        var type = DownloadTypes.Of(found.MediaType);
        MessagePartFile.Describe(context.Response, type == DownloadTypes.Text ? DownloadTypes.Download : type, found.Name);
        await files.CopyToAsync(found, context.Response.Body, context.RequestAborted);
        return Results.Empty;
    }
}
