using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Reading;
using Webmail.Mail.Rendering;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>What lies in a <c>winmail.dat</c>: its words, as text, and its files, to be saved.</summary>
public sealed class UnpackedModel(MailPageContext context, PackedFiles packed) : MailPage(context)
{
    public MessageKey Key { get; private set; }
    public Attachment Item { get; private set; } = null!;

    /// <summary>Null when it cannot be unpacked.</summary>
    public UnpackReply? Inside { get; private set; }

    public async Task<IActionResult> OnGetAsync(string message, string part, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return NotFound();
        Key = key;
        if (PackedFiles.Find(await Store.StructureAsync(MailboxName, key, cancel), part) is not { } found) return NotFound();
        Item = found;
        Inside = (await packed.ReadAsync(new MessageAt(Me.Id, Store, MailboxName, key), found.Part, null, cancel))?.Fields;
        return Page();
    }

    public string SaveAddress(int number) => $"{Urls.Unpacked(MailboxName, Key, Item.Part.Specifier)}/{number}";
}
