namespace Webmail.Mail.Local;

public static class LocalWiring
{
    /// <param name="quotaMegabytes">How much mail of one person may be kept; 0 for no limit.</param>
    public static IServiceCollection AddLocalMail(this IServiceCollection services, int quotaMegabytes) =>
        services.AddSingleton(new LocalQuota(quotaMegabytes * 1024L * 1024L)).AddSingleton<LocalSignal>().AddSingleton<LocalDelivery>().AddSingleton<LocalMemory>().AddSingleton<LocalMail>();
}
