using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Localization;

namespace Webmail.Hosting;

/// <summary>
/// English and French: the cookie of a choice first, then what the browser prefers. Dates and numbers follow the region the browser names
/// (en-GB writes 14:30 where en-US writes 2:30 PM), as long as it is a region of the chosen language.
/// </summary>
static class Languages
{
    public const string Cookie = "webmail-language";

    public static readonly IReadOnlyList<string?> Known = ["en", "fr"];

    static readonly AcceptLanguageHeaderRequestCultureProvider Preferred = new();

    public static IServiceCollection AddLanguages(this IServiceCollection services) =>
        services.AddLocalization().AddSingleton(typeof(IStringLocalizer<>), typeof(RememberedText<>)).Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(CultureInfo.GetCultureInfo("en"));
            (options.SupportedCultures, options.SupportedUICultures) = ([.. Regions()], [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("fr")]);
            options.ApplyCurrentCultureToResponseHeaders = true;
            options.RequestCultureProviders = [new CustomRequestCultureProvider(Chosen), Preferred];
        });

    /// <summary>The language somebody chose in this browser, or null.</summary>
    public static string? Chosen(HttpRequest request) => request.Cookies[Cookie] is { } chosen && Known.Contains(chosen) ? chosen : null;

    public static void Remember(HttpContext context, string language) => context.Response.Cookies.Append(Cookie, language, Options(context.Request, TimeSpan.FromDays(365)));

    public static void Forget(HttpContext context) => context.Response.Cookies.Delete(Cookie, Options(context.Request, null));

    static CookieOptions Options(HttpRequest request, TimeSpan? life) => new()
    {
        Path = request.PathBase.HasValue ? request.PathBase.Value : "/", MaxAge = life, HttpOnly = true, Secure = request.IsHttps, SameSite = SameSiteMode.Lax,
    };

    static async Task<ProviderCultureResult?> Chosen(HttpContext context)
    {
        if (Chosen(context.Request) is not { } chosen) return null;
        var accepted = await Preferred.DetermineProviderCultureResult(context);
        var region = accepted?.Cultures.FirstOrDefault(culture => culture.Value?.StartsWith($"{chosen}-", StringComparison.OrdinalIgnoreCase) == true);
        return new ProviderCultureResult(region?.Value ?? chosen, chosen);
    }

    // Read-only ones: of any other each request is given a copy, which asks ICU anew how numbers are written.
    static IEnumerable<CultureInfo> Regions() =>
        from culture in CultureInfo.GetCultures(CultureTypes.AllCultures) where culture.TwoLetterISOLanguageName is "en" or "fr" select CultureInfo.GetCultureInfo(culture.Name);
}
