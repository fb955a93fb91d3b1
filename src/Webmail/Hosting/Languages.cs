using Microsoft.AspNetCore.Localization;

namespace Webmail.Hosting;

/// <summary>English and French: the cookie of a choice first, then what the browser prefers.</summary>
static class Languages
{
    public const string Cookie = "webmail-language";

    public static IServiceCollection AddLanguages(this IServiceCollection services) =>
        services.AddLocalization().Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture("en").AddSupportedCultures("en", "fr").AddSupportedUICultures("en", "fr");
            options.ApplyCurrentCultureToResponseHeaders = true;
            options.RequestCultureProviders = [new CustomRequestCultureProvider(Chosen), new AcceptLanguageHeaderRequestCultureProvider()];
        });

    static Task<ProviderCultureResult?> Chosen(HttpContext context)
    {
        var chosen = context.Request.Cookies[Cookie];
        return Task.FromResult(chosen is "en" or "fr" ? new ProviderCultureResult(chosen) : null);
    }
}
