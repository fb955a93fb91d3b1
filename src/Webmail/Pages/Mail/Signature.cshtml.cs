using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Signatures;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>What the signature of a message says: a line in the reader, asked for after the message is on screen, because all of it must be fetched for that.</summary>
public sealed class SignatureModel(MailPageContext context, SignatureReader signatures) : MailPage(context)
{
    public static readonly DomId Note = new("signature");

    /// <summary>Null when the whole message is not signed.</summary>
    public SignatureState? State { get; private set; }
    public OpenedMessage Message { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string message, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return NotFound();
        Message = await Store.OpenAsync(MailboxName, key, cancel);
        State = await signatures.ReadAsync(Me.Id, Store, MailboxName, Message, cancel);
        return Frame == Note.Value ? PartialOf("_SignatureNote", this) : Page();
    }
}
