using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Pop3;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>Where the mail of an account that is collected is put: a folder of its own, kept here, or one of the person's IMAP accounts.</summary>
public sealed class TargetModel(AccountContext context, Pop3Collecting collecting) : AccountPage(context)
{
    /// <summary>As <see cref="OtherTargets.Value"/> writes it.</summary>
    [BindProperty] public string? Into { get; set; }

    /// <summary>This account first.</summary>
    public IReadOnlyList<OtherTargets> Targets { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (await collecting.FindAsync(Me.Id, Account.Id, cancel) is not { } source) return NotFound();
        await LoadAsync(cancel);
        Into = Targets.Where(target => target.Account.Id == (source.TargetAccountId ?? Account.Id))
            .SelectMany(target => target.Mailboxes!.Where(mailbox => mailbox.Name == source.TargetMailbox).Select(target.Value)).FirstOrDefault();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (!OtherTargets.TryRead(Into, out var account, out var mailbox) || !Targets.Any(target => target.Account.Id == account && target.Mailboxes!.Any(folder => folder.Name == mailbox)))
        {
            Wrong(nameof(Into), "ChooseOne");
            return Invalid();
        }
        return await collecting.PutIntoAsync(Me.Id, Account.Id, account == Account.Id ? null : account, mailbox, Me.SessionSecret, cancel)
            ? GoTo($"~/settings/accounts/{Account.Id}/where", Text["Saved"]) : NotFound();
    }

    async Task LoadAsync(CancellationToken cancel) => Targets =
    [
        .. (await OtherTargets.ReadAsync(Stores, Me, "", cancel)).Where(target => target.Mailboxes is not null && (target.Account.Id == Account.Id || !target.Account.KeptHere))
            .OrderBy(target => target.Account.Id != Account.Id),
    ];
}
