using Webmail.Mail.Writing;

namespace Webmail.Mail.Sending;

public static class SendingWiring
{
    public static IServiceCollection AddSending(this IServiceCollection services) =>
        services.AddScoped<Drafts>().AddScoped<DraftFiles>().AddScoped<Outbox>().AddScoped<OutboxCount>().AddScoped<SubmissionSteps>().AddScoped<SendingPreferences>().AddScoped<CarriedFiles>().AddScoped<Identities>().AddScoped<Templates>().AddScoped<Redirecting>().AddScoped<ShortLetters>().AddScoped<WritingDesk>()
            .AddSingleton<SmtpTransport>().AddSingleton<OutboxSignal>().AddHostedService<OutboxWorker>()
            .AddSingleton<DraftSignal>().AddHostedService<DraftKeeper>();
}
