namespace Webmail.Mail.Accounts;

/// <summary>Everything a connection needs, and the key it is pooled under: never shared between people, accounts or passwords.</summary>
/// <param name="CredentialVersion">Grows with every new password: connections of an old one are not reused.</param>
/// <param name="PublicOnly">The server was named by a person: it must have an address on the public Internet, whatever its name says by now.</param>
/// <param name="TrustedCertificate">Path of a PEM file with certificates to trust for this host besides the system's; null for none.</param>
public sealed record MailLogin(
    Guid PersonId, string AccountId, int CredentialVersion, ServerAddress Server, string UserName, Secret Password, string? TrustedCertificate = null,
    bool PublicOnly = false)
{
    /// <summary>Where the tokens come from that are told the server instead of a password; null for a password.</summary>
    public OAuth.TokenSource? Tokens { get; init; }
}
