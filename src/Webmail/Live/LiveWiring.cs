using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Webmail.Live;

public static class LiveWiring
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.TryAddSingleton(LiveOptions.Usual);
        return services.AddSingleton<LiveChannels>().AddSingleton<LiveEndpoint>();
    }

    public static void MapLive(this WebApplication app)
    {
        app.MapGet("/live", (HttpContext context, LiveEndpoint live, string? after) => live.GetAsync(context, after));
    }
}
