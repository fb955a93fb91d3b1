using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Stores;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings;

/// <summary>Which folder has which task, which folders there are, and how much room.</summary>
public sealed class FoldersModel(FolderContext context, IStringLocalizer<SettingsText> sentences) : AccountSectionPage(context)
{
    ChosenRoles? posted;

    public MailQuota? Quota { get; private set; }

    /// <summary>The role whose choice cannot be kept, and why.</summary>
    public MailboxRole Wrong { get; private set; }
    public string Why { get; private set; } = "";

    public IEnumerable<Mailbox> Candidates => Mailboxes.Where(mailbox => mailbox.Selectable && mailbox.Role is not (MailboxRole.Inbox or MailboxRole.All or MailboxRole.Flagged) && mailbox.Owner == MailboxOwner.Person);

    public string? Chosen(MailboxRole role) => (posted ?? Account.Roles)[role];

    public string MoreLabel(Mailbox mailbox) => Text["Folders.More", PlaceLabel(mailbox)];

    /// <summary>What the select leaves it to: the folder that has the task by the server.</summary>
    public Mailbox? ByServer(MailboxRole role) => Mailboxes.FirstOrDefault(mailbox => mailbox.ByServer == role);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        // It may have been kept before this was looked at, or the server has changed its mind since.
        if (Account.Roles.Sharing(Mailboxes) is [.., var shared]) (Wrong, Why) = (shared, sentences["Folders.Role.Shared"]);
    }

    public async Task<IActionResult> OnPostAsync(string? drafts, string? sent, string? archive, string? junk, string? trash, CancellationToken cancel)
    {
        await LoadAsync(cancel);
        posted = new ChosenRoles(Given(drafts), Given(sent), Given(archive), Given(junk), Given(trash));
        foreach (var role in ChosenRoles.Choosable)
        {
            if (posted[role] is { } name && Candidates.All(mailbox => mailbox.Name != name)) return Refused(role, "ChooseOne");
        }
        if (posted.Sharing(Mailboxes) is [.., var shared]) return Refused(shared, "Folders.Role.Twice");
        await Kept.GiveRolesAsync(Me.Id, Account.Id, posted, cancel);
        return Again(sentences["Saved"]);
    }

    async Task LoadAsync(CancellationToken cancel)
    {
        await LoadMailboxesAsync(cancel);
        Quota = await Store.QuotaAsync(cancel);
    }

    PageResult Refused(MailboxRole role, string sentence)
    {
        (Wrong, Why) = (role, sentences[sentence]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    static string? Given(string? name) => string.IsNullOrEmpty(name) ? null : name;
}
