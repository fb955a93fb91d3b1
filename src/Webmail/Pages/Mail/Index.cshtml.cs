using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Webmail.Mail.Accounts;
using Webmail.Security;

namespace Webmail.Pages.Mail;

/// <summary>The way in: the inbox of the account that is named, or of the first one.</summary>
public sealed class IndexModel(CurrentPerson me, MailStores stores) : PageModel
{
    public async Task<IActionResult> OnGetAsync(string? account, CancellationToken cancel) =>
        await InboxAsync(Request, stores, me.Id, account, cancel) is { } inbox ? LocalRedirect(inbox) : NotFound();

    /// <returns>Null when this person has no such account.</returns>
    internal static async Task<string?> InboxAsync(HttpRequest request, MailStores stores, Guid personId, string? account, CancellationToken cancel)
    {
        var accounts = await stores.OfAsync(personId, cancel);
        var chosen = accounts.FirstOrDefault(candidate => account is null || candidate.Id == account);
        return chosen is null ? null : new MailUrls(request.PathBase, chosen.Id).Mailbox("INBOX");
    }
}
