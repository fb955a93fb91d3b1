using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>Who shows a folder: this webmail, and mail programs that list subscribed folders. Each is undone by its opposite.</summary>
public sealed class VisibilityModel(FolderContext context) : FolderPage(context)
{
    /// <summary>hidden, shown, subscribed or unsubscribed.</summary>
    [BindProperty] public string? Set { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Opposite(Set) is not var (opposite, sentence)) return BadRequest();
        await FindAsync(cancel);
        if (Folder.Role == MailboxRole.Inbox) return BadRequest();
        if (Set is "hidden" or "shown") await Kept.HideAsync(Me.Id, Account.Id, MailboxName, Set == "hidden", cancel);
        else await Store.SubscribeAsync(MailboxName, Set == "subscribed", cancel);
        return GoTo(Target, new FlashMessage(
            Words[sentence, FolderLabel], UndoAction: $"{Urls.Mailbox(MailboxName)}/visibility", UndoFields: [new("set", opposite), new("from", From ?? "")]));
    }

    static (string Opposite, string Sentence)? Opposite(string? set) => set switch
    {
        "hidden" => ("shown", "Flash.Hidden"),
        "shown" => ("hidden", "Flash.Shown"),
        "subscribed" => ("unsubscribed", "Flash.Subscribed"),
        "unsubscribed" => ("subscribed", "Flash.Unsubscribed"),
        _ => null,
    };
}
