using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>An open message beside its page of the list. Opening changes nothing: "seen" is a POST of its own.</summary>
public sealed class MessageModel(MailPageContext context, RecentBodies bodies) : ScreenPage(context)
{
    [BindProperty(SupportsGet = true)] public bool Images { get; set; }

    public async Task<IActionResult> OnGetAsync(string message, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return NotFound();
        if (!await ReadChoicesAsync(cancel)) return BadRequest();
        var opened = await Store.OpenAsync(MailboxName, key, cancel);
        Open = new ReaderView(opened, await BodyAsync(opened, cancel), Images);
        if (Frame == "reader")
        {
            await LoadFolderNamesAsync(cancel);
            return PartialOf("_ReaderFrame", this);
        }
        Messages = await ReadPageAsync(new PageRequest(PageSide.Around, key, List.Order.IsNatural && !List.IsFiltered ? opened.At : null), cancel);
        await LoadMailboxesAsync(cancel);
        return Page();
    }

    async Task<ReadBody?> BodyAsync(OpenedMessage opened, CancellationToken cancel)
    {
        try
        {
            var at = new MessageAt(Account.PersonId, Store, MailboxName, opened.Envelope.Key);
            return await bodies.ReadAsync(Account.Id, at, () => Task.FromResult(opened.Structure), cancel);
        }
        catch (MailFailure)
        {
            return null;
        }
    }
}
