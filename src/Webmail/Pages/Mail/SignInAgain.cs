using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Accounts;
using Webmail.Security;

namespace Webmail.Pages.Mail;

/// <summary>Where one goes whose mailbox does not open any more: to sign-in, or for an added account to the page that asks for its password.</summary>
static class SignInAgain
{
    /// <param name="account">Null when it is not known which one does not open: then it is the one the person signs in with.</param>
    public static string Url(IUrlHelper url, CurrentPerson me, MailAccount? account, string returnUrl) => account is null || account.Address == me.Address
        ? url.Content("~/sign-in") + QueryString.Create(new Dictionary<string, string?> { ["email"] = me.Address, ["returnUrl"] = returnUrl })
        : url.Content($"~/settings/accounts/{account.Id}/password") + QueryString.Create("returnUrl", returnUrl);
}
