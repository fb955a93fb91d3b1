using Microsoft.AspNetCore.Mvc;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Compose;

/// <summary>The question whether an account may work while nobody is signed in: asked when something first needs it, and answered otherwise at any time.</summary>
public sealed class BackgroundModel(ComposeContext context) : ComposePage(context)
{
    public string Address { get; private set; } = "";
    public string Back { get; private set; } = "";
    public bool Allowed { get; private set; }

    public async Task<IActionResult> OnGetAsync(string account, string? back, CancellationToken cancel)
    {
        if (AccountNamed(account) is not { } its) return NotFound();
        (Address, Back) = (its.Address, BackTo(back, its));
        Allowed = await Desk.Background.IsAllowedAsync(Me.Id, its.Id, cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string account, string? back, string? act, CancellationToken cancel)
    {
        if (AccountNamed(account) is not { } its) return NotFound();
        if (act is not ("allow" or "revoke")) return BadRequest();
        if (act == "allow") await Desk.Background.AllowAsync(Me.Id, its.Id, Me.SessionSecret, cancel);
        else await Desk.Background.RevokeAsync(Me.Id, its.Id, cancel);
        return Go(BackTo(back, its), new FlashMessage(Text[act == "allow" ? "Background.Allowed" : "Background.Revoked", its.Address]));
    }
}
