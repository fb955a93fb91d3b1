using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>A folder's card: its name and place, who sees it, and what can be done with it.</summary>
public sealed class FolderModel(FolderContext context) : FolderCardPage(context)
{
    protected override string Drawing => "_FolderCard";

    /// <summary>The post takes a change back.</summary>
    [BindProperty] public bool Undo { get; set; }

    public MailboxRights Rights { get; private set; }

    /// <summary>A folder with a task keeps its name: other mail programs look for it there.</summary>
    public bool MayChange => Folder.Face == MailboxRole.None && Rights.HasFlag(MailboxRights.Remove);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        (Label, Parent) = (Folder.Label, Folder.Parent);
        await AskRightsAsync(cancel);
        return Card();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await FindAsync(cancel);
        await AskRightsAsync(cancel);
        if (Folder.Face != MailboxRole.None) return BadRequest();
        // A name somebody else made may begin with a space: it stays when only the place changes.
        var label = Label == Folder.Label ? Label : (Label ?? "").Trim();
        if (!Mailbox.IsLabel(label, Folder.Delimiter)) return Invalid(nameof(Label), Words["Name.Bad", Folder.Delimiter]);
        var parent = string.IsNullOrEmpty(Parent) ? null : Parent;
        if (parent is not null && parent != Folder.Parent && Places(Folder).All(place => place.Name != parent)) return Invalid(nameof(Parent), Words["Place.Bad"]);
        if (label == Folder.Label && parent == Folder.Parent) return GoTo(Target, null);
        try
        {
            var name = await RenameAsync(parent, label, cancel);
            return GoTo(Followed(Folder, name), Said(label, name));
        }
        catch (MailFailure failure) when (SentenceAbout(failure) is { } sentence)
        {
            return Invalid(nameof(Label), sentence);
        }
    }

    /// <summary>A name that is gone has no rights; the failure says so by itself.</summary>
    async Task AskRightsAsync(CancellationToken cancel) => Rights = Folder.Selectable ? await Store.RightsAsync(MailboxName, cancel) : MailboxRights.All;

    FlashMessage Said(string label, string name)
    {
        if (Undo) return new FlashMessage(Words["Flash.Restored", Shown.Text(label)]);
        var said = Renamed(label == Folder.Label ? "Flash.Moved" : "Flash.Renamed", name, Followed(Folder, name));
        return label == Folder.Label ? said : said with { Text = Words["Flash.Renamed", Shown.Text(label)] };
    }
}
