using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Keeping;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>Ends the copying of an IMAP account and deletes the copies, after saying how many messages are nowhere else.</summary>
public sealed class ErasureModel(AccountContext context, CopyErasure erasure, IStringLocalizer<WhereText> words) : AccountPage(context)
{
    /// <summary>So many messages the person knows to be lost.</summary>
    [BindProperty] public int? Known { get; set; }

    public CopyCount Count { get; private set; } = new(0, 0);

    public string Sentence(string key, int count) => words[$"{key}.{(MailText.IsSingular(count) ? "One" : "Other")}", count.ToString("N0", CultureInfo.CurrentCulture)];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await CountAsync(cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await erasure.RunAsync(Me.Id, Account.Id, Known ?? 0, cancel)) return GoTo($"~/settings/accounts/{Account.Id}/where", words["Erase.Done"]);
        if (!await CountAsync(cancel)) return NotFound();
        ModelState.Remove(nameof(Known));
        ModelState.AddModelError(nameof(Known), words["Erase.Unknown"]);
        return Invalid();
    }

    async Task<bool> CountAsync(CancellationToken cancel)
    {
        if (await erasure.CountAsync(Me.Id, Account.Id, cancel) is not { } count) return false;
        Count = count;
        return true;
    }
}
