using System.Text;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Reading;
using Webmail.Mail.Rendering;

namespace Webmail.Endpoints;

/// <summary><c>GET …/enclosed-body?part=2</c>: the body of a message that lies in a message, as its own document; remote pictures stay blocked.</summary>
static class EnclosedBody
{
    public static async Task<IResult> GetAsync(
        string account, string mailbox, string message, HttpContext context, MessageDoor door, HtmlCleaning cleaning, PictureDrawing drawing, ReadingChoices choices, IStringLocalizer<BodyText> text, string part = "")
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "iframe")) return Results.StatusCode(403);
        if (await door.OpenAsync(account, mailbox, message, context.RequestAborted) is not { } place) return Results.NotFound();
        var structure = await place.Store.StructureAsync(place.Mailbox, place.Key, context.RequestAborted);
        if (EnclosedMessages.Find(structure, part) is not { } enclosed) return Results.NotFound();
        var at = new MessageAt(door.Me.Id, place.Store, place.Mailbox, place.Key);
        var body = await new MessageReader(at, enclosed.Children[0], cleaning, drawing).ReadAsync(null, context.RequestAborted);
        var settings = await choices.OfAsync(door.Me.Id, context.RequestAborted);
        ContentHeaders.ApplyBody(context.Response, ContentHeaders.BlockedPolicy);
        await using var writer = new StreamWriter(context.Response.BodyWriter.AsStream(), new UTF8Encoding(false), 4096);
        new BodyDocument(writer, text).Write(body, new BodyLook(!settings.OriginalColours, settings.Monospace));
        await writer.FlushAsync(context.RequestAborted);
        return Results.Empty;
    }
}
