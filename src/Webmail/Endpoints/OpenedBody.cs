using System.Text;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Reading;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sealing;
using Webmail.Mail.Stores;

namespace Webmail.Endpoints;

/// <summary>What an opened message is shown with.</summary>
sealed record OpenedContext(MessageDoor Door, SealedReader Seals, HtmlCleaning Cleaning, PictureDrawing Drawing, ReadingChoices Choices, IStringLocalizer<BodyText> Text)
{
    /// <summary>Null when it is not this person's, not wrapped, or cannot be opened.</summary>
    public async Task<(MessagePlace Place, MessageInMemory? Inner)?> OpenAsync(string account, string mailbox, string message, CancellationToken cancel)
    {
        if (await Door.OpenAsync(account, mailbox, message, cancel) is not { } place) return null;
        var seal = await SealAsync(place, await place.Store.OpenAsync(place.Mailbox, place.Key, cancel), cancel);
        return seal is null ? null : (place, seal.Inner);
    }

    /// <returns>Null when it is not wrapped.</returns>
    public Task<OpenedSeal?> SealAsync(MessagePlace place, OpenedMessage opened, CancellationToken cancel) =>
        Seals.ReadAsync(new(Door.Me.Id, place.Account.Account.Id, Door.Me.SessionSecret), place.Store, place.Mailbox, opened, cancel);

    /// <summary>What an opened message says, and how this person looks at it.</summary>
    public async Task<(ReadBody Body, BodyLook Look)> ReadAsync(MessagePlace place, MessageInMemory inner, CancellationToken cancel)
    {
        var settings = await Choices.OfAsync(Door.Me.Id, cancel);
        var at = new MessageAt(Door.Me.Id, inner, place.Mailbox, place.Key);
        var body = await new MessageReader(at, inner.Structure, Cleaning, Drawing).ReadAsync(null, cancel);
        return (body, new BodyLook(!settings.OriginalColours, settings.Monospace));
    }
}

/// <summary>
/// <c>GET …/opened-body</c>: the body of a message that was encrypted, as its own document, through the same cleaning as every other. Remote pictures stay blocked
/// whatever the person has agreed to elsewhere: what was changed on its way could send the text to somebody (A66).
/// </summary>
static class OpenedBody
{
    public static async Task<IResult> GetAsync(string account, string mailbox, string message, HttpContext context, OpenedContext desk, string stacked = "")
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "iframe")) return Results.StatusCode(403);
        if (await desk.OpenAsync(account, mailbox, message, context.RequestAborted) is not var (place, inner)) return Results.NotFound();
        ContentHeaders.ApplyBody(context.Response, stacked == "1" ? ContentHeaders.Stacked(ContentHeaders.BlockedPolicy) : ContentHeaders.BlockedPolicy);
        await using var writer = new StreamWriter(context.Response.BodyWriter.AsStream(), new UTF8Encoding(false), 4096);
        var document = new BodyDocument(writer, desk.Text, stacked == "1", folding: true);
        if (inner is null) document.WriteSentence(desk.Text["Sealed"]);
        else
        {
            var (body, look) = await desk.ReadAsync(place, inner, context.RequestAborted);
            document.Write(body, look);
        }
        await writer.FlushAsync(context.RequestAborted);
        return Results.Empty;
    }
}

/// <summary><c>GET …/opened-parts/{part}</c>: a file out of an encrypted message, always saved and never shown.</summary>
static class OpenedPart
{
    public static async Task<IResult> GetAsync(string account, string mailbox, string message, string part, HttpContext context, OpenedContext desk)
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "document" or "empty")) return Results.StatusCode(403);
        if (await desk.OpenAsync(account, mailbox, message, context.RequestAborted) is not var (place, inner) || inner is null) return Results.NotFound();
        if (BodyChoice.Of(inner.Structure).Attachments.FirstOrDefault(file => file.Part.Specifier == part) is not { } found) return Results.NotFound();
        var content = await inner.ReadPartAsync(place.Mailbox, place.Key, found.Part, inner.Length, context.RequestAborted);
        MessagePartFile.Describe(context.Response, DownloadTypes.Download, found.FileName);
        await context.Response.Body.WriteAsync(content.Bytes, context.RequestAborted);
        return Results.Empty;
    }
}
