using Microsoft.Extensions.DependencyInjection.Extensions;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Imap;

public static class ImapWiring
{
    /// <summary>The pool, which sign-in and stores use.</summary>
    /// <param name="connections">At once, of all people.</param>
    public static IServiceCollection AddImap(this IServiceCollection services, IReadOnlyList<ServerPreset> presets, int connections)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new ImapPoolOptions { PlainTextHosts = PlainTextHosts(presets), Total = connections, PerHost = connections });
        return services.AddSingleton<ImapSessions>();
    }

    static HashSet<string> PlainTextHosts(IReadOnlyList<ServerPreset> presets) => presets.Where(preset => preset.AllowPlain)
        .SelectMany(preset => new[] { preset.Imap, preset.Pop3, preset.Smtp }).Where(url => url.Length > 0).Select(url => ServerAddress.Parse(url).Host)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
