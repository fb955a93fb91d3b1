using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;
using Webmail.Mail.Trust;

namespace Webmail.Pages.Mail;

/// <summary>Something that is done about one message: its page takes a POST and goes back to the message, which says what came of it.</summary>
public abstract class MessageNoun(MailPageContext context, TrustReader trust) : MailPage(context)
{
    public OpenedMessage Message { get; private set; } = null!;
    public MessageTrust Trust { get; private set; } = null!;
    public string Back => Urls.Message(MailboxName, Message.Envelope.Key);

    [TempData] public string? Flash { get; set; }

    /// <summary>False when the address names no message.</summary>
    protected async Task<bool> ReadAsync(string message, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return false;
        Message = await Store.OpenAsync(MailboxName, key, cancel);
        Trust = await trust.ReadAsync(Opened, MailboxName, Message, cancel);
        return true;
    }

    protected IActionResult Said(FlashMessage flash)
    {
        Flash = JsonSerializer.Serialize(flash);
        Response.Headers.Location = Back;
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>A letter has gone into the outbox; for a while it can be taken back.</summary>
    protected FlashMessage Sent(Webmail.Mail.Sending.Submission row, string sentence)
    {
        var seconds = (int)Math.Ceiling((row.NotBefore - Now.ToUnixTimeMilliseconds()) / 1000d);
        return seconds > 0
            ? new(sentence, UndoAction: Url.Content("~/outbox?handler=recall"), UndoFields: [new("id", row.Id.ToString()), new("back", Back)], Seconds: seconds)
            : new(sentence);
    }

    /// <summary>No server for sending is known to this account.</summary>
    protected bool CannotSend => Opened.Outgoing is null;
}
