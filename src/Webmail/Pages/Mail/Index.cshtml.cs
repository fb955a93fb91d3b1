using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Webmail.Mail.Accounts;
using Webmail.Security;

namespace Webmail.Pages.Mail;

/// <summary>The way in: the inbox of the account that is named, or of the first one.</summary>
public sealed class IndexModel(CurrentPerson me, MailStores stores) : PageModel
{
    public async Task<IActionResult> OnGetAsync(string? account, CancellationToken cancel)
    {
        var accounts = await stores.OfAsync(me.Id, cancel);
        var chosen = accounts.FirstOrDefault(candidate => account is null || candidate.Id == account);
        return chosen is null ? NotFound() : LocalRedirect(new MailUrls(Request.PathBase, chosen.Id).Mailbox("INBOX"));
    }
}
