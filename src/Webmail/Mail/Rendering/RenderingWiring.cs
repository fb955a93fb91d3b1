namespace Webmail.Mail.Rendering;

public static class RenderingWiring
{
    public static IServiceCollection AddRendering(this IServiceCollection services, int workers) =>
        services.AddSingleton(new RenderOptions(RenderCommand.Own(), workers)).AddSingleton<HtmlCleaning>().AddSingleton<PictureDrawing>()
            .AddSingleton<RenderPool>().AddHostedService(provider => provider.GetRequiredService<RenderPool>());
}
