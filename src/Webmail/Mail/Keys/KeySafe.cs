using System.Security.Cryptography;
using System.Text;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Keys;

/// <summary>The secret half of a key in memory, as it was imported, and what opens it. Never prints itself.</summary>
public sealed class KeyMaterial(byte[] bytes, Secret passphrase)
{
    public byte[] Bytes => bytes;
    public Secret Passphrase => passphrase;
    public override string ToString() => "***";
}

/// <summary>
/// Seals the secret half of a person's key: AES-256-GCM under a key derived from the master key and from the passphrase (PBKDF2). The database together with the
/// master key opens nothing; nor does the passphrase without the master key. Once given, the passphrase's half is kept for the session, sealed with the secret that only its browser has.
/// </summary>
public sealed class KeySafe(MasterKeys keys)
{
    // OWASP's figure for PBKDF2-HMAC-SHA256.
    const int Rounds = 600_000, SaltSize = 16;

    /// <summary>Seals the material into the key.</summary>
    /// <returns>What opens it again, for <see cref="Keep"/>.</returns>
    public byte[] Seal(PersonKey key, KeyMaterial material)
    {
        key.Salt = RandomNumberGenerator.GetBytes(SaltSize);
        key.MasterKeyId = keys.CurrentId;
        var door = Door(key, material.Passphrase);
        var passphrase = Encoding.UTF8.GetBytes(material.Passphrase.Reveal());
        byte[] plain = [.. BitConverter.GetBytes(passphrase.Length), .. passphrase, .. material.Bytes];
        key.Sealed = AesBox.Seal(Wrapping(key, door)!, plain, Bound("key", key));
        CryptographicOperations.ZeroMemory(plain);
        return door;
    }

    /// <summary>What the passphrase opens the key with; null when it is not the one, or the master key is gone.</summary>
    public byte[]? TryPassphrase(PersonKey key, Secret passphrase) => Door(key, passphrase) is var door && Open(key, door) is not null ? door : null;

    public KeyMaterial? Open(PersonKey key, byte[] door)
    {
        if (key.Sealed is null || Wrapping(key, door) is not { } wrapping || AesBox.Open(wrapping, key.Sealed, Bound("key", key)) is not { } plain) return null;
        var length = BitConverter.ToInt32(plain);
        return new KeyMaterial(plain[(4 + length)..], new Secret(Encoding.UTF8.GetString(plain, 4, length)));
    }

    /// <summary>Seals with the current master key what an older one has sealed. The passphrase's half stays the same: sessions that have it open the key as before.</summary>
    /// <returns>False when there is nothing to be done.</returns>
    public bool Renew(PersonKey key, byte[] door)
    {
        if (key.Sealed is null || key.MasterKeyId == keys.CurrentId || Wrapping(key, door) is not { } before || AesBox.Open(before, key.Sealed, Bound("key", key)) is not { } plain) return false;
        key.MasterKeyId = keys.CurrentId;
        key.Sealed = AesBox.Seal(Wrapping(key, door)!, plain, Bound("key", key));
        CryptographicOperations.ZeroMemory(plain);
        return true;
    }

    /// <summary>For one session.</summary>
    public UnlockedKey Keep(PersonKey key, byte[] door, Secret sessionSecret) => new()
    {
        KeyId = key.Id, Holder = CredentialVault.HolderOf(sessionSecret), MasterKeyId = keys.CurrentId,
        Sealed = AesBox.Seal(Session(keys.CurrentId, key, sessionSecret)!, door, Bound("door", key)),
    };

    /// <summary>Null when this session has not unlocked it.</summary>
    public KeyMaterial? Open(PersonKey key, UnlockedKey unlocked, Secret sessionSecret) =>
        Session(unlocked.MasterKeyId, key, sessionSecret) is { } session && AesBox.Open(session, unlocked.Sealed, Bound("door", key)) is { } door ? Open(key, door) : null;

    static byte[] Door(PersonKey key, Secret passphrase) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase.Reveal()), key.Salt!, Rounds, HashAlgorithmName.SHA256, MasterKeys.Size);

    byte[]? Wrapping(PersonKey key, byte[] door) => keys.Derive(key.MasterKeyId!, $"webmail person's key, {key.Id:N}", door);

    byte[]? Session(string masterKeyId, PersonKey key, Secret sessionSecret) => keys.Derive(masterKeyId, $"webmail unlocked key, {key.Id:N}", Encoding.UTF8.GetBytes(sessionSecret.Reveal()));

    static byte[] Bound(string layer, PersonKey key) => Encoding.UTF8.GetBytes($"webmail keys 1\0{layer}\0{key.PersonId:N}\0{key.Id:N}\0{key.Kind}\0{key.Fingerprint}");
}
