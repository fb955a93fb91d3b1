using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Bcpg.Sig;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Keys;

/// <summary>Makes a new OpenPGP key: Ed25519 to sign, Curve25519 to encrypt for, as GnuPG does by default.</summary>
public static class OpenPgpMaking
{
    /// <param name="identity">Name and address, <c>Ann Example &lt;ann@example.org&gt;</c>.</param>
    public static byte[] Make(string identity, Secret passphrase, DateTimeOffset now)
    {
        var random = new SecureRandom();
        var (signing, encrypting) = (new Ed25519KeyPairGenerator(), new X25519KeyPairGenerator());
        signing.Init(new Ed25519KeyGenerationParameters(random));
        encrypting.Init(new X25519KeyGenerationParameters(random));
        var primary = new PgpKeyPair(PublicKeyAlgorithmTag.EdDsa_Legacy, signing.GenerateKeyPair(), now.UtcDateTime);
        var subkey = new PgpKeyPair(PublicKeyAlgorithmTag.ECDH, encrypting.GenerateKeyPair(), now.UtcDateTime);
        var generator = new PgpKeyRingGenerator(PgpSignature.PositiveCertification, primary, identity, SymmetricKeyAlgorithmTag.Aes256, HashAlgorithmTag.Sha256, true,
            passphrase.Reveal().ToCharArray(), true, Preferences(PgpKeyFlags.CanCertify | PgpKeyFlags.CanSign), null, random);
        generator.AddSubKey(subkey, Preferences(PgpKeyFlags.CanEncryptCommunications | PgpKeyFlags.CanEncryptStorage), null, HashAlgorithmTag.Sha256);
        return generator.GenerateSecretKeyRing().GetEncoded();
    }

    static PgpSignatureSubpacketVector Preferences(int flags)
    {
        var packets = new PgpSignatureSubpacketGenerator();
        packets.SetKeyFlags(false, flags);
        packets.SetPreferredSymmetricAlgorithms(false, [(int)SymmetricKeyAlgorithmTag.Aes256, (int)SymmetricKeyAlgorithmTag.Aes128]);
        packets.SetPreferredHashAlgorithms(false, [(int)HashAlgorithmTag.Sha512, (int)HashAlgorithmTag.Sha256]);
        packets.SetPreferredCompressionAlgorithms(false, [(int)CompressionAlgorithmTag.Zip, (int)CompressionAlgorithmTag.Uncompressed]);
        packets.SetFeature(false, Features.FEATURE_MODIFICATION_DETECTION);
        return packets.Generate();
    }
}
