namespace Webmail.Mail.Accounts.Discovery;

/// <summary>Whose word it is where a mailbox is.</summary>
public enum FoundBy { Administrator, Provider, Autoconfig, Dns }

/// <summary>Where the mail of an address is read and handed in, found from the address alone.</summary>
/// <param name="Imap">Null when only POP3 is offered; of both at least one is there, except where a provider lets no program in.</param>
/// <param name="UserName">What the servers know the person by.</param>
/// <param name="Provider">The known provider that keeps the mailbox; null for others.</param>
/// <param name="Confirm">
/// DNS alone said so, and the servers are in another domain than the address: whoever can forge an answer could have the password sent
/// to a server of their own, so the person looks at the names first (RFC 6186 §6).
/// </param>
public sealed record FoundServers(
    FoundBy By, ServerAddress? Imap, ServerAddress? Pop3, ServerAddress? Smtp, string UserName, KnownProvider? Provider = null, bool Confirm = false)
{
    public ProviderAsks Asks => Provider?.Asks ?? ProviderAsks.Nothing;

    /// <summary>Whether a password of some kind opens the mailbox for a program.</summary>
    public bool TakesPasswords => Asks is not (ProviderAsks.OAuth or ProviderAsks.Bridge or ProviderAsks.NoPrograms) && (Imap ?? Pop3) is not null;

    internal static FoundServers Of(KnownProvider provider, AddrSpec address) => new(
        FoundBy.Provider, Optional(provider.Imap), Optional(provider.Pop3), Optional(provider.Smtp),
        provider.UserName == UserNameForm.LocalPart ? address.LocalPart : address.ToString(), provider);

    static ServerAddress? Optional(string url) => url.Length > 0 ? ServerAddress.Parse(url) : null;
}
