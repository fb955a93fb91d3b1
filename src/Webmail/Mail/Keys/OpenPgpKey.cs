using System.Text;
using MimeKit;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keys;

/// <summary>
/// A public key as far as it proves itself: names that its primary key has certified, subkeys that it has bound, and of those that sign only such as say so
/// in return (RFC 9580 §5.2.1). What is not proven is as if it were not there.
/// </summary>
public sealed class OpenPgpKey
{
    readonly PgpPublicKeyRing ring;
    readonly PgpPublicKey primary;
    readonly PgpSignature? self;

    OpenPgpKey(PgpPublicKeyRing ring)
    {
        (this.ring, primary) = (ring, ring.GetPublicKey());
        var names = primary.GetRawUserIds().Take(50).Select(Encoding.UTF8.GetString).Select(id => (Id: id, Proof: Certification(id))).Where(name => name.Proof is not null).ToList();
        self = names.Select(name => name.Proof!).MaxBy(proof => proof.CreationTime);
        var people = names.Select(name => MailboxAddress.TryParse(name.Id, out var person) ? person : null).Where(person => person is not null).ToList();
        Addresses = FoundKey.Folded(people.Select(person => person!.Address));
        Name = SenderWords.Clean(people.Select(person => person!.Name).FirstOrDefault(name => !string.IsNullOrWhiteSpace(name)) ?? Addresses.Split('\n')[0]);
    }

    public string Name { get; }
    public string Addresses { get; }
    public string Fingerprint => Convert.ToHexString(primary.GetFingerprint());
    public DateTimeOffset CreatedAt => new(DateTime.SpecifyKind(primary.CreationTime, DateTimeKind.Utc));
    public DateTimeOffset? ExpiresAt => End(primary, self);
    public byte[] Encoded => ring.GetEncoded();
    public bool IsRevoked => primary.HasRevocation();

    public static OpenPgpKey From(PgpPublicKeyRing ring) => new(ring);

    /// <summary>A key that was kept; null when it cannot be read any more.</summary>
    public static OpenPgpKey? Read(PersonKey key)
    {
        if (key.Kind != KeyKind.OpenPgp) return null;
        try
        {
            return new OpenPgpKey(new PgpPublicKeyRing(key.Public));
        }
        catch (Exception e) when (e is IOException or PgpException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The key of this number, when it may sign and could at that time.</summary>
    /// <param name="expired">It could not any more, or not yet.</param>
    public PgpPublicKey? Signer(long keyId, DateTimeOffset at, out bool expired)
    {
        expired = false;
        if (self is null || ring.GetPublicKey(keyId) is not { } key) return null;
        var proof = key.IsMasterKey ? self : Binding(key);
        if (proof is null || !Allows(proof, PgpKeyFlags.CanSign) || (!key.IsMasterKey && !IsMutual(key, proof))) return null;
        expired = IsRevoked || key.HasRevocation() || at < CreatedAt || End(key, proof) <= at || ExpiresAt <= at;
        return key;
    }

    /// <summary>The newest subkey to encrypt for, or the primary key; null when there is none that is good now.</summary>
    public PgpPublicKey? Recipient(DateTimeOffset now)
    {
        if (self is null || IsRevoked || ExpiresAt <= now) return null;
        return ring.GetPublicKeys().Where(key => key.IsEncryptionKey && !key.HasRevocation()).Select(key => (Key: key, Proof: key.IsMasterKey ? self : Binding(key)))
            .Where(pair => pair.Proof is not null && AllowsEncryption(pair.Proof) && !(End(pair.Key, pair.Proof) <= now))
            .OrderBy(pair => pair.Key.IsMasterKey).ThenByDescending(pair => pair.Key.CreationTime).Select(pair => pair.Key).FirstOrDefault();
    }

    /// <summary>A name that is not UTF-8 (RFC 9580 §5.11) has no certification that is found. Not GetUserIds: it reads them as Latin-1.</summary>
    PgpSignature? Certification(string id)
    {
        var own = (primary.GetSignaturesForId(id) ?? []).Take(50).Where(signature => signature.KeyId == primary.KeyId).ToList();
        var newest = own.Where(signature => signature.SignatureType is >= PgpSignature.DefaultCertification and <= PgpSignature.PositiveCertification && Holds(signature, primary, () => signature.VerifyCertification(id, primary)))
            .MaxBy(signature => signature.CreationTime);
        return own.Any(signature => signature.SignatureType == PgpSignature.CertificationRevocation && signature.CreationTime >= newest?.CreationTime) ? null : newest;
    }

    PgpSignature? Binding(PgpPublicKey subkey) => subkey.GetSignaturesOfType(PgpSignature.SubkeyBinding).Take(50)
        .Where(signature => signature.KeyId == primary.KeyId && Holds(signature, primary, () => signature.VerifyCertification(primary, subkey))).MaxBy(signature => signature.CreationTime);

    bool IsMutual(PgpPublicKey subkey, PgpSignature binding) => new[] { binding.GetHashedSubPackets(), binding.GetUnhashedSubPackets() }.Where(packets => packets is not null)
        .SelectMany(packets => packets.GetEmbeddedSignatures() is var inside ? Enumerable.Range(0, inside.Count).Select(at => inside[at]) : []).Any(back => back.SignatureType == PgpSignature.PrimaryKeyBinding && Holds(back, subkey, () => back.VerifyCertification(primary, subkey)));

    static bool Holds(PgpSignature signature, PgpPublicKey by, Func<bool> verify)
    {
        try
        {
            signature.InitVerify(by);
            return verify();
        }
        catch (Exception e) when (e is PgpException or IOException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    static bool Allows(PgpSignature proof, int flag) => proof.GetHashedSubPackets() is not { } packets || !packets.HasSubpacket(SignatureSubpacketTag.KeyFlags) || (packets.GetKeyFlags() & flag) != 0;

    static bool AllowsEncryption(PgpSignature proof) => Allows(proof, PgpKeyFlags.CanEncryptCommunications | PgpKeyFlags.CanEncryptStorage);

    static DateTimeOffset? End(PgpPublicKey key, PgpSignature? proof) =>
        proof?.GetHashedSubPackets()?.GetKeyExpirationTime() is > 0 and var seconds ? new DateTimeOffset(DateTime.SpecifyKind(key.CreationTime, DateTimeKind.Utc)).AddSeconds(seconds) : null;
}
