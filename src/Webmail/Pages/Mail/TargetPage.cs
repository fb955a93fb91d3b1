using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Webmail.Pages.Mail;

/// <summary>An action that needs a folder to go to, and asks for one when the form named none.</summary>
public abstract class TargetPage(MailPageContext context, ActingContext acting, IStringLocalizer<SelectionText> words) : ActionPage(context, acting)
{
    /// <summary>Full name of the target folder.</summary>
    [BindProperty] public string? To { get; set; }

    protected async Task<IActionResult> ChooseAsync(string title, string action, CancellationToken cancel)
    {
        await LoadFolderNamesAsync(cancel);
        var targets = new TargetsView([.. SelectionView.Targets(Mailboxes, MailboxName)], action, "choice");
        return Ask("_ChooseTarget", new ChooseTargetView(MailText.Counted(words, title, ChosenCount), targets, ChosenFields, Urls.Mailbox(MailboxName)));
    }

    /// <summary>The target as the person reads it.</summary>
    protected async Task<string> LabelAsync(CancellationToken cancel)
    {
        await LoadFolderNamesAsync(cancel);
        return MailboxNames.Label(Mailboxes.FirstOrDefault(mailbox => mailbox.Name == To), To ?? "", Text);
    }
}
