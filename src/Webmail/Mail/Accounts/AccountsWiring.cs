using Webmail.Mail.Accounts.Discovery;

namespace Webmail.Mail.Accounts;

public static class AccountsWiring
{
    public static IServiceCollection AddMailAccounts(this IServiceCollection services, MasterKeys keys, IReadOnlyList<ServerPreset> presets) =>
        services.AddSingleton(keys).AddSingleton<CredentialVault>().AddSingleton(new ServerPresets(presets))
            .AddSingleton(_ => MailDns.OfSystem()).AddSingleton<ServerDiscovery>()
            .AddSingleton<AccountQueries>().AddSingleton<KeysAtHand>().AddSingleton<MailConnections>().AddScoped<MailStores>().AddScoped<BackgroundAccess>().AddScoped<FolderChoices>().AddScoped<AccountChanges>().AddScoped<Labels.LabelBook>();
}
