using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings;

/// <summary>As whom one writes: the identities of all accounts. They are changed on pages of their own; here they are deleted, and brought back.</summary>
public sealed class IdentitiesModel(SettingsContext context, MailStores stores, Identities identities) : SettingsPage(context)
{
    public IReadOnlyList<MailAccount> Accounts { get; private set; } = [];
    public Senders Senders { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Accounts = await stores.OfAsync(Me.Id, cancel);
        Senders = await identities.OfAsync(Me.Id, Accounts, cancel);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, string? act, CancellationToken cancel)
    {
        if (act == "restore") return await identities.RestoreAsync(Me.Id, id, cancel) ? Saved("Identities.Restored") : NotFound();
        if (act != "delete" || !await identities.DeleteAsync(Me.Id, id, cancel)) return NotFound();
        Flash = JsonSerializer.Serialize(new FlashMessage(Text["Identities.Deleted"], UndoAction: Url.Content("~/settings/identities"), UndoFields: [new("act", "restore"), new("id", id.ToString())]));
        return RedirectToPage();
    }
}
