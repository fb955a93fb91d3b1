using Webmail.Mail.Reading;

namespace Webmail.Endpoints;

/// <summary><c>GET …/unpacked/{part}/{number}</c>: a file out of a <c>winmail.dat</c>, always saved and never shown.</summary>
static class UnpackedFile
{
    public static async Task<IResult> GetAsync(string account, string mailbox, string message, string part, int number, HttpContext context, MessageDoor door, PackedFiles packed)
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "document" or "empty")) return Results.StatusCode(403);
        if (await door.OpenAsync(account, mailbox, message, context.RequestAborted) is not { } place) return Results.NotFound();
        var structure = await place.Store.StructureAsync(place.Mailbox, place.Key, context.RequestAborted);
        if (PackedFiles.Find(structure, part) is not { } file) return Results.NotFound();
        var at = new MessageAt(door.Me.Id, place.Store, place.Mailbox, place.Key);
        if (await packed.ReadAsync(at, file.Part, number, context.RequestAborted) is not { } unpacked || number < 0 || number >= unpacked.Fields.Files.Count) return Results.NotFound();
        MessagePartFile.Describe(context.Response, DownloadTypes.Download, PackedFiles.NameOf(unpacked.Fields.Files[number], number));
        await context.Response.Body.WriteAsync(unpacked.Bytes, context.RequestAborted);
        return Results.Empty;
    }
}
