using Microsoft.AspNetCore.Mvc;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Contacts;

/// <summary>Takes addresses off the list of those one has written to, and puts them back.</summary>
public sealed class CollectedModel(ContactsContext context) : ContactsPage(context)
{
    const string List = "~/contacts?collected=true";

    public IActionResult OnGet() => Redirect(Url.Content(List));

    public async Task<IActionResult> OnPostForgetAsync([FromForm] string[] key, CancellationToken cancel)
    {
        await Desk.Collected.ForgetAsync(MyId, key, cancel);
        return Go(Url.Content(List), new FlashMessage(Text["Collected.Forgotten"], UndoAction: Url.Content("~/contacts/collected?handler=remember"), UndoFields: [.. key.Select(one => KeyValuePair.Create("key", one))]));
    }

    public async Task<IActionResult> OnPostRememberAsync([FromForm] string[] key, CancellationToken cancel)
    {
        await Desk.Collected.RememberAsync(MyId, key, cancel);
        return Go(Url.Content(List), new FlashMessage(Text["Restored"]));
    }
}
