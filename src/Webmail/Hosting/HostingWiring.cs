namespace Webmail.Hosting;

public static class HostingWiring
{
    /// <summary>
    /// Where the files of a published application lie: beside it, wherever it is started from (systemd starts in <c>/</c>). Null in the sources, whose web root
    /// is known from the build.
    /// </summary>
    public static string? PublishedFolder => Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : null;

    /// <summary>Reads and checks the configuration, and wires what has nothing to do with mail.</summary>
    /// <exception cref="ConfigurationProblem">Says in sentences what to set.</exception>
    public static WebmailSettings AddWebmailHosting(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddSettingFiles();
        var settings = WebmailSettings.Read(builder.Configuration);
        builder.Services.AddSingleton(settings);
        builder.Logging.AddLogs(settings.Options.LogFormat);
        builder.Services.AddProxies(settings);
        builder.Services.AddCompression().AddLanguages().AddHostedService<Draining>();
        builder.Services.AddSingleton(IdleGarbageOptions.Usual).AddHostedService<IdleGarbageCollection>();
        builder.Services.Configure<HostOptions>(options =>
        {
            // Below the 30 s after which a supervisor kills (systemd and Kubernetes allow 90 and 30).
            options.ShutdownTimeout = TimeSpan.FromSeconds(25);
            // A worker that fails must not take everyone's mail down: each restarts itself.
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Forms are small; a page that takes uploads raises its own limit.
            kestrel.Limits.MaxRequestBodySize = 2 << 20;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        return settings;
    }

    /// <summary>What every request passes before it is routed.</summary>
    public static void UseWebmailHosting(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<Security.ContentHost>();
        app.UseMiddleware<CanonicalAddress>();
        // A scope of its own: what broke the request (the database, say) must not break the page that tells.
        app.UseExceptionHandler("/error/500", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseResponseCompression();
        app.UseRequestLocalization();
    }
}
