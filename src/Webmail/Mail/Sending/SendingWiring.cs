using Webmail.Mail.Writing;

namespace Webmail.Mail.Sending;

public static class SendingWiring
{
    /// <param name="personMegabytes">What the files of one person's drafts may take; 0 is no limit.</param>
    /// <param name="allMegabytes">What those of everybody may take.</param>
    public static IServiceCollection AddSending(this IServiceCollection services, int personMegabytes, int allMegabytes) =>
        services.AddSingleton(new UploadRoom(personMegabytes * 1_000_000L, allMegabytes * 1_000_000L))
            .AddScoped<Drafts>().AddScoped<DraftFiles>().AddScoped<Uploads>().AddScoped<Outbox>().AddScoped<OutboxCount>().AddScoped<SubmissionSteps>().AddScoped<SendingPreferences>().AddScoped<CarriedFiles>().AddScoped<Identities>().AddScoped<Templates>().AddScoped<SignaturePictures>().AddScoped<Redirecting>().AddScoped<ShortLetters>().AddScoped<Returns>().AddScoped<Sealing.LetterSealing>().AddScoped<WritingDesk>()
            .AddSingleton<SmtpTransport>().AddSingleton<OutboxSignal>().AddHostedService<OutboxWorker>()
            .AddSingleton<DraftSignal>().AddHostedService<DraftKeeper>();
}
