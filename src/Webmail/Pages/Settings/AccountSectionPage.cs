using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Webmail.Mail.Accounts;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings;

/// <summary>A section about one account. Without an account in the address it is the first one.</summary>
public abstract class AccountSectionPage(FolderContext context) : FolderPage(context)
{
    public IReadOnlyList<MailAccount> Accounts { get; private set; } = [];

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Accounts = await Stores.OfAsync(Me.Id, HttpContext.RequestAborted);
        if (RouteData.Values["account"] is null && Accounts.Count > 0) context.Result = LocalRedirect($"{Request.PathBase}{Request.Path}/{Accounts[0].Id}");
        else await base.OnPageHandlerExecutionAsync(context, next);
    }

    protected RedirectToPageResult Again(string sentence)
    {
        Flash = System.Text.Json.JsonSerializer.Serialize(new FlashMessage(sentence));
        return RedirectToPage(new { account = Account.Id });
    }
}
