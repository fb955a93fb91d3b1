using System.Globalization;
using Webmail.Mail.Accounts;

namespace Webmail.Pages.Settings;

/// <summary>Which mailboxes are read here, from where, and how their passwords are kept.</summary>
public sealed class AccountModel(SettingsContext context, MailStores stores) : SettingsPage(context)
{
    public IReadOnlyList<(MailAccount Account, AccountServers Servers)> Accounts { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel) =>
        Accounts = [.. (await stores.OfAsync(Me.Id, cancel)).Select(account => (account, stores.ServersOf(account)))];

    /// <summary>Port and protection in words.</summary>
    public string Connection(ServerAddress server) =>
        Text[server.Encryption == Encryption.None ? "Account.Plain" : "Account.Encrypted", server.Protocol.ToString().ToUpperInvariant(), server.Port.ToString(CultureInfo.InvariantCulture)];
}
