using System.Text;
using Microsoft.Extensions.Localization;

namespace Webmail.Endpoints;

/// <summary><c>GET …/body</c>: the body of a message as a document with an opaque origin.</summary>
static class MessageBody
{
    public static async Task<IResult> GetAsync(
        string account, string mailbox, string message, HttpContext context, MessageDoor door, BodyReading reading, IStringLocalizer<BodyText> text,
        string images = "", string colours = "", string stacked = "", string q = "")
    {
        // Browsers say what they load it for (Fetch Metadata). In a script, style or image tag of another page it is an attack.
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "iframe")) return Refuse(context, text);
        if (await door.OpenAsync(account, mailbox, message, context.RequestAborted) is not { } place) return Results.NotFound();
        var prepared = await reading.PrepareAsync(place, context, images == "1", colours, q);
        ContentHeaders.ApplyBody(context.Response, stacked == "1" ? ContentHeaders.Stacked(prepared.Policy) : prepared.Policy);
        await using var writer = new StreamWriter(context.Response.BodyWriter.AsStream(), new UTF8Encoding(false), 4096);
        // What was looked for may stand in the quotation.
        new BodyDocument(writer, text, stacked == "1", folding: q.Length == 0).Write(prepared.Body, prepared.Look);
        await writer.FlushAsync(context.RequestAborted);
        return Results.Empty;
    }

    static IResult Refuse(HttpContext context, IStringLocalizer<BodyText> text) =>
        new ContentFailures(text).Answer(context, StatusCodes.Status403Forbidden, text["Refused.Frame"]);
}
