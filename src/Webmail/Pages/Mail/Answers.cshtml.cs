using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Sending;
using Webmail.Mail.Trust;
using Webmail.Mail.Writing;

namespace Webmail.Pages.Mail;

/// <summary>The answer to an invitation: goes to the organiser by the outbox, and can be taken back like any letter.</summary>
public sealed class AnswersModel(MailPageContext context, TrustReader trust, Invitations invitations, ShortLetters letters) : MessageNoun(context, trust)
{
    public IActionResult OnGet() => NotFound();

    public async Task<IActionResult> OnPostAsync(string message, [FromForm] InvitationAnswer? answer, [FromForm] Guid press, CancellationToken cancel)
    {
        var text = HttpContext.RequestServices.GetRequiredService<IStringLocalizer<InvitationText>>();
        if (answer is not { } said || !Enum.IsDefined(said) || press == Guid.Empty) return BadRequest();
        if (!await ReadAsync(message, cancel) || Invitations.PartOf(Message.Structure) is not { } part) return NotFound();
        var at = new MessageAt(Me.Id, Store, MailboxName, Message.Envelope.Key);
        var senders = await letters.SendersAsync(Account, cancel);
        if (await invitations.ReadAsync(at, part, Account.Address, null, cancel) is not { Meeting: var meeting }) return NotFound();
        var invited = senders.Invited(meeting, Message, Account.Id);
        if (await invitations.ReadAsync(at, part, invited.Address, said, cancel) is not { } read) return NotFound();
        if (!new InvitationView(read.Meeting, senders.Addresses, null).CanAnswer || !AddrSpec.TryParse(read.Meeting.Organizer, out var organizer)) return BadRequest();
        if (CannotSend) return Said(new FlashMessage(text["CannotSend"], Bad: true));
        var summary = HeaderText.Clean(Shown.Text(read.Meeting.Summary));
        var me = invited.Name.Length > 0 ? invited.Name : invited.Address;
        var letter = new ShortLetter(invited, organizer.ToString(), text[$"Subject.{said}", summary], text[$"Letter.{said}", me, summary], Invitations.ClientId(said, press, Message), (MailboxName, Message.Envelope.Key),
            Message.MessageId.Length > 0 ? $"<{Message.MessageId}>" : "") { Machine = new CalendarAnswer("REPLY", read.Answer) };
        return Said(Sent(await letters.SendAsync(Opened, Me.SessionSecret, letter, cancel), text[$"Sent.{said}"]));
    }
}
