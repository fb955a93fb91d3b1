using Microsoft.Extensions.Localization;
using Webmail.Mail.Accounts;
using Webmail.Pages.Settings.Accounts;

namespace Webmail.Pages.Settings;

/// <summary>Which mailboxes are read here, in which order, and how their passwords are kept.</summary>
public sealed class AccountsModel(SettingsContext context, MailStores stores, IStringLocalizer<AccountsText> words) : SettingsPage(context)
{
    public IReadOnlyList<MailAccount> Accounts { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel) => Accounts = await stores.OfAsync(Me.Id, cancel);

    public string About(MailAccount account) => account.Address == Me.Address ? words["First"] : account.KeptHere ? words["Here"] : words["At", stores.ServersOf(account).Incoming?.Host ?? ""];
}
