namespace Webmail.Mail.Accounts;

public static class AccountsWiring
{
    public static IServiceCollection AddMailAccounts(this IServiceCollection services, MasterKeys keys, IReadOnlyList<ServerPreset> presets) =>
        services.AddSingleton(keys).AddSingleton<CredentialVault>().AddSingleton(new ServerPresets(presets))
            .AddSingleton<AccountQueries>().AddSingleton<KeysAtHand>().AddSingleton<MailConnections>().AddScoped<MailStores>().AddScoped<BackgroundAccess>().AddScoped<FolderChoices>().AddScoped<Labels.LabelBook>();
}
