using Microsoft.AspNetCore.Mvc;

namespace Webmail.Pages.Mail;

/// <summary>Deletes messages for ever. Nothing brings them back, so it asks first, on a page that works without JavaScript.</summary>
public sealed class DeletionsModel(MailPageContext context) : ActionPage(context)
{
    public async Task<IActionResult> OnGetAsync(string[] keys, CancellationToken cancel)
    {
        Keys = keys;
        if (!TryKeys(out _)) return BadRequest();
        await LoadMailboxesAsync(cancel);
        return Page();
    }

    /// <summary>The person was asked.</summary>
    [BindProperty] public bool Sure { get; set; }

    public string Question => Counted("Delete.Question", Keys.Length);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!TryKeys(out var keys)) return BadRequest();
        if (!Sure)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        await Store.ExpungeAsync(MailboxName, keys, cancel);
        return BackTo(MailboxName, new FlashMessage(Counted("Flash.Deleted", keys.Count)));
    }
}
