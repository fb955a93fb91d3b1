using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>Moves messages to a folder, to the archive or to the trash; undo moves them back with flags and dates.</summary>
public sealed class MovesModel(MailPageContext context, ActingContext acting, IStringLocalizer<SelectionText> words) : ActionPage(context, acting)
{
    /// <summary>Full name of the target folder.</summary>
    [BindProperty] public string? To { get; set; }

    /// <summary>Or what the target is for: Archive, Junk or Trash. Made when the account has none.</summary>
    [BindProperty] public MailboxRole Role { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!TryChosen(out var chosen)) return BadRequest();
        if (Role == MailboxRole.None && string.IsNullOrEmpty(To)) return await ChooseAsync(cancel);
        if (await TargetAsync(cancel) is not { } target) return BadRequest();
        return await ActAsync(new MoveTo(target), chosen, await CalledAsync(target, cancel), Gone, cancel);
    }

    /// <summary>The address is the folder the messages went to, <see cref="To"/> the one they came from.</summary>
    public async Task<IActionResult> OnPostUndoAsync(CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(To) || !TryKeys(out var keys)) return BadRequest();
        await Store.MoveAsync(MailboxName, keys, To, cancel);
        var flash = new FlashMessage(Counted("Flash.Undone", keys.Count));
        return WantsStream ? Stream(TurboStream.Refresh(), flash.AsStream()) : BackTo(To, flash);
    }

    /// <summary>Without a target the answer is a page of folders to choose from.</summary>
    async Task<IActionResult> ChooseAsync(CancellationToken cancel)
    {
        await LoadFolderNamesAsync(cancel);
        var targets = new TargetsView([.. SelectionView.Targets(Mailboxes, MailboxName)], Urls.Moves(MailboxName), "choice");
        return Ask("_ChooseTarget", new ChooseTargetView(MailText.Counted(words, "Move.Title", ChosenCount), targets, ChosenFields, Urls.Mailbox(MailboxName)));
    }

    async Task<string?> TargetAsync(CancellationToken cancel)
    {
        if (Role is MailboxRole.Archive or MailboxRole.Junk or MailboxRole.Trash) return await Store.EnsureRoleAsync(Role, cancel);
        return string.IsNullOrEmpty(To) || To == MailboxName ? null : To;
    }

    async Task<(string Name, string Target)> CalledAsync(string target, CancellationToken cancel)
    {
        if (Role != MailboxRole.None) return ($"{Role}", "");
        await LoadFolderNamesAsync(cancel);
        return ("Moved", MailboxNames.Label(Mailboxes.FirstOrDefault(mailbox => mailbox.Name == target), target, Text));
    }
}
