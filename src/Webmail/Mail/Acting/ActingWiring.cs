namespace Webmail.Mail.Acting;

public static class ActingWiring
{
    /// <summary>Actions on many messages, and the long ones among them.</summary>
    public static IServiceCollection AddActing(this IServiceCollection services) =>
        services.AddSingleton<JobQueue>().AddHostedService(provider => provider.GetRequiredService<JobQueue>());
}
