using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>An action that needs a folder to go to, and asks for one when the form named none.</summary>
public abstract class TargetPage(MailPageContext context, ActingContext acting, IStringLocalizer<SelectionText> words) : ActionPage(context, acting)
{
    /// <summary>Full name of the target folder.</summary>
    [BindProperty] public string? To { get; set; }

    /// <summary>Or a folder of another account of this person, as <see cref="OtherTargets.Value"/> writes it.</summary>
    [BindProperty] public string? Elsewhere { get; set; }

    protected async Task<IActionResult> ChooseAsync(ChosenMessages chosen, string title, string action, CancellationToken cancel)
    {
        await LoadFolderNamesAsync(cancel);
        var targets = new TargetsView([.. SelectionView.Targets(Mailboxes, MailboxName)], action, "choice") { Others = await OtherTargets.ReadAsync(Stores, Me, Account.Id, cancel) };
        return Ask("_ChooseTarget", new ChooseTargetView(MailText.Counted(words, title, await CountAsync(chosen, cancel)), targets, ChosenFields, Urls.Mailbox(MailboxName)));
    }

    /// <summary>The target as the person reads it.</summary>
    protected async Task<string> LabelAsync(CancellationToken cancel)
    {
        await LoadFolderNamesAsync(cancel);
        return MailboxNames.Label(Mailboxes.FirstOrDefault(mailbox => mailbox.Name == To), To ?? "", Text);
    }

    /// <summary>Takes the messages to <see cref="Elsewhere"/>.</summary>
    protected async Task<IActionResult> CarryAsync(ChosenMessages chosen, bool keep, Func<IReadOnlyList<MessageKey>, Task<IReadOnlyList<TurboStream>>> changes, CancellationToken cancel)
    {
        OpenedAccount? other;
        IReadOnlyList<Mailbox> mailboxes;
        if (!OtherTargets.TryRead(Elsewhere, out var account, out var name) || account == Account.Id) return BadRequest();
        try
        {
            other = await Stores.OpenAsync(Me.Id, account, Me.SessionSecret, cancel);
            if (other is null) return NotFound();
            mailboxes = await other.Store.RecentMailboxesAsync(cancel);
        }
        catch (MailFailure failure)
        {
            return Unreached(failure);
        }
        if (mailboxes.FirstOrDefault(mailbox => mailbox.Name == name && mailbox.Selectable) is not { } target) return Unreached(new MailFailure(FailureKind.MailboxGone));
        var called = $"{Shown.Text(other.Account.Called)} · {MailboxNames.Label(target, name, Text)}";
        return await ActAsync(new CarryTo(other.Store.InBulk, name, keep), chosen, (keep ? "Copied" : "Moved", called), changes, cancel);
    }

    /// <summary>It is the other account that does not open, and nothing was done here.</summary>
    IActionResult Unreached(MailFailure failure)
    {
        var flash = FlashMessage.Failure(Text, failure);
        return WantsStream ? Stream(flash.AsStream()) : BackTo(MailboxName, flash);
    }
}
