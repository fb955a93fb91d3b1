using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>The folders that messages can be moved or copied to, fetched when the menu that shows them opens: neither a list nor a reader carries them.</summary>
public sealed class TargetsModel(MailPageContext context) : MailPage(context)
{
    /// <summary>move or copy: what is chosen in the list; open: what the reader shows.</summary>
    [BindProperty(SupportsGet = true)] public string? For { get; set; }

    public TargetsView View { get; private set; } = new([], "", "");

    public string FrameId => $"targets-{For}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (For is not ("move" or "copy" or "open")) return BadRequest();
        await LoadFolderNamesAsync(cancel);
        View = new([.. SelectionView.Targets(Mailboxes, MailboxName)], For == "copy" ? Urls.Copies(MailboxName) : Urls.Moves(MailboxName), For == "open" ? TargetsView.OpenForm : SelectionView.FormId);
        return Page();
    }
}

/// <param name="Action">Where a choice posts to.</param>
/// <param name="FormId">The form that names the messages.</param>
public sealed record TargetsView(IReadOnlyList<Mailbox> Mailboxes, string Action, string FormId)
{
    /// <summary>The form that names what is in the reader.</summary>
    public const string OpenForm = "move-open";
}
