using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>Deletes a folder with all below it: into the trash, from where undo brings it back; from the trash for ever, after a question.</summary>
public sealed class RemovalModel(FolderContext context) : FolderPage(context)
{
    /// <summary>The person has read the question.</summary>
    [BindProperty] public bool Forever { get; set; }

    /// <summary>The server did not put the folder into the trash.</summary>
    [BindProperty(SupportsGet = true)] public bool Refused { get; set; }

    public string Messages => Number(Mailboxes.Where(mailbox => mailbox.IsWithin(Folder)).Sum(mailbox => mailbox.Messages));

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        return Folder.Face == MailboxRole.None ? Page() : BadRequest();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        if (Folder.Role != MailboxRole.None) return BadRequest();
        if (Forever) return await ForeverAsync(cancel);
        var trash = await TrashAsync(cancel);
        if (Folder.IsWithin(trash)) return Ask(refused: false);
        try
        {
            var name = await RenameAsync(trash.Name, FreeLabel(trash), cancel);
            var back = Followed(Folder, name) == Target ? Target : "INBOX";
            return GoTo(back, Renamed("Flash.Trashed", name, back));
        }
        catch (MailFailure failure) when (failure.Kind is FailureKind.NameRefused or FailureKind.Refused or FailureKind.NameTaken)
        {
            return Ask(refused: true);
        }
    }

    async Task<IActionResult> ForeverAsync(CancellationToken cancel)
    {
        await Store.DeleteMailboxAsync(MailboxName, cancel);
        return GoTo(Followed(Folder, "") == Target ? Target : "INBOX", new FlashMessage(Words["Flash.Deleted", FolderLabel]));
    }

    async Task<Mailbox> TrashAsync(CancellationToken cancel)
    {
        var name = await Store.EnsureRoleAsync(MailboxRole.Trash, cancel);
        if (Mailboxes.All(mailbox => mailbox.Name != name)) await LoadMailboxesAsync(cancel);
        return Mailboxes.First(mailbox => mailbox.Name == name);
    }

    RedirectResult Ask(bool refused) => Redirect($"{Urls.Mailbox(MailboxName)}/removal?from={Uri.EscapeDataString(From ?? "")}{(refused ? "&refused=true" : "")}");

    /// <summary>The trash may hold a folder of this name already.</summary>
    string FreeLabel(Mailbox trash)
    {
        var taken = Mailboxes.Where(mailbox => mailbox.Parent == trash.Name).Select(mailbox => mailbox.Label).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var label = Folder.Label;
        for (var number = 2; taken.Contains(label); number++) label = string.Create(CultureInfo.InvariantCulture, $"{Folder.Label} {number}");
        return label;
    }
}
