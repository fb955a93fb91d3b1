using Webmail.Mail.Reading;

namespace Webmail.Endpoints;

/// <summary><c>GET …/source</c>: the message as it came, as text; with <c>?download=1</c> as a file, whole.</summary>
static class MessageSource
{
    const int MaxView = 2 << 20;

    public static async Task<IResult> GetAsync(string account, string mailbox, string message, HttpContext context, MessageDoor door, string download = "")
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "document" or "empty")) return Results.StatusCode(403);
        if (await door.OpenAsync(account, mailbox, message, context.RequestAborted) is not { } place) return Results.NotFound();
        if (download == "1") await DownloadAsync(place, context);
        else await ViewAsync(place, context);
        return Results.Empty;
    }

    static async Task DownloadAsync(MessagePlace place, HttpContext context)
    {
        var opened = await place.Store.OpenAsync(place.Mailbox, place.Key, context.RequestAborted);
        var name = FileNames.OfWords(opened.Envelope.Subject);
        MessagePartFile.Describe(context.Response, DownloadTypes.Download, (name.Length > 0 ? name : place.Key.ToString()) + ".eml");
        await place.Store.CopySourceAsync(place.Mailbox, place.Key, context.Response.Body, context.RequestAborted);
    }

    static async Task ViewAsync(MessagePlace place, HttpContext context)
    {
        await using var view = new CappedBuffer(MaxView);
        try
        {
            await place.Store.CopySourceAsync(place.Mailbox, place.Key, view, context.RequestAborted);
        }
        catch (CappedBuffer.FullException)
        {
            // Enough to look at.
        }
        MessagePartFile.Describe(context.Response, DownloadTypes.Text, $"{place.Key}.txt");
        await context.Response.WriteAsync(TextDecoder.Decode(view.Content, ""), context.RequestAborted);
    }
}
