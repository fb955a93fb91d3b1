using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Keys;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings.Keys;

/// <summary>Deletes a key, after saying what cannot be read without it.</summary>
public sealed class RemovalModel(SettingsContext context, KeyBook keys, IStringLocalizer<KeysText> words) : SettingsPage(context)
{
    public PersonKey Key { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        if (await keys.FindAsync(Me.Id, id, cancel) is not { } found) return NotFound();
        Key = found;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancel)
    {
        if (!await keys.RemoveAsync(Me.Id, id, cancel)) return NotFound();
        Flash = JsonSerializer.Serialize(new FlashMessage(words["Deleted"]));
        return RedirectToPage("/Settings/Keys");
    }
}
