using System.Text;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Endpoints;

/// <summary><c>GET …/body</c>: the body of a message as a document with an opaque origin.</summary>
static class MessageBody
{
    public static async Task<IResult> GetAsync(
        string account, string mailbox, string message, HttpContext context, MessageDoor door, ImageTokens tokens, RecentBodies bodies,
        IStringLocalizer<BodyText> text, string images = "", string stacked = "")
    {
        // Browsers say what they load it for (Fetch Metadata). In a script, style or image tag of another page it is an attack.
        if (context.Request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "iframe")) return Refuse(context, text);
        if (await door.OpenAsync(account, mailbox, message, context.RequestAborted) is not { } place) return Results.NotFound();
        var proxy = images == "1" ? tokens.For(context.Request, door.Me.Id, $"{account}/{mailbox}/{message}") : null;
        var body = await ReadAsync(place, proxy, bodies, door.Me.Id, context.RequestAborted);
        var policy = proxy is not null ? ContentHeaders.ShownPolicy(tokens.Root(context.Request)) : ContentHeaders.BlockedPolicy;
        ContentHeaders.ApplyBody(context.Response, stacked == "1" ? ContentHeaders.Stacked(policy) : policy);
        await using var writer = new StreamWriter(context.Response.BodyWriter.AsStream(), new UTF8Encoding(false), 4096);
        new BodyDocument(writer, text, stacked == "1").Write(body);
        await writer.FlushAsync(context.RequestAborted);
        return Results.Empty;
    }

    static async Task<ReadBody> ReadAsync(MessagePlace place, Func<string, string?>? proxy, RecentBodies bodies, Guid person, CancellationToken cancel)
    {
        var at = new MessageAt(person, place.Store, place.Mailbox, place.Key);
        return proxy is null
            ? await bodies.ReadAsync(place.Account.Account.Id, at, StructureAsync, cancel)
            : await bodies.ReadWithPicturesAsync(place.Account.Account.Id, at, proxy, StructureAsync, cancel);

        Task<MessagePart?> StructureAsync() => place.Store.StructureAsync(place.Mailbox, place.Key, cancel);
    }

    static IResult Refuse(HttpContext context, IStringLocalizer<BodyText> text) =>
        new ContentFailures(text).Answer(context, StatusCodes.Status403Forbidden, text["Refused.Frame"]);
}
