using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Pages.Mail;

namespace Webmail.Pages.Settings.Accounts;

/// <summary>What the pages about one account take.</summary>
public sealed record AccountContext(SettingsContext Settings, MailStores Stores, AccountChanges Changes, IStringLocalizer<AccountsText> Words);

/// <summary>A page about one account of the person who asks; someone else's is not found.</summary>
public abstract class AccountPage(AccountContext context) : SettingsPage(context.Settings)
{
    public MailAccount Account { get; private set; } = null!;

    /// <summary>All of the person's, in their order.</summary>
    public IReadOnlyList<MailAccount> Accounts { get; private set; } = [];

    /// <summary>The one the person signs in with.</summary>
    public bool IsFirst => Account.Address == Me.Address;

    protected MailStores Stores => context.Stores;
    protected AccountChanges Changes => context.Changes;
    protected IStringLocalizer<AccountsText> Words => context.Words;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Accounts = await Stores.OfAsync(Me.Id, HttpContext.RequestAborted);
        if (Accounts.FirstOrDefault(account => account.Id == RouteData.Values["account"] as string) is not { } found)
        {
            context.Result = NotFound();
            return;
        }
        Account = found;
        await base.OnPageHandlerExecutionAsync(context, next);
    }

    /// <summary>To another page, which says the sentence.</summary>
    protected LocalRedirectResult GoTo(string path, string sentence)
    {
        Flash = JsonSerializer.Serialize(new FlashMessage(sentence));
        return LocalRedirect(Url.Content(path));
    }
}
