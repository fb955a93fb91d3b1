using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Endpoints;

/// <summary><c>GET …/print</c>: head and body of a message in one document, for paper. As isolated as the body, so no script opens the browser's dialog.</summary>
static class MessagePrint
{
    public static async Task<IResult> GetAsync(
        string account, string mailbox, string message, HttpContext context, MessageDoor door, BodyReading reading, IStringLocalizer<BodyText> text, string images = "")
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "document")) return Results.StatusCode(403);
        if (await door.OpenAsync(account, mailbox, message, context.RequestAborted) is not { } place) return Results.NotFound();
        var opened = await place.Store.OpenAsync(place.Mailbox, place.Key, context.RequestAborted);
        var prepared = await reading.PrepareAsync(place, context, images == "1");
        ContentHeaders.ApplyBody(context.Response, prepared.Policy);
        await using var writer = new StreamWriter(context.Response.BodyWriter.AsStream(), new UTF8Encoding(false), 4096);
        new BodyDocument(writer, text).WritePrint(prepared.Body, prepared.Look, Head(opened, context.Request));
        await writer.FlushAsync(context.RequestAborted);
        return Results.Empty;
    }

    static PrintHead Head(OpenedMessage opened, HttpRequest request)
    {
        var envelope = opened.Envelope;
        List<(string, string)> lines = [("Print.From", Names(envelope.From)), ("Print.To", Names(envelope.To)), ("Print.Cc", Names(opened.Cc)), ("Print.Date", Date(envelope, request)),
            ("Print.Files", string.Join(", ", BodyChoice.Of(opened.Structure).Attachments.Select(attachment => attachment.FileName)))];
        return new(envelope.Subject, [.. lines.Where(line => line.Item2.Length > 0)]);
    }

    static string Names(IReadOnlyList<Correspondent> people) =>
        string.Join(", ", people.Select(person => person.Name.Length > 0 ? $"{person.Name} <{person.Address}>" : person.Address));

    static string Date(Envelope envelope, HttpRequest request)
    {
        var zone = request.Cookies.TryGetValue("webmail-zone", out var id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? found : TimeZoneInfo.Local;
        return TimeZoneInfo.ConvertTime(envelope.Date ?? envelope.Received, zone).ToString("f", CultureInfo.CurrentCulture);
    }
}
