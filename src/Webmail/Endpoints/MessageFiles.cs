using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;
using Webmail.Mail.Reading;

namespace Webmail.Endpoints;

/// <summary><c>GET …/parts.zip</c>: all files of a message in one, written while they are read. Names are numbered and lie side by side (A38).</summary>
static class MessageFiles
{
    public static async Task<IResult> GetAsync(string account, string mailbox, string message, HttpContext context, MessageDoor door)
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "document" or "empty")) return Results.StatusCode(403);
        if (await door.OpenAsync(account, mailbox, message, context.RequestAborted) is not { } place) return Results.NotFound();
        var opened = await place.Store.OpenAsync(place.Mailbox, place.Key, context.RequestAborted);
        var files = BodyChoice.Of(opened.Structure).Attachments;
        if (files.Count == 0) return Results.NotFound();
        // ZipArchive still writes its directory in small synchronous pieces.
        if (context.Features.Get<IHttpBodyControlFeature>() is { } control) control.AllowSynchronousIO = true;
        var name = FileNames.OfWords(opened.Envelope.Subject);
        MessagePartFile.Describe(context.Response, DownloadTypes.Download, (name.Length > 0 ? name : place.Key.ToString()) + ".zip");
        await WriteAsync(place, files, context);
        return Results.Empty;
    }

    static async Task WriteAsync(MessagePlace place, IReadOnlyList<Attachment> files, HttpContext context)
    {
        await using var zip = await ZipArchive.CreateAsync(context.Response.Body, ZipArchiveMode.Create, leaveOpen: true, null, context.RequestAborted);
        for (var i = 0; i < files.Count; i++)
        {
            // Most attachments are compressed already.
            var entry = zip.CreateEntry(EntryName(i + 1, files[i].FileName), CompressionLevel.Fastest);
            await using var content = await entry.OpenAsync(context.RequestAborted);
            await place.Store.CopyPartAsync(place.Mailbox, place.Key, files[i].Part, content, context.RequestAborted);
        }
    }

    /// <summary>No two are equal, none is a path or the name of a device.</summary>
    public static string EntryName(int number, string fileName) => string.Create(CultureInfo.InvariantCulture, $"{number:00} {FileNames.Safe(fileName)}");
}
