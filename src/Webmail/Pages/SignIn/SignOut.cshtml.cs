using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Webmail.Mail.Accounts;
using Webmail.Security;

namespace Webmail.Pages.SignIn;

/// <summary>Ends this session for every node and forgets what the browser keeps. Anyone may: who is signed out already stays so.</summary>
[AllowAnonymous]
public sealed class SignOutPage(SessionStore sessions, SessionCookies cookies, MailStores stores, SecurityLog log) : PageModel
{
    public IActionResult OnGet() => RedirectToPage("/SignIn/SignIn");

    public async Task<IActionResult> OnPostAsync([FromServices] CurrentPerson person, CancellationToken cancel)
    {
        await sessions.EndAsync(cookies.TicketOf(Request), cancel);
        if (person.IsSignedIn)
        {
            log.SignedOut(person.Id);
            if (!await sessions.AnyOfAsync(person.Id, cancel)) await stores.CloseAllOfAsync(person.Id, cancel);
        }
        cookies.TakeBack(Response);
        // Not "cookies": the device cookie, which protects its owner from being slowed down, stays. Ours are taken back one by one.
        Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        return RedirectToPage("/SignIn/SignIn");
    }
}
