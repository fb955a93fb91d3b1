using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Reading;
using Webmail.Mail.Sealing;
using Webmail.Mail.Signatures;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;

namespace Webmail.Endpoints;

/// <summary>What a message is printed with.</summary>
sealed record PrintDesk(OpenedContext Opened, BodyReading Reading, SignatureReader Signatures, IStringLocalizer<SignatureText> Words);

/// <summary><c>GET …/print</c>: head and body of a message in one document, for paper. As isolated as the body, so no script opens the browser's dialog.</summary>
static class MessagePrint
{
    public static async Task<IResult> GetAsync(string account, string mailbox, string message, HttpContext context, PrintDesk desk, string images = "")
    {
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "document")) return Results.StatusCode(403);
        var cancel = context.RequestAborted;
        if (await desk.Opened.Door.OpenAsync(account, mailbox, message, cancel) is not { } place) return Results.NotFound();
        var opened = await place.Store.OpenAsync(place.Mailbox, place.Key, cancel);
        var seal = await desk.Opened.SealAsync(place, opened, cancel);
        var prepared = seal is null ? await desk.Reading.PrepareAsync(place, context, images == "1") : await InsideAsync(desk, place, seal, cancel);
        var signature = seal is null ? await desk.Signatures.ReadAsync(place.Account.Account.PersonId, place.Store, place.Mailbox, opened, cancel) : seal.Signature;
        ContentHeaders.ApplyBody(context.Response, prepared.Policy);
        await using var writer = new StreamWriter(context.Response.BodyWriter.AsStream(), new UTF8Encoding(false), 4096);
        IReadOnlyList<Attachment> attachments = seal is { Inner: null } ? [] : BodyChoice.Of(seal?.Inner?.Structure ?? opened.Structure).Attachments;
        new BodyDocument(writer, desk.Opened.Text).WritePrint(prepared.Body, prepared.Look, Head(opened, attachments, new PrintSigns(desk.Words).Of(opened, seal, signature), context.Request));
        await writer.FlushAsync(cancel);
        return Results.Empty;
    }

    /// <summary>What was encrypted never loads anything (A66); what cannot be opened is not printed, and the head says why.</summary>
    static async Task<PreparedBody> InsideAsync(PrintDesk desk, MessagePlace place, OpenedSeal seal, CancellationToken cancel)
    {
        if (seal.Inner is null) return new(new ReadBody([], 0, 0, false), BodyLook.Plain, ContentHeaders.BlockedPolicy);
        var (body, look) = await desk.Opened.ReadAsync(place, seal.Inner, cancel);
        return new(body, look, ContentHeaders.BlockedPolicy);
    }

    static PrintHead Head(OpenedMessage opened, IReadOnlyList<Attachment> attachments, IEnumerable<(string, string)> signs, HttpRequest request)
    {
        var envelope = opened.Envelope;
        List<(string, string)> lines = [("Print.From", Names(envelope.From)), ("Print.To", Names(envelope.To)), ("Print.Cc", Names(opened.Cc)), ("Print.Date", Date(envelope, request)),
            ("Print.Files", string.Join(", ", attachments.Select(attachment => attachment.FileName))), .. signs];
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
