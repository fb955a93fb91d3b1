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

    public Task OnGetAsync(CancellationToken cancel) => LoadAsync(cancel);

    public async Task<IActionResult> OnPostAsync(string? drafts, string? sent, string? archive, string? junk, string? trash, CancellationToken cancel)
    {
        await LoadAsync(cancel);
        posted = new ChosenRoles(Given(drafts), Given(sent), Given(archive), Given(junk), Given(trash));
        foreach (var role in ChosenRoles.Choosable)
        {
            if (posted[role] is not { } name) continue;
            if (Candidates.All(mailbox => mailbox.Name != name)) return Refused(role, "ChooseOne");
            if (ChosenRoles.Choosable.Any(other => other < role && posted[other] == name)) return Refused(role, "Folders.Role.Twice");
            if (ChosenRoles.Choosable.Any(other => other != role && posted[other] is null && ServersOwn(other) == name)) return Refused(role, "Folders.Role.Twice");
        }
        await Kept.GiveRolesAsync(Me.Id, Account.Id, posted, cancel);
        return Again(sentences["Saved"]);
    }

    /// <summary>The folder that has the task while the person has chosen none.</summary>
    string? ServersOwn(MailboxRole role) => Account.Roles[role] is null ? Mailboxes.FirstOrDefault(mailbox => mailbox.Role == role)?.Name : null;

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
