using Webmail.Mail.Accounts;
using Webmail.Mail.Keeping;

namespace Webmail.Mail.Pop3;

public static class Pop3Wiring
{
    public static IServiceCollection AddPop3(this IServiceCollection services) =>
        services.AddSingleton<Pop3Door>().AddSingleton<MailProof>().AddSingleton<CollectSignal>().AddScoped<Pop3Ledger>().AddScoped<Pop3Choices>().AddScoped<Pop3Logins>().AddScoped<Pop3Collecting>().AddScoped<CollectState>().AddScoped<MailPlaces>().AddScoped<CopyErasure>().AddHostedService<Pop3Worker>();
}
