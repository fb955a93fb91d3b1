using System.Text;
using Webmail.Mail.Keys;
using Webmail.Security;

namespace Webmail.Endpoints;

/// <summary><c>GET /settings/keys/{id}/public</c>: the public half of a key, as text that every program takes.</summary>
static class PublicKeyFile
{
    public static async Task<IResult> GetAsync(Guid id, HttpContext context, KeyBook keys, CurrentPerson me)
    {
        if (!me.IsSignedIn || await keys.FindAsync(me.Id, id, context.RequestAborted) is not { } key) return Results.NotFound();
        var (text, name) = PublicKeyText.Of(key);
        MessagePartFile.Describe(context.Response, DownloadTypes.Download, name);
        await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(text), context.RequestAborted);
        return Results.Empty;
    }
}
