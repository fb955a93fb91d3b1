using Microsoft.AspNetCore.Mvc;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Contacts;

/// <summary>Takes contacts out of the book, and puts them back.</summary>
public sealed class DeletionsModel(ContactsContext context) : ContactsPage(context)
{
    public IActionResult OnGet() => Redirect(Url.Content("~/contacts"));

    public async Task<IActionResult> OnPostAsync([FromForm] Guid[] id, CancellationToken cancel)
    {
        var count = await Desk.Book.DeleteAsync(MyId, id, cancel);
        if (count == 0) return NotFound();
        return Go(Url.Content("~/contacts"), new FlashMessage(Counted("Deleted", count), UndoAction: Url.Content("~/contacts/deletions?handler=undo"), UndoFields: [.. id.SelectMany(Named)]));
    }

    public async Task<IActionResult> OnPostUndoAsync([FromForm] Guid[] id, CancellationToken cancel) =>
        await Desk.Book.RestoreAsync(MyId, id, cancel) > 0 ? Go(Url.Content(id.Length == 1 ? $"~/contacts/{id[0]}" : "~/contacts"), new FlashMessage(Text["Restored"])) : Go(Url.Content("~/contacts"), new FlashMessage(Text["TooLate"], Bad: true));
}
