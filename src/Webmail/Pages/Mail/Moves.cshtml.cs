using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Acting;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>
/// Moves messages to a folder, to the archive or to the trash, or says that they are junk or are not; undo moves them back with flags and dates.
/// </summary>
public sealed class MovesModel(MailPageContext context, ActingContext acting, IStringLocalizer<SelectionText> words) : TargetPage(context, acting, words)
{
    /// <summary>Or what the target is for: Archive, Junk or Trash, made when the account has none. Inbox: it is no junk.</summary>
    [BindProperty] public MailboxRole Role { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!TryChosen(out var chosen)) return BadRequest();
        if (!string.IsNullOrEmpty(Elsewhere)) return await CarryAsync(chosen, keep: false, Gone, cancel);
        if (Role == MailboxRole.None && string.IsNullOrEmpty(To)) return await ChooseAsync(chosen, "Move.Title", Urls.Moves(MailboxName), cancel);
        if (await ActionAsync(cancel) is not { } action) return BadRequest();
        var called = Role switch { MailboxRole.None => ("Moved", await LabelAsync(cancel)), MailboxRole.Inbox => ("NotJunk", ""), _ => ($"{Role}", "") };
        return await ActAsync(action, chosen, called, Gone, cancel);
    }

    /// <summary>The address is the folder the messages went to, <see cref="TargetPage.To"/> the one they came from.</summary>
    public async Task<IActionResult> OnPostUndoAsync(CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(To) || !TryKeys(out var keys)) return BadRequest();
        await Store.MoveAsync(MailboxName, keys, To, cancel);
        var flash = new FlashMessage(Counted("Flash.Undone", keys.Count));
        return WantsStream ? Stream(TurboStream.Refresh(), flash.AsStream()) : BackTo(To, flash);
    }

    async Task<MailAction?> ActionAsync(CancellationToken cancel) => Role switch
    {
        MailboxRole.None => To == MailboxName ? null : new MoveTo(To!),
        MailboxRole.Inbox => new Junk("INBOX", IsJunk: false),
        MailboxRole.Junk => new Junk(await Store.EnsureRoleAsync(Role, cancel), IsJunk: true),
        MailboxRole.Trash => new MoveTo(await Store.EnsureRoleAsync(Role, cancel)),
        MailboxRole.Archive => await ArchiveAsync(cancel),
        _ => null,
    };

    async Task<MailAction> ArchiveAsync(CancellationToken cancel) => ArchiveByDate.Or(
        await Store.EnsureRoleAsync(MailboxRole.Archive, cancel), (await Choices.OfAsync(Me.Id, Account.Id, MailboxName, cancel)).Archive, When.ZoneOf(Request));
}
