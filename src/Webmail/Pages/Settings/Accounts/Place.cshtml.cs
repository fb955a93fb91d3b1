using Microsoft.AspNetCore.Mvc;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>Where an account stands among the others.</summary>
public sealed class PlaceModel(AccountContext context) : AccountPage(context)
{
    public IActionResult OnGet() => RedirectToPage("/Settings/Accounts");

    public async Task<IActionResult> OnPostAsync(string? to, CancellationToken cancel)
    {
        if (to is not ("up" or "down")) return BadRequest();
        await Changes.PlaceAsync(Me.Id, Account.Id, to == "up", cancel);
        return RedirectToPage("/Settings/Accounts");
    }
}
