using Webmail.Mail.Accounts;

namespace Webmail.Mail.Pop3;

public static class Pop3Wiring
{
    public static IServiceCollection AddPop3(this IServiceCollection services) =>
        services.AddSingleton<Pop3Door>().AddSingleton<MailProof>().AddSingleton<CollectSignal>().AddScoped<Pop3Ledger>().AddScoped<Pop3Logins>().AddScoped<Pop3Collecting>().AddScoped<CollectState>().AddScoped<MailPlaces>().AddHostedService<Pop3Worker>();
}
