using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Sending;
using Webmail.Mail.Trust;
using Webmail.Mail.Writing;
using Webmail.Security;

namespace Webmail.Pages.Mail;

/// <summary>Leaves a mailing list. Opening the page asks nobody anything; the button does, in the one way that the page names (A54).</summary>
public sealed class UnsubscriptionsModel(MailPageContext context, TrustReader trust, ShortLetters letters, OutboundGuard guard, IStringLocalizer<TrustText> words) : MessageNoun(context, trust)
{
    public ListUnsubscribe? Way { get; private set; }

    /// <summary>A list knows the address that it sends to, and no other.</summary>
    public Identity Subscriber { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string message, CancellationToken cancel) => await FindAsync(message, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string message, CancellationToken cancel)
    {
        if (!await FindAsync(message, cancel)) return NotFound();
        if (Way!.By == UnsubscribeBy.Web) return BadRequest();
        if (Way.By == UnsubscribeBy.Mail) return await MailAsync(cancel);
        var left = await new OneClick(guard).LeaveAsync(new Uri(Way.Target), cancel);
        return Said(left ? new FlashMessage(words["Left", Way.Host]) : new FlashMessage(words["Left.Not", Way.Host], Bad: true));
    }

    async Task<IActionResult> MailAsync(CancellationToken cancel)
    {
        if (CannotSend) return Said(new FlashMessage(words["CannotSend"], Bad: true));
        var letter = new ShortLetter(Subscriber, Way!.Target, Way.Subject, "unsubscribe\n", $"leave-{Message.Envelope.Key}", (MailboxName, Message.Envelope.Key));
        return Said(Sent(await letters.SendAsync(Opened, Me.SessionSecret, letter, cancel), words["Left.Mail", Way.Host]));
    }

    async Task<bool> FindAsync(string message, CancellationToken cancel)
    {
        if (!await ReadAsync(message, cancel)) return false;
        (Way, Subscriber) = (ListUnsubscribe.Of(Trust.Headers, Trust.Authentication), (await letters.SendersAsync(Account, cancel)).Answering(Message, Account.Id));
        return Way is not null;
    }
}
