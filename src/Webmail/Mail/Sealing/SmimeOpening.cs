using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using Webmail.Mail.Keys;

namespace Webmail.Mail.Sealing;

/// <summary>
/// Opens enveloped S/MIME (RFC 5652 §6). It carries no proof that it was not changed, so nothing in what it holds may ever load or send anything by itself: the body is
/// shown with remote content blocked for good (A66).
/// </summary>
public sealed class SmimeOpening(IReadOnlyList<OwnKey> open, IReadOnlyList<PersonKey> own)
{
    // AES-128, -192, -256 in CBC, and Triple DES, which old programs still send.
    static readonly string[] Ciphers = ["2.16.840.1.101.3.4.1.2", "2.16.840.1.101.3.4.1.22", "2.16.840.1.101.3.4.1.42", "1.2.840.113549.3.7"];

    /// <returns>The content when it is opened.</returns>
    public (SealState State, byte[]? Content) Open(byte[] der)
    {
        try
        {
            var cms = new EnvelopedCms();
            cms.Decode(der);
            if (!Ciphers.Contains(cms.ContentEncryptionAlgorithm.Oid.Value)) return (SealState.Broken, null);
            var locked = false;
            foreach (var key in own.Where(key => key.Kind == KeyKind.Certificate))
            {
                using var certificate = X509CertificateLoader.LoadCertificate(key.Public);
                if (cms.RecipientInfos.OfType<KeyTransRecipientInfo>().FirstOrDefault(info => IsFor(info, certificate)) is not { } recipient) continue;
                if (open.FirstOrDefault(mine => mine.Key.Id == key.Id) is { } secret) return (SealState.Opened, Decrypt(cms, recipient, secret));
                locked = true;
            }
            // What is agreed on (ECDH) .NET does not open on Linux, so keys on curves are not imported either: to ask for one would help nobody.
            return (locked ? SealState.Locked : cms.RecipientInfos.OfType<KeyAgreeRecipientInfo>().Any() ? SealState.Unread : SealState.NoKey, null);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return (SealState.Broken, null);
        }
    }

    static byte[] Decrypt(EnvelopedCms cms, KeyTransRecipientInfo recipient, OwnKey key)
    {
        using var certificate = Certificates.Load(key.Material);
        using var secret = certificate.GetRSAPrivateKey() ?? throw new CryptographicException();
        cms.Decrypt(recipient, secret);
        return cms.ContentInfo.Content;
    }

    static bool IsFor(KeyTransRecipientInfo info, X509Certificate2 certificate) => info.RecipientIdentifier.Value switch
    {
        X509IssuerSerial named => named.SerialNumber.Equals(certificate.SerialNumber, StringComparison.OrdinalIgnoreCase) && new X500DistinguishedName(named.IssuerName).Name == certificate.IssuerName.Name,
        string identifier => certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifier == identifier,
        _ => false,
    };
}
