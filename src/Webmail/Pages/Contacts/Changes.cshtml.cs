using Microsoft.AspNetCore.Mvc;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Contacts;

/// <summary>Takes a change or a merge back.</summary>
public sealed class ChangesModel(ContactsContext context) : ContactsPage(context)
{
    public IActionResult OnGet() => Redirect(Url.Content("~/contacts"));

    public async Task<IActionResult> OnPostUndoAsync([FromForm] Guid id, CancellationToken cancel) =>
        Go(Url.Content("~/contacts"), await Desk.Book.TakeBackAsync(MyId, id, cancel) ? new FlashMessage(Text["Restored"]) : new FlashMessage(Text["TooLate"], Bad: true));
}
