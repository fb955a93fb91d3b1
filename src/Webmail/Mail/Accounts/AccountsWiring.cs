using Microsoft.Extensions.DependencyInjection.Extensions;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Checking;
using Webmail.Mail.Pop3;

namespace Webmail.Mail.Accounts;

public static class AccountsWiring
{
    public static IServiceCollection AddMailAccounts(this IServiceCollection services, MasterKeys keys, IReadOnlyList<ServerPreset> presets, IReadOnlyList<OAuthPreset> connections)
    {
        var providers = new OAuthProviders(connections);
        services.AddSingleton(providers).AddSingleton<OAuthClient>().AddSingleton<TokenGrants>().AddSingleton<AccessTokens>();
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<Pop3Door>(provider));
        return services.AddSingleton(keys).AddSingleton<CredentialVault>().AddSingleton(new ServerPresets(presets, providers))
            .AddSingleton(_ => MailDns.OfSystem()).AddSingleton<ServerDiscovery>().AddSingleton<ConnectionDoctor>()
            .AddSingleton<AccountQueries>().AddSingleton<KeysAtHand>().AddSingleton<MailConnections>().AddScoped<MailStores>().AddScoped<BackgroundAccess>().AddScoped<FolderChoices>().AddScoped<AccountChanges>().AddScoped<OwnSmtp>().AddScoped<Labels.LabelBook>();
    }
}
