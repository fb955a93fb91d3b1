using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Webmail.Data;
using Webmail.Mail.Accounts.Discovery;
using Webmail.Mail.Accounts.OAuth;

namespace Webmail.Security;

public static class SecurityWiring
{
    /// <param name="https">Whether people reach this server by https only: cookies are then Secure.</param>
    public static IServiceCollection AddSignIn(this IServiceCollection services, bool https, bool allowOtherServers)
    {
        services.AddHttpContextAccessor().AddScoped(provider => CurrentPerson.From(provider.GetRequiredService<IHttpContextAccessor>().HttpContext));
        services.AddSingleton(TimeProvider.System).AddSingleton(new SessionCookies(https)).AddSingleton<SessionQueries>().AddSingleton<SessionEnds>().AddScoped<SessionStore>();
        services.AddSingleton<SignInThrottle>().AddSingleton<RefusalPace>().AddSingleton<ProvenPasswords>().AddSingleton<SecurityLog>().AddSingleton<ContentKeys>().AddSingleton<ContentGrants>();
        services.AddSingleton(_ => AutoconfigFiles.FromTheInternet()).AddSingleton<FetchAutoconfig>(provider => provider.GetRequiredService<AutoconfigFiles>().FetchAsync);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TypedServers>(provider, allowOtherServers));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<KnownDevices>(provider, https));
        services.AddScoped<Admission>().AddScoped<SignInServers>().AddScoped<MailSignIn>().AddScoped<AccountKeys>().AddScoped<AddedAccounts>().AddScoped<ConnectedSignIn>().AddScoped<KeyUnlocking>();
        services.AddSingleton<ProviderHttp>().AddSingleton<AskProvider>(provider => provider.GetRequiredService<ProviderHttp>().AskAsync).AddSingleton<ConnectionDoor>();
        services.AddIdentityCore<Person>(options => options.User.AllowedUserNameCharacters = "").AddEntityFrameworkStores<WebmailDb>();
        services.AddScoped<ILookupNormalizer, AsciiNames>();
        services.AddAuthentication(TicketHandler.Name).AddScheme<AuthenticationSchemeOptions, TicketHandler>(TicketHandler.Name, null);
        // Everything is for people who are signed in, unless it says otherwise.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = https ? "__Host-webmail-form" : "webmail-form";
            options.Cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.Path = "/";
        });
        services.AddKeyRing();
        return services;
    }

    /// <summary>Before routing: the headers of pages, and the refusal of what other sites send.</summary>
    public static void UsePageSecurity(this WebApplication app)
    {
        app.UseMiddleware<PageHeaders>();
        app.UseMiddleware<SameOriginOnly>();
    }

    public static void UseSignIn(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
    }
}
