using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Security;
using Webmail.Mail.Keys;

namespace Webmail.Mail.Sealing;

/// <summary>Signs and encrypts in OpenPGP: SHA-256, AES-256, always with modification detection (RFC 9580 §5.13).</summary>
static class OpenPgpSealing
{
    /// <summary>A detached signature, armored.</summary>
    public static string Sign(byte[] bytes, OwnKey key)
    {
        var generator = Signer(key);
        generator.Update(bytes);
        return PublicKeyText.Armor(generator.Generate().GetEncoded());
    }

    /// <summary>The whole message, armored.</summary>
    /// <param name="signer">Null for one that is not signed.</param>
    public static string Encrypt(byte[] bytes, IEnumerable<PersonKey> recipients, OwnKey? signer, DateTimeOffset now)
    {
        var generator = new PgpEncryptedDataGenerator(SymmetricKeyAlgorithmTag.Aes256, withIntegrityPacket: true, new SecureRandom());
        foreach (var recipient in recipients) generator.AddMethod(OpenPgpKey.Read(recipient)!.Recipient(now)!);
        var inner = signer is null ? Literal(bytes) : Signed(bytes, signer);
        using var sealedBytes = new MemoryStream();
        using (var stream = generator.Open(sealedBytes, inner.Length)) stream.Write(inner);
        return PublicKeyText.Armor(sealedBytes.ToArray());
    }

    static byte[] Signed(byte[] bytes, OwnKey key)
    {
        var generator = Signer(key);
        generator.Update(bytes);
        return [.. generator.GenerateOnePassVersion(false).GetEncoded(), .. Literal(bytes), .. generator.Generate().GetEncoded()];
    }

    static byte[] Literal(byte[] bytes)
    {
        using var packet = new MemoryStream();
        using (var stream = new PgpLiteralDataGenerator().Open(packet, PgpLiteralData.Binary, "", bytes.Length, DateTime.UnixEpoch)) stream.Write(bytes);
        return packet.ToArray();
    }

    static PgpSignatureGenerator Signer(OwnKey key)
    {
        var ring = new PgpSecretKeyRing(key.Material.Bytes);
        var known = OpenPgpKey.Read(key.Key)!;
        var secret = ring.GetSecretKeys().LastOrDefault(candidate => !candidate.IsPrivateKeyEmpty && candidate.IsSigningKey && known.Signer(candidate.KeyId, DateTimeOffset.MaxValue, out _) is not null)
            ?? throw new InvalidOperationException("The key cannot sign.");
        var generator = new PgpSignatureGenerator(secret.PublicKey.Algorithm, HashAlgorithmTag.Sha256);
        generator.InitSign(PgpSignature.BinaryDocument, secret.ExtractPrivateKeyUtf8(key.Material.Passphrase.Reveal().ToCharArray()));
        var packets = new PgpSignatureSubpacketGenerator();
        packets.SetIssuerFingerprint(false, secret);
        generator.SetHashedSubpackets(packets.Generate());
        return generator;
    }
}
