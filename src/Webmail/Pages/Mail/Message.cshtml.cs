using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;
using Webmail.Mail.Trust;

namespace Webmail.Pages.Mail;

/// <summary>An open message beside its page of the list. Opening changes nothing: "seen" is a POST of its own.</summary>
public sealed class MessageModel(MailPageContext context, RecentBodies bodies, TrustReader trust) : ScreenPage(context)
{
    [BindProperty(SupportsGet = true)] public bool Images { get; set; }

    public async Task<IActionResult> OnGetAsync(string message, CancellationToken cancel)
    {
        if (!MessageKey.TryParse(message, out var key)) return NotFound();
        if (!await ReadChoicesAsync(cancel)) return BadRequest();
        var opened = await Store.OpenAsync(MailboxName, key, cancel);
        Open = new ReaderView(opened, await BodyAsync(opened, cancel), Images) { Trust = await TrustAsync(opened, cancel) };
        if (Frame == "reader")
        {
            await LoadFolderNamesAsync(cancel);
            return PartialOf("_ReaderFrame", this);
        }
        Messages = await ReadPageAsync(new PageRequest(PageSide.Around, key, List.Order.IsNatural && !List.IsFiltered ? opened.At : null), cancel);
        await LoadMailboxesAsync(cancel);
        return Page();
    }

    /// <summary>What cannot be told must not keep the message from being read.</summary>
    async Task<MessageTrust?> TrustAsync(OpenedMessage opened, CancellationToken cancel)
    {
        try
        {
            return opened.Envelope.Flags.HasFlag(MessageFlags.Draft) ? null : await trust.ReadAsync(Opened, MailboxName, opened, cancel);
        }
        catch (MailFailure)
        {
            return null;
        }
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
