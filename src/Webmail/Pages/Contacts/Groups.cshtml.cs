using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Contacts;
using Webmail.Mail.Writing;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Contacts;

/// <summary>Makes, renames and deletes groups.</summary>
public sealed class GroupsModel(ContactsContext context) : ContactsPage(context)
{
    public IActionResult OnGet() => Redirect(Url.Content("~/contacts"));

    public async Task<IActionResult> OnPostAddAsync(string? name, CancellationToken cancel)
    {
        var clean = HeaderText.Clean(name);
        if (clean.Length is 0 or > ContactCard.LongestName) return Said("Group.Error.Name");
        return await Desk.Groups.AddAsync(MyId, clean, cancel) is { } group ? Go(Url.Content($"~/contacts?group={group.Id}"), new FlashMessage(Text["Group.Added"])) : Said("Group.Error.There");
    }

    public async Task<IActionResult> OnPostRenameAsync(Guid id, string? name, CancellationToken cancel)
    {
        var clean = HeaderText.Clean(name);
        if (clean.Length is 0 or > ContactCard.LongestName) return Said("Group.Error.Name");
        return await Desk.Groups.RenameAsync(MyId, id, clean, cancel) switch
        {
            true => Go(Url.Content($"~/contacts?group={id}"), new FlashMessage(Text["Group.Renamed"])),
            false => Go(Url.Content($"~/contacts?group={id}"), new FlashMessage(Text["Group.Error.There"], Bad: true)),
            null => NotFound(),
        };
    }

    public async Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken cancel) => await Desk.Groups.DeleteAsync(MyId, id, cancel)
        ? Go(Url.Content("~/contacts"), new FlashMessage(Text["Group.Deleted"], UndoAction: Url.Content("~/contacts/groups?handler=restore"), UndoFields: Named(id)))
        : NotFound();

    public async Task<IActionResult> OnPostRestoreAsync(Guid id, CancellationToken cancel) => await Desk.Groups.RestoreAsync(MyId, id, cancel) switch
    {
        true => Go(Url.Content($"~/contacts?group={id}"), new FlashMessage(Text["Restored"])),
        false => Said("Group.Error.There"),
        null => Said("TooLate"),
    };

    IActionResult Said(string problem) => Go(Url.Content("~/contacts"), new FlashMessage(Text[problem], Bad: true));
}
