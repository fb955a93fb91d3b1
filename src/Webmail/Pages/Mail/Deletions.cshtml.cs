using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Acting;

namespace Webmail.Pages.Mail;

/// <summary>Deletes messages for ever. Nothing brings them back, so it asks first, on a page that works without JavaScript.</summary>
public sealed class DeletionsModel(MailPageContext context, ActingContext acting) : ActionPage(context, acting)
{
    public async Task<IActionResult> OnGetAsync(string[] keys, CancellationToken cancel)
    {
        Keys = keys;
        if (!TryChosen(out var chosen)) return BadRequest();
        Question = Counted("Delete.Question", await CountAsync(chosen, cancel));
        await LoadMailboxesAsync(cancel);
        return Page();
    }

    /// <summary>The person was asked.</summary>
    [BindProperty] public bool Sure { get; set; }

    public string Question { get; private set; } = "";

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!TryChosen(out var chosen)) return BadRequest();
        if (Sure) return await ActAsync(new Expunge(), chosen, ("Deleted", ""), Gone, cancel);
        Question = Counted("Delete.Question", await CountAsync(chosen, cancel));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
