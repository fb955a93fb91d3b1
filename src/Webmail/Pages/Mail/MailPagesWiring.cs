using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.Extensions.WebEncoders;

namespace Webmail.Pages.Mail;

public static class MailPagesWiring
{
    public static IServiceCollection AddMailPages(this IServiceCollection services, bool https) =>
        services.AddScoped<MailPageContext>().AddScoped<ActingContext>().AddScoped<LetterContext>().AddScoped<Dealings>().AddScoped<Jobs.JobWords>().AddSingleton<ScreenQueries>().AddSingleton<DrawnRows>().AddScoped<ScreenChoices>().AddScoped<Search.SavedSearches>().AddScoped<Compose.ComposeContext>().AddScoped<Compose.ComposerUnlocking>().AddScoped<Settings.SettingsContext>().AddScoped<Settings.KeysContext>().AddScoped<Settings.Accounts.AccountContext>().AddScoped<Settings.Accounts.FindingContext>().AddScoped<Settings.Accounts.AddingContext>().AddScoped<Settings.Accounts.SmtpTrying>().AddSingleton<Settings.Accounts.DiscoveryPace>().AddScoped<FolderContext>().AddScoped<Contacts.ContactsContext>()
            .Configure<CookieTempDataProviderOptions>(options => options.Cookie = new CookieBuilder
            {
                Name = https ? "__Host-webmail-flash" : "webmail-flash",
                Path = "/",
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Strict,
                SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.None,
            })
            // The three panes are drawn by other folders' pages, too.
            .Configure<RazorViewEngineOptions>(options => options.PageViewLocationFormats.Add("/Pages/Mail/{0}.cshtml"))
            // Pages are UTF-8: é and 会 travel as themselves; only what HTML reads as markup is escaped.
            .Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));

    /// <summary>The bare address is the way in, too.</summary>
    public static void MapMailEntrance(this WebApplication app) =>
        app.MapGet("/", (HttpRequest request) => Results.LocalRedirect($"{request.PathBase}/mail"));
}
