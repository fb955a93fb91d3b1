using Microsoft.Extensions.DependencyInjection.Extensions;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Imap;

public static class ImapWiring
{
    /// <summary>The pool, and what sign-in and pages need of it: a proof of a login, and the store behind one.</summary>
    public static IServiceCollection AddImap(this IServiceCollection services, IReadOnlyList<ServerPreset> presets)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new ImapPoolOptions { PlainTextHosts = PlainTextHosts(presets) });
        return services.AddSingleton<ImapSessions>()
            .AddSingleton<Func<MailLogin, CancellationToken, Task>>(provider => provider.GetRequiredService<ImapSessions>().VerifyAsync)
            .AddSingleton<Func<MailLogin, IMailStore>>(provider => login => new ImapStore(provider.GetRequiredService<ImapSessions>(), login));
    }

    static HashSet<string> PlainTextHosts(IReadOnlyList<ServerPreset> presets) =>
        presets.Where(preset => preset.AllowPlain).Select(preset => ServerAddress.Parse(preset.Imap).Host).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
