using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Arrivals;

/// <summary>One notification, in words as they are shown.</summary>
/// <param name="Tag">The same for the same mail: a notification that is there already is replaced.</param>
public sealed record Notice(string Title, string Body, string Url, string Tag);

/// <param name="Position">Up to where the inbox is known; comes back as <c>after</c>.</param>
public sealed record ArrivalsNews(string Position, IReadOnlyList<Notice> Notices);

/// <summary>
/// <c>GET /arrivals/{account}</c>: what is new and unread in the inbox, for a browser that notifies its person. It is asked when the live stream says that something has
/// changed: no content goes over the stream, and names and subjects only to who chose to have them on the desktop.
/// </summary>
public sealed class ArrivalsModel(MailPageContext context, IStringLocalizer<ArrivalsText> words) : MailPage(context)
{
    /// <summary>More at once are told in one sentence.</summary>
    const int MostOneByOne = 3;

    const MessageFlags Quiet = MessageFlags.Seen | MessageFlags.Muted | MessageFlags.Junk | MessageFlags.Draft | MessageFlags.Deleted;

    /// <param name="after">The position of the last answer; nothing at first.</param>
    /// <param name="since">Unix time in seconds: what came in before that is not new, also when it was moved back into the inbox.</param>
    /// <param name="names">Whether notifications name sender and subject.</param>
    public async Task<IActionResult> OnGetAsync(string? after, long since, bool names, CancellationToken cancel)
    {
        var page = await Store.PageAsync("INBOX", PageRequest.Newest with { Anew = true }, cancel);
        var known = MessageKey.TryParse(after, out var key) && key.Validity == page.Validity ? key.Uid : 0;
        var news = page.Envelopes.Where(envelope => envelope.Key.Uid > known && envelope.Received.ToUnixTimeSeconds() >= since && (envelope.Flags & Quiet) == 0).OrderBy(envelope => envelope.Key.Uid).ToList();
        var upTo = Math.Max(known, page.Envelopes.Select(envelope => envelope.Key.Uid).Append(page.UpTo).Max());
        return new JsonResult(new ArrivalsNews(new MessageKey(page.Validity, upTo).ToString(), news.Count == 0 ? [] : Told(page.Mailbox, news, names)));
    }

    IReadOnlyList<Notice> Told(string inbox, List<Envelope> news, bool names)
    {
        if (news.Count > (names ? MostOneByOne : 1)) return [new(MailText.Counted(words, "New", news.Count), Shown.Text(Account.Address), Urls.Mailbox(inbox), $"{Account.Id}-new")];
        return [.. news.Select(envelope => names
            ? new Notice(envelope.From.Count > 0 ? Shown.Names(envelope.From) : Text["NoSender"], envelope.Subject.Length > 0 ? Shown.Text(envelope.Subject) : Text["NoSubject"], Urls.Message(inbox, envelope.Key), $"{Account.Id}-{envelope.Key}")
            : new Notice(MailText.Counted(words, "New", 1), Shown.Text(Account.Address), Urls.Message(inbox, envelope.Key), $"{Account.Id}-{envelope.Key}"))];
    }
}
