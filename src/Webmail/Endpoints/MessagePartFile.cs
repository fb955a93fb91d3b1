using Microsoft.Net.Http.Headers;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Endpoints;

/// <summary><c>GET …/parts/{part}</c>: an attachment, streamed. Its sender chooses neither its type nor where it opens (A35, A36).</summary>
static class MessagePartFile
{
    public static async Task<IResult> GetAsync(
        string account, string mailbox, string message, string part, HttpContext context, MessageDoor door, string download = "")
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is var wanted && wanted is not ("" or "document" or "empty" or "image" or "audio" or "video")) return Results.StatusCode(403);
        if (await door.OpenAsync(account, mailbox, message, context.RequestAborted) is not { } place) return Results.NotFound();
        var opened = await place.Store.OpenAsync(place.Mailbox, place.Key, context.RequestAborted);
        if (opened.Structure?.SelfAndDescendants().FirstOrDefault(node => node.Specifier == part && part.Length > 0) is not { } found) return Results.NotFound();
        var type = download == "1" ? DownloadTypes.Download : wanted is "audio" or "video" ? DownloadTypes.Played(found.MediaType) : DownloadTypes.Of(found.MediaType);
        if (type == DownloadTypes.Text) return await TextAsync(place, found, context);
        Describe(context.Response, type, NameOf(opened.Structure, found));
        await place.Store.CopyPartAsync(place.Mailbox, place.Key, found, context.Response.Body, context.RequestAborted);
        return Results.Empty;
    }

    /// <summary>Plain text is decoded here and sent as UTF-8, so that no browser guesses (A37); what is longer than we show is a file.</summary>
    static async Task<IResult> TextAsync(MessagePlace place, MessagePart part, HttpContext context)
    {
        var content = await place.Store.ReadPartAsync(place.Mailbox, place.Key, part, MessageReader.MaxText, context.RequestAborted);
        Describe(context.Response, content.Truncated ? DownloadTypes.Download : DownloadTypes.Text, FileNames.For(part, 1));
        if (content.Truncated) await place.Store.CopyPartAsync(place.Mailbox, place.Key, part, context.Response.Body, context.RequestAborted);
        else await context.Response.WriteAsync(TextDecoder.Decode(content.Bytes.Span, part.Charset), context.RequestAborted);
        return Results.Empty;
    }

    /// <summary>The name the reader lists it under.</summary>
    static string NameOf(MessagePart structure, MessagePart part) =>
        BodyChoice.Of(structure).Attachments.FirstOrDefault(attachment => ReferenceEquals(attachment.Part, part))?.FileName ?? FileNames.For(part, 1);

    public static void Describe(HttpResponse response, string type, string fileName)
    {
        ContentHeaders.Apply(response, ContentHeaders.PartPolicy);
        response.ContentType = type;
        var disposition = new ContentDispositionHeaderValue(type == DownloadTypes.Download ? "attachment" : "inline");
        disposition.SetHttpFileName(fileName); // RFC 6266 §4.3, RFC 8187.
        response.Headers.ContentDisposition = disposition.ToString();
    }
}
