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
    public SealedCredential Seal(CredentialOwner owner, Secret secret, Secret? sessionSecret) =>
        Seal(owner, secret, WrappingKey(keys.CurrentId, owner, sessionSecret)!, sessionSecret is { } session ? HolderOf(session) : null);

    /// <param name="door">Of <see cref="LinkedPasswords"/>.</param>
    internal SealedCredential SealLinked(CredentialOwner owner, Secret secret, byte[] door) => Seal(owner, secret, LinkedKey(keys.CurrentId, owner, door)!, null);

    /// <summary>Null when it cannot be opened: another person's, another session's, changed, or sealed with a master key that is gone.</summary>
    public Secret? Open(SealedCredential credential, Guid personId, Secret sessionSecret)
    {
        var owner = OwnerOf(credential, personId);
        return Open(credential, owner, WrappingKey(credential.MasterKeyId, owner, credential.Holder is null ? null : sessionSecret));
    }

    internal Secret? OpenLinked(SealedCredential credential, Guid personId, byte[] door)
    {
        var owner = OwnerOf(credential, personId);
        return Open(credential, owner, LinkedKey(credential.MasterKeyId, owner, door));
    }

    SealedCredential Seal(CredentialOwner owner, Secret secret, byte[] wrapping, string? holder)
    {
        var own = RandomNumberGenerator.GetBytes(MasterKeys.Size);
        var sealedCredential = new SealedCredential
        {
            Id = Guid.CreateVersion7(),
            AccountId = owner.AccountId,
            Holder = holder,
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

    static Secret? Open(SealedCredential credential, CredentialOwner owner, byte[]? wrapping)
    {
        if (wrapping is null || AesBox.Open(wrapping, credential.WrappedKey, Bound("key", owner)) is not { } own) return null;
        var secret = AesBox.Open(own, credential.Sealed, Bound("secret", owner));
        CryptographicOperations.ZeroMemory(own);
        return secret is null ? null : new Secret(Encoding.UTF8.GetString(secret));
    }

    static CredentialOwner OwnerOf(SealedCredential credential, Guid personId) => new(personId, credential.AccountId, credential.Kind, credential.Version);

    /// <summary>A new secret for a session: 256 random bits, written for a cookie.</summary>
    public static Secret NewSessionSecret() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The name a session's records are found by. It says nothing about the secret.</summary>
    public static string HolderOf(Secret sessionSecret) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes("webmail holder\0" + sessionSecret.Reveal())));

    byte[]? WrappingKey(string masterKeyId, CredentialOwner owner, Secret? sessionSecret) => sessionSecret is { } session
        ? keys.Derive(masterKeyId, $"webmail credential, while signed in, {owner.AccountId}", Encoding.UTF8.GetBytes(session.Reveal()))
        : keys.Derive(masterKeyId, $"webmail credential, in the background, {owner.AccountId}");

    byte[]? LinkedKey(string masterKeyId, CredentialOwner owner, byte[] door) => keys.Derive(masterKeyId, $"webmail credential, linked, {owner.AccountId}", door);

    static byte[] Bound(string layer, CredentialOwner owner) =>
        Encoding.UTF8.GetBytes($"webmail 1\0{layer}\0{owner.PersonId:N}\0{owner.AccountId}\0{owner.Kind}\0{owner.Version}");
}
