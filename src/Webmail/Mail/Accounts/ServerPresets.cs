using System.Collections.Concurrent;

namespace Webmail.Mail.Accounts;

/// <summary>Where one mailbox is reached.</summary>
/// <param name="Imap">Null where only POP3 is spoken: its mail is then collected and kept here.</param>
/// <param name="UserName">What the servers know the person by.</param>
/// <param name="TrustedCertificate">PEM file with certificates to trust besides the system's; null for none.</param>
/// <param name="Own">True when the person typed the servers.</param>
public sealed record ServerSettings(
    ServerAddress? Imap, ServerAddress? Smtp, ServerAddress? Pop3, ServerAddress? Sieve, string UserName, string? TrustedCertificate, bool Own = false)
{
    /// <summary>Whose <c>Authentication-Results</c> count.</summary>
    public IReadOnlyList<string> AuthservIds { get; init; } = [];

    /// <summary>The provider whose sign-in opens the mailbox; null where a password does.</summary>
    public OAuth.NewConnection? Connection { get; init; }

    /// <summary>The known provider they belong to; null for others.</summary>
    public Discovery.KnownProvider? Provider { get; init; }

    /// <summary>Where the mail is read, and whose word a password is proven by.</summary>
    public ServerAddress Incoming => Imap ?? Pop3 ?? throw new InvalidOperationException("A mailbox is read over IMAP or POP3.");
}

/// <summary>The administrator's server settings by domain.</summary>
public sealed class ServerPresets(IReadOnlyList<ServerPreset> presets, OAuth.OAuthProviders? providers = null)
{
    // Read once: each request asks for them.
    readonly ConcurrentDictionary<ServerPreset, ServerSettings> read = new(ReferenceEqualityComparer.Instance);

    /// <summary>Where a sign-in of the provider takes the place of a password.</summary>
    public OAuth.OAuthProviders Providers { get; } = providers ?? new([]);

    /// <summary>The entry of the address's domain, else that of <c>*</c>, else null.</summary>
    public ServerSettings? For(AddrSpec address)
    {
        var preset = Find(address.Domain) ?? Find("*");
        return preset is null ? null
            : read.GetOrAdd(preset, Read) with { UserName = preset.UserName == UserNameForm.LocalPart ? address.LocalPart : address.ToString() };
    }

    static ServerSettings Read(ServerPreset preset) => new(
        Optional(preset.Imap), Optional(preset.Smtp), Optional(preset.Pop3), Optional(preset.Sieve), "",
        preset.TrustedCertificate.Length > 0 ? preset.TrustedCertificate : null)
    {
        AuthservIds = preset.AuthenticationResults.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };

    /// <summary>Whether a domain has an entry of its own.</summary>
    public bool Names(string domain) => Find(domain) is not null;

    /// <summary>The administrator's entry with this very server for sending: who names it names nothing that is not served here. Null when there is none.</summary>
    internal ServerPreset? WithSmtp(ServerAddress server) => presets.FirstOrDefault(preset => Optional(preset.Smtp) == server);

    ServerPreset? Find(string domain) => presets.FirstOrDefault(preset => preset.Domain.Equals(domain, StringComparison.OrdinalIgnoreCase));

    static ServerAddress? Optional(string url) => url.Length > 0 ? ServerAddress.Parse(url) : null;
}
