namespace Webmail.Hosting;

public static class HostingWiring
{
    public static WebmailSettings AddWebmailHosting(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddSettingFiles();
        var settings = WebmailSettings.Read(builder.Configuration);
        builder.Services.AddSingleton(settings);
        builder.Services.AddLocalization();
        return settings;
    }
}
