using Webmail.Mail.Stores;

namespace Webmail.Mail.Accounts;

public static class AccountsWiring
{
    public static IServiceCollection AddMailAccounts(this IServiceCollection services, MasterKeys keys, IReadOnlyList<ServerPreset> presets) =>
        services.AddSingleton(keys).AddSingleton<CredentialVault>().AddSingleton(new ServerPresets(presets))
            .AddSingleton<AccountQueries>().AddScoped<MailStores>()
            .AddSingleton<Func<MailLogin, CancellationToken, Task>>(LoginProof.VerifyAsync)
            .AddSingleton<Func<MailLogin, IMailStore>>(provider => login => throw new NotSupportedException($"ImapStore of {login.AccountId} is not here yet."));
}
