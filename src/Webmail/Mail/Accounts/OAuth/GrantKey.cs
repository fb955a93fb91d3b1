using System.Buffers.Text;
using System.Security.Cryptography;

namespace Webmail.Mail.Accounts.OAuth;

/// <summary>
/// What the vault keeps for an account that is connected instead of opened with a password: the name of its <see cref="TokenGrant"/> and the key to it. It stays
/// the same while the provider changes the refresh token, so that all sessions and the background, which each have it sealed for themselves, go on.
/// </summary>
public sealed record GrantKey(string Id, Secret Key)
{
    public static GrantKey New() => new(RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 16), new Secret(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))));

    public Secret ToSecret() => new($"{Id}.{Key.Reveal()}");

    /// <summary>Null when it is none: a password from before the account was connected.</summary>
    public static GrantKey? Parse(Secret secret) => secret.Reveal().Split('.') is [{ Length: 16 } id, { Length: 43 } key] ? new GrantKey(id, new Secret(key)) : null;
}
