using Microsoft.AspNetCore.Mvc;
using MimeKit;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using MessagePart = Webmail.Mail.Stores.MessagePart;

namespace Webmail.Pages.Mail;

/// <summary>A message that lies in a message: its own header, its body in a frame, its own files. Nothing it says about its sender was checked by anybody.</summary>
public sealed class EnclosedModel(MailPageContext context) : MailPage(context)
{
    public MessageKey Key { get; private set; }
    public MessagePart Part { get; private set; } = null!;
    public HeaderList Headers { get; private set; } = [];
    public IReadOnlyList<Attachment> Files { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string message, string part, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return NotFound();
        Key = key;
        if (EnclosedMessages.Find(await Store.StructureAsync(MailboxName, key, cancel), part) is not { } found) return NotFound();
        Part = found;
        Headers = await MessageHeaders.ReadAsync(Store, MailboxName, key, cancel, part);
        Files = BodyChoice.Of(found.Children[0]).Attachments;
        return Page();
    }

    /// <summary>Decoded, and empty when absent.</summary>
    public string Field(string name) => Shown.Text(Headers[name] ?? "").Trim();
}
