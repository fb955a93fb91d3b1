using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Webmail.Mail.Accounts;

/// <summary>What a sealed secret belongs to. Bound into the seal, so that a row copied to someone else does not open.</summary>
public sealed record CredentialOwner(Guid PersonId, string AccountId, CredentialKind Kind, int Version);

/// <summary>
/// Seals mailbox passwords in two layers of AES-256-GCM. Each record has a random key of its own; that key is wrapped with one derived from the
/// master key and, in the mode "only while I am signed in", from a session secret that exists in the browser's cookie alone: the database together
/// with the master key then opens nothing. In the mode "works in the background" the master key is enough.
/// </summary>
public sealed class CredentialVault(MasterKeys keys)
{
    /// <param name="sessionSecret">Null seals for the background.</param>
    public SealedCredential Seal(CredentialOwner owner, Secret secret, Secret? sessionSecret)
    {
        var own = RandomNumberGenerator.GetBytes(MasterKeys.Size);
        var wrapping = WrappingKey(keys.CurrentId, owner, sessionSecret)!;
        var sealedCredential = new SealedCredential
        {
            Id = Guid.CreateVersion7(),
            AccountId = owner.AccountId,
            Holder = sessionSecret is { } session ? HolderOf(session) : null,
            Kind = owner.Kind,
            Version = owner.Version,
            MasterKeyId = keys.CurrentId,
            WrappedKey = AesBox.Seal(wrapping, own, Bound("key", owner)),
            Sealed = AesBox.Seal(own, Encoding.UTF8.GetBytes(secret.Reveal()), Bound("secret", owner)),
        };
        CryptographicOperations.ZeroMemory(own);
        CryptographicOperations.ZeroMemory(wrapping);
        return sealedCredential;
    }

    /// <summary>Null when it cannot be opened: another person's, another session's, changed, or sealed with a master key that is gone.</summary>
    public Secret? Open(SealedCredential credential, Guid personId, Secret sessionSecret)
    {
        var owner = new CredentialOwner(personId, credential.AccountId, credential.Kind, credential.Version);
        var wrapping = WrappingKey(credential.MasterKeyId, owner, credential.Holder is null ? null : sessionSecret);
        if (wrapping is null || AesBox.Open(wrapping, credential.WrappedKey, Bound("key", owner)) is not { } own) return null;
        var secret = AesBox.Open(own, credential.Sealed, Bound("secret", owner));
        CryptographicOperations.ZeroMemory(own);
        return secret is null ? null : new Secret(Encoding.UTF8.GetString(secret));
    }

    /// <summary>A new secret for a session: 256 random bits, written for a cookie.</summary>
    public static Secret NewSessionSecret() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The name a session's records are found by. It says nothing about the secret.</summary>
    public static string HolderOf(Secret sessionSecret) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes("webmail holder\0" + sessionSecret.Reveal())));

    byte[]? WrappingKey(string masterKeyId, CredentialOwner owner, Secret? sessionSecret) => sessionSecret is { } session
        ? keys.Derive(masterKeyId, $"webmail credential, while signed in, {owner.AccountId}", Encoding.UTF8.GetBytes(session.Reveal()))
        : keys.Derive(masterKeyId, $"webmail credential, in the background, {owner.AccountId}");

    static byte[] Bound(string layer, CredentialOwner owner) =>
        Encoding.UTF8.GetBytes($"webmail 1\0{layer}\0{owner.PersonId:N}\0{owner.AccountId}\0{owner.Kind}\0{owner.Version}");
}
