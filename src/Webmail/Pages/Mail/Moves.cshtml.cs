using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Stores;
using Webmail.Turbo;

namespace Webmail.Pages.Mail;

/// <summary>Moves messages to a folder, to the archive or to the trash; undo moves them back with flags and dates.</summary>
public sealed class MovesModel(MailPageContext context, IStringLocalizer<SelectionText> words) : ActionPage(context)
{
    /// <summary>Full name of the target folder.</summary>
    [BindProperty] public string? To { get; set; }

    /// <summary>Or what the target is for: Archive, Junk or Trash. Made when the account has none.</summary>
    [BindProperty] public MailboxRole Role { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!TryKeys(out var keys)) return BadRequest();
        if (Role == MailboxRole.None && string.IsNullOrEmpty(To)) return await ChooseAsync(cancel);
        if (await TargetAsync(cancel) is not { } target) return BadRequest();
        var receipt = await Store.MoveAsync(MailboxName, keys, target, cancel);
        if (Role == MailboxRole.None) await LoadFolderNamesAsync(cancel);
        var name = Role == MailboxRole.None ? MailboxNames.Label(Mailboxes.FirstOrDefault(mailbox => mailbox.Name == target), target, Text) : "";
        return await AnswerAsync(Said(receipt, keys.Count, name), () => Task.FromResult(Gone(keys)), cancel);
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
        var title = words[$"Move.Title.{(MailText.IsSingular(Keys.Length) ? "One" : "Other")}", Keys.Length.ToString("N0", CultureInfo.CurrentCulture)];
        var targets = new TargetsView([.. SelectionView.Targets(Mailboxes, MailboxName)], Urls.Moves(MailboxName), "choice");
        return Ask("_ChooseTarget", new ChooseTargetView(title, targets, [.. Keys.Select(key => KeyValuePair.Create("keys", key))], Urls.Mailbox(MailboxName)));
    }

    async Task<string?> TargetAsync(CancellationToken cancel)
    {
        if (Role is MailboxRole.Archive or MailboxRole.Junk or MailboxRole.Trash) return await Store.EnsureRoleAsync(Role, cancel);
        return string.IsNullOrEmpty(To) || To == MailboxName ? null : To;
    }

    FlashMessage Said(MoveReceipt receipt, int count, string target)
    {
        var sentence = Role == MailboxRole.None ? Counted("Flash.Moved", count, target) : Counted($"Flash.{Role}", count);
        return receipt.CanBeUndone
            ? new FlashMessage(sentence, UndoAction: $"{Urls.Moves(receipt.To)}?handler=undo", UndoFields: [new("to", receipt.From), .. FlashMessage.Keys(receipt.Moved)])
            : new FlashMessage(sentence);
    }

    /// <summary>The rows go at once; where many went, the page is fetched again for those that move up.</summary>
    static IReadOnlyList<TurboStream> Gone(IReadOnlyList<MessageKey> keys)
    {
        var rows = keys.Select(key => TurboStream.Remove(RowsView.RowId(key)));
        return keys.Count > 1 ? [.. rows, TurboStream.Refresh()] : [.. rows];
    }
}
