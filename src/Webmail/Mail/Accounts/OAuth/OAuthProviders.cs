using Webmail.Mail.Accounts.Discovery;

namespace Webmail.Mail.Accounts.OAuth;

/// <summary>The providers that the administrator has registered this webmail with.</summary>
public sealed class OAuthProviders(IReadOnlyList<OAuthPreset> presets)
{
    public IReadOnlyList<OAuthPreset> All => presets;

    public OAuthPreset? Named(string? name) => presets.FirstOrDefault(preset => preset.Name == name);

    /// <summary>
    /// Whose sign-in opens the mailbox: of the address's domain, or of the provider that keeps the mail of a domain of its own. A token goes to that
    /// provider's servers and to no others.
    /// </summary>
    /// <param name="keeper">The known provider that keeps it; null when it is not known.</param>
    public OAuthPreset? For(AddrSpec address, KnownProvider? keeper = null) =>
        presets.FirstOrDefault(preset => preset.DomainList.Contains(address.Domain)) ?? (keeper is null ? null : presets.FirstOrDefault(preset => Keeps(preset, keeper)));

    /// <summary>Whether the administrator has named this host.</summary>
    public bool Names(Uri url) => presets.SelectMany(preset => preset.Urls).Any(named => named.Authority == url.Authority);

    static bool Keeps(OAuthPreset preset, KnownProvider keeper) =>
        keeper.Imap.Length > 0 && preset.DomainList.Select(KnownProviders.OfDomain).Any(known => known?.Imap == keeper.Imap);
}
