using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Keys;

/// <summary>Reads keys from a file or from pasted text: OpenPGP (armored or not), certificates (PEM or DER), PKCS #12.</summary>
public static class KeyFile
{
    public const int MostOctets = 1 << 20, ShortestPassphrase = 10, MostKeys = 100;

    /// <param name="passphrase">Of the secret key; empty for public ones.</param>
    /// <exception cref="KeyRefused">Nothing in it can be kept.</exception>
    public static IReadOnlyList<FoundKey> Read(byte[] file, Secret passphrase)
    {
        try
        {
            var keys = Certificates.Read(file, passphrase) ?? OpenPgp(file, passphrase);
            if (keys.Count == 0) throw new KeyRefused(KeyProblem.NoKey);
            var speaking = keys.Where(key => key.Addresses.Length > 0).Take(MostKeys).ToList();
            return speaking.Count > 0 ? speaking : throw new KeyRefused(KeyProblem.NoAddress);
        }
        catch (Exception e) when (e is IOException or PgpException or UnsupportedPacketVersionException or ArgumentException or CryptographicException or InvalidOperationException or InvalidCastException or IndexOutOfRangeException or NullReferenceException or OverflowException)
        {
            // A library that meets bytes it was not made for.
            throw new KeyRefused(KeyProblem.NoKey, e);
        }
    }

    static List<FoundKey> OpenPgp(byte[] file, Secret passphrase)
    {
        List<FoundKey> found = [];
        // Several armored blocks may follow each other.
        foreach (var block in Blocks(file))
        {
            using var stream = PgpUtilities.GetDecoderStream(new MemoryStream(block));
            var objects = new PgpObjectFactory(stream);
            while (found.Count < MostKeys && objects.NextPgpObject() is { } next)
            {
                if (next is PgpSecretKeyRing secret) found.Add(Own(secret, passphrase));
                else if (next is PgpPublicKeyRing ring) found.Add(Of(OpenPgpKey.From(ring), null));
            }
        }
        return found;
    }

    static IEnumerable<byte[]> Blocks(byte[] file)
    {
        var text = Encoding.Latin1.GetString(file);
        const string begin = "-----BEGIN PGP ";
        if (!text.Contains(begin, StringComparison.Ordinal)) return [file];
        return text.Split(begin).Skip(1).Take(MostKeys).Select(block => Encoding.Latin1.GetBytes(begin + block));
    }

    static FoundKey Own(PgpSecretKeyRing secret, Secret passphrase)
    {
        var words = passphrase.Reveal().ToCharArray();
        var usable = secret.GetSecretKeys().Where(key => !key.IsPrivateKeyEmpty).ToList();
        if (usable.Count == 0) throw new KeyRefused(KeyProblem.NoSecret);
        foreach (var key in usable)
        {
            if (key.KeyEncryptionAlgorithm == Org.BouncyCastle.Bcpg.SymmetricKeyAlgorithmTag.Null && words.Length < ShortestPassphrase) throw new KeyRefused(KeyProblem.ShortPassphrase);
            try
            {
                if (key.ExtractPrivateKeyUtf8(words) is null) throw new KeyRefused(KeyProblem.WrongPassphrase);
            }
            catch (PgpException e)
            {
                throw new KeyRefused(KeyProblem.WrongPassphrase, e);
            }
        }
        return Of(OpenPgpKey.From(Public(secret)), secret.GetEncoded());
    }

    static PgpPublicKeyRing Public(PgpSecretKeyRing secret)
    {
        using var bytes = new MemoryStream();
        foreach (var key in secret.GetSecretKeys()) key.PublicKey.Encode(bytes);
        return new PgpPublicKeyRing(bytes.ToArray());
    }

    static FoundKey Of(OpenPgpKey key, byte[]? secret) =>
        new(KeyKind.OpenPgp, key.Fingerprint, key.Name, key.Addresses, key.CreatedAt, key.ExpiresAt, key.Encoded, secret);
}
