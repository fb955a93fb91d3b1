using Webmail.Mail.Signatures;

namespace Webmail.Mail.Trust;

public static class TrustWiring
{
    public static IServiceCollection AddTrust(this IServiceCollection services) =>
        services.AddSingleton<AcquaintanceMemory>().AddSingleton<RecentHeaders>().AddScoped<KnownPeople>().AddScoped<TrustReader>().AddScoped<PictureConsents>().AddScoped<Reading.Invitations>().AddSingleton(new SmimeVerifier()).AddScoped<SignatureReader>().AddSingleton<Keys.KeySafe>().AddScoped<Keys.KeyBook>().AddSingleton<Sealing.RecentlyOpened>().AddScoped<Sealing.SealedReader>();
}
