using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Reading;
using Webmail.Mail.Sealing;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>What is known of a message that is encrypted, or wrapped in its signature: lines in the reader, asked for after the message is on screen.</summary>
public sealed class OpenedModel(MailPageContext context, SealedReader seals) : MailPage(context)
{
    public MessageKey Key { get; private set; }
    public OpenedSeal Seal { get; private set; } = null!;
    public IReadOnlyList<Attachment> Files { get; private set; } = [];

    /// <summary>A subject that was encrypted with the message; empty when there is none.</summary>
    public string Subject { get; private set; } = "";

    public static DomId Note(MessageKey key) => new($"opened-{key}");

    public async Task<IActionResult> OnGetAsync(string message, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return NotFound();
        Key = key;
        var opened = await Store.OpenAsync(MailboxName, key, cancel);
        if (await seals.ReadAsync(new(Me.Id, Account.Id, Me.SessionSecret), Store, MailboxName, opened, cancel) is not { } seal) return NotFound();
        Seal = seal;
        if (seal.Inner is { } inner)
        {
            Files = BodyChoice.Of(inner.Structure).Attachments;
            var said = Shown.Text(inner.Headers[MimeKit.HeaderId.Subject] ?? "").Trim();
            if (said != Shown.Text(opened.Envelope.Subject).Trim()) Subject = said;
        }
        return Frame == Note(key).Value ? PartialOf("_Opened", this) : Page();
    }
}
