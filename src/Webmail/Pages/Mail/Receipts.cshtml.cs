using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Mail.Trust;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Mail;

/// <summary>A reading receipt that a sender asked for: sent, or refused for this message; either way the question is settled (<c>$MDNSent</c>, RFC 3503).</summary>
public sealed class ReceiptsModel(MailPageContext context, TrustReader trust, ShortLetters letters, IStringLocalizer<TrustText> words) : MessageNoun(context, trust)
{
    public IActionResult OnGet() => NotFound();

    public async Task<IActionResult> OnPostAsync(string message, CancellationToken cancel)
    {
        if (!await ReadAsync(message, cancel)) return NotFound();
        var senders = await letters.SendersAsync(Account, cancel);
        if (ReceiptRequest.Of(Message, Trust.Headers, senders.Addresses) is not { } asked) return Said(new FlashMessage(words["Receipt.Settled"]));
        if (CannotSend) return Said(new FlashMessage(words["CannotSend"], Bad: true));
        var (subject, reader) = (Message.Envelope.Subject, senders.Answering(Message, Account.Id));
        var letter = new ShortLetter(reader, asked.To, words["Receipt.Subject", subject], words["Receipt.Text", subject, When.InFull(Now)], $"receipt-{Message.Envelope.Key}", (MailboxName, Message.Envelope.Key), Threaded)
        {
            Machine = new ReadingReceipt(reader.Address, Message.MessageId),
        };
        var row = await letters.SendAsync(Opened, Me.SessionSecret, letter, cancel);
        await SettleAsync(cancel);
        return Said(Sent(row, words["Receipt.Sent"]));
    }

    public async Task<IActionResult> OnPostNeverAsync(string message, CancellationToken cancel)
    {
        if (!await ReadAsync(message, cancel)) return NotFound();
        await SettleAsync(cancel);
        return Said(new FlashMessage(words["Receipt.Refused"]));
    }

    string Threaded => Message.MessageId.Length > 0 ? $"<{Message.MessageId}>" : "";

    async Task SettleAsync(CancellationToken cancel) => await Store.FlagAsync(MailboxName, [Message.Envelope.Key], MessageFlags.ReceiptSettled, MessageFlags.None, cancel);
}
