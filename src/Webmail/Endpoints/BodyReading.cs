using Webmail.Mail.Reading;
using Webmail.Mail.Searching;
using Webmail.Mail.Stores;

namespace Webmail.Endpoints;

/// <summary>A body, how this person looks at it, and the policy it is served under.</summary>
sealed record PreparedBody(ReadBody Body, BodyLook Look, string Policy);

/// <summary>Prepares the body of a message for the document it is shown in.</summary>
sealed class BodyReading(RecentBodies bodies, ImageTokens tokens, ReadingChoices choices)
{
    static readonly DateOnly AnyDay = new(2000, 1, 1);

    /// <param name="images">Whether the person asked for remote pictures.</param>
    /// <param name="colours"><c>original</c> or <c>adapted</c> when they asked for either, else what they have settled on.</param>
    /// <param name="q">The question the message was found by: its words are marked.</param>
    /// <exception cref="MailFailure">As <see cref="IMailStore"/>.</exception>
    public async Task<PreparedBody> PrepareAsync(MessagePlace place, HttpContext context, bool images, string colours = "", string q = "")
    {
        var cancel = context.RequestAborted;
        var account = place.Account.Account;
        var settings = await choices.OfAsync(account.PersonId, cancel);
        var look = new BodyLook(colours == "adapted" || (colours != "original" && !settings.OriginalColours), settings.Monospace);
        var at = new MessageAt(account.PersonId, place.Store, place.Mailbox, place.Key) { Marked = q.Length > 0 ? QueryParser.Parse(q, AnyDay).Query?.Words ?? [] : [] };
        if (!images) return new(await bodies.ReadAsync(account.Id, at, StructureAsync, cancel), look, ContentHeaders.BlockedPolicy);
        var proxy = tokens.For(context.Request, account.PersonId, $"{account.Id}/{place.Mailbox}/{place.Key}");
        return new(await bodies.ReadWithPicturesAsync(account.Id, at, proxy, StructureAsync, cancel), look, ContentHeaders.ShownPolicy(tokens.Root(context.Request)));

        Task<MessagePart?> StructureAsync() => place.Store.StructureAsync(place.Mailbox, place.Key, cancel);
    }
}
