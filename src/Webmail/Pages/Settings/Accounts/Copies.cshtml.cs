using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Keeping;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>Which folders of an IMAP account are copied; to say so for the first time begins it.</summary>
public sealed class CopiesModel(AccountContext context, Pop3Collecting collecting, IStringLocalizer<WhereText> words) : AccountPage(context)
{
    /// <summary>Full names.</summary>
    [BindProperty] public string[] Mailboxes { get; set; } = [];

    public IReadOnlyList<Mailbox> Possible { get; private set; } = [];

    /// <summary>Why the folders cannot be shown just now.</summary>
    public FailureKind? Problem { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel)) return NotFound();
        Mailboxes = [.. CopyChoice.Of(Possible, (await collecting.FindAsync(Me.Id, Account.Id, cancel))?.Mailboxes ?? "").Select(mailbox => mailbox.Name)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel)) return NotFound();
        if (Problem is not null) return Invalid();
        var chosen = Possible.Where(mailbox => Mailboxes.Contains(mailbox.Name)).ToList();
        if (chosen.Count == 0)
        {
            ModelState.AddModelError(nameof(Mailboxes), words["Copies.None"]);
            return Invalid();
        }
        // The usual ones stay the usual ones: a folder that is made tomorrow is copied as well.
        var usual = chosen.SequenceEqual(Possible.Where(CopyChoice.IsUsual));
        return await collecting.KeepAsync(Me.Id, Account.Id, usual ? [] : [.. chosen.Select(mailbox => mailbox.Name)], Me.SessionSecret, cancel)
            ? GoTo($"~/settings/accounts/{Account.Id}/where", words["Copies.Saved"]) : NotFound();
    }

    /// <summary>False for an account whose mail is kept here anyway.</summary>
    async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (Account.KeptHere) return false;
        try
        {
            if (await Stores.OpenAsync(Me.Id, Account.Id, Me.SessionSecret, cancel) is not { } opened) return false;
            Possible = [.. CopyChoice.Possible(await (opened.Store is KeepingStore keeping ? keeping.Live : opened.Store).MailboxesAsync(cancel))];
        }
        catch (MailFailure failure)
        {
            Problem = failure.Kind;
        }
        return true;
    }
}
