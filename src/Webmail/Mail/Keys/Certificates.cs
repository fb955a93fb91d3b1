using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Webmail.Mail.Accounts;
using Webmail.Mail.Signatures;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Keys;

/// <summary>Certificates as keys of people (RFC 8550).</summary>
public static class Certificates
{
    /// <summary>Null when the file is none of these formats.</summary>
    /// <exception cref="KeyRefused">It is PKCS #12 and does not open, or has no secret key that mail can be opened with.</exception>
    internal static IReadOnlyList<FoundKey>? Read(byte[] file, Secret passphrase)
    {
        var type = TypeOf(file);
        if (type == X509ContentType.Pfx) return [Own(file, passphrase)];
        if (type == X509ContentType.Cert)
        {
            using var certificate = X509CertificateLoader.LoadCertificate(file);
            return [Of(certificate, null)];
        }
        return null;
    }

    static X509ContentType TypeOf(byte[] file)
    {
        try
        {
            return X509Certificate2.GetCertContentType(file);
        }
        catch (CryptographicException)
        {
            return X509ContentType.Unknown;
        }
    }

    /// <summary>The certificate with its private key, from what was imported.</summary>
    /// <exception cref="CryptographicException">It does not open.</exception>
    public static X509Certificate2 Load(KeyMaterial material) => Load(material.Bytes, material.Passphrase);

    static X509Certificate2 Load(byte[] pkcs12, Secret passphrase) => X509CertificateLoader.LoadPkcs12(pkcs12, passphrase.Reveal(), X509KeyStorageFlags.EphemeralKeySet);

    static FoundKey Own(byte[] file, Secret passphrase)
    {
        if (passphrase.Reveal().Length < 1) throw new KeyRefused(KeyProblem.WrongPassphrase);
        X509Certificate2 certificate;
        try
        {
            certificate = Load(file, passphrase);
        }
        catch (CryptographicException e)
        {
            throw new KeyRefused(KeyProblem.WrongPassphrase, e);
        }
        using (certificate)
        {
            using var key = certificate.GetRSAPrivateKey();
            return key is null ? throw new KeyRefused(KeyProblem.NoSecret) : Of(certificate, file);
        }
    }

    static FoundKey Of(X509Certificate2 certificate, byte[]? secret)
    {
        var addresses = FoundKey.Folded(SmimeVerifier.Addresses(certificate));
        var name = SenderWords.Clean(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        return new(KeyKind.Certificate, certificate.GetCertHashString(HashAlgorithmName.SHA256), name.Length > 0 ? name : addresses.Split('\n')[0], addresses,
            certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime(), certificate.RawData, secret);
    }
}
