using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;
using Webmail.Security;

namespace Webmail.Live;

/// <summary>One message to notify of.</summary>
public sealed record Arrival(string From, string Subject, string Url);

/// <param name="Newest">Where to go on from next time; null when the inbox is empty.</param>
public sealed record ArrivedSince(string? Newest, IReadOnlyList<Arrival> Messages);

/// <summary>
/// <c>GET /live/{account}/arrivals</c>: what came into the inbox after a message, for those who wish to be notified. A stream never carries it: it is asked
/// for by the one tab that tells.
/// </summary>
static class Arrivals
{
    const int Most = 5;

    /// <param name="after">The newest that is known; without it only the newest is named.</param>
    public static async Task<IResult> GetAsync(string account, string? after, HttpContext context, CurrentPerson me, MailStores stores)
    {
        try
        {
            if (await stores.OpenAsync(me.Id, account, me.SessionSecret, context.RequestAborted) is not { } opened) return Results.NotFound();
            var page = await opened.Store.PageAsync("INBOX", PageRequest.Newest with { Size = 2 * Most }, context.RequestAborted);
            var urls = new MailUrls(context.Request.PathBase, account);
            var messages = MessageKey.TryParse(after, out var known)
                ? page.Envelopes.Where(envelope => envelope.Unread && envelope.Key.Validity == known.Validity && envelope.Key.Uid > known.Uid).Take(Most) : [];
            return Results.Json(new ArrivedSince(
                page.Envelopes.Count == 0 ? null : page.Envelopes.MaxBy(envelope => envelope.Key.Uid)!.Key.ToString(),
                [.. messages.Select(envelope => new Arrival(Shown.Names(envelope.From), Shown.Text(envelope.Subject), urls.Message("INBOX", envelope.Key)))]));
        }
        catch (MailFailure)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
