using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;

namespace Webmail.Pages.Settings;

/// <summary>How long Send can be taken back, and which accounts may send while nobody is signed in.</summary>
public sealed class SendingModel(SettingsContext context, SendingPreferences preferences, MailStores stores, BackgroundAccess background) : SettingsPage(context)
{
    public static readonly int[] Delays = [0, 5, 10, 20, SendingChoices.MostUndoSeconds];

    [BindProperty] public int? UndoSeconds { get; set; }

    public IReadOnlyList<(MailAccount Account, bool Allowed)> Accounts { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        UndoSeconds = (await preferences.OfAsync(Me.Id, cancel)).UndoSeconds;
        await ReadAccountsAsync(cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (UndoSeconds is not (>= 0 and <= SendingChoices.MostUndoSeconds))
        {
            Wrong(nameof(UndoSeconds), "ChooseOne");
            await ReadAccountsAsync(cancel);
            return Invalid();
        }
        await preferences.KeepAsync(Me.Id, UndoSeconds.Value, cancel);
        return Saved("Saved");
    }

    async Task ReadAccountsAsync(CancellationToken cancel)
    {
        List<(MailAccount, bool)> accounts = [];
        foreach (var account in await stores.OfAsync(Me.Id, cancel)) accounts.Add((account, await background.IsAllowedAsync(Me.Id, account.Id, cancel)));
        Accounts = accounts;
    }
}
