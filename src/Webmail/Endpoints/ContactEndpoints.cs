using System.Text;
using Webmail.Mail.Contacts;
using Webmail.Security;

namespace Webmail.Endpoints;

/// <summary>Bytes of the address book: pictures, files, and what completes a recipient.</summary>
static class ContactEndpoints
{
    public static void MapContacts(this WebApplication app)
    {
        app.MapGet("/contacts/{id:guid}/photo", PhotoAsync);
        app.MapGet("/contacts/suggestions", SuggestAsync);
        app.MapGet("/contacts/export", ExportAsync);
    }

    /// <summary>A picture as its person uploaded it, under the headers of a stranger's file (A35).</summary>
    static async Task<IResult> PhotoAsync(Guid id, HttpContext context, AddressBook book, CurrentPerson me)
    {
        if (await book.FindAsync(me.Id, id, context.RequestAborted) is not { PhotoId: { } photoId } || await book.PhotoAsync(me.Id, photoId, context.RequestAborted) is not { } photo) return Results.NotFound();
        ContentHeaders.Apply(context.Response, ContentHeaders.PartPolicy);
        // Its address changes with the picture.
        context.Response.Headers.CacheControl = "private, max-age=604800, immutable";
        return Results.Bytes(photo.Bytes, Photos.TypeOf(photo.Bytes) ?? "application/octet-stream");
    }

    static async Task<IResult> SuggestAsync(string? q, HttpContext context, Suggestions suggestions, CurrentPerson me) =>
        Results.Json(await suggestions.FindAsync(me.Id, q, context.RequestAborted));

    static async Task<IResult> ExportAsync(string? format, Guid? group, HttpContext context, ContactFiles files, CurrentPerson me)
    {
        if (format is not ("vcf" or "vcf4" or "csv")) return Results.BadRequest();
        MessagePartFile.Describe(context.Response, DownloadTypes.Download, $"contacts.{format[..3]}");
        await using var writer = new StreamWriter(context.Response.BodyWriter.AsStream(), new UTF8Encoding(format == "csv"));
        var cards = files.ExportAsync(me.Id, group, context.RequestAborted);
        if (format == "csv") CsvCards.Write(writer, await cards.ToListAsync(context.RequestAborted));
        else await foreach (var card in cards)
        {
            VCardWriter.Write(writer, card, format == "vcf4" ? VCardVersion.Four : VCardVersion.Three);
            await writer.FlushAsync(context.RequestAborted);
        }
        await writer.FlushAsync(context.RequestAborted);
        return Results.Empty;
    }
}
