using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Webmail.Mail.Keys;

namespace Webmail.Mail.Sealing;

/// <summary>Signs and encrypts in S/MIME: SHA-256, AES-256 (RFC 8551 §2).</summary>
static class SmimeSealing
{
    const string Sha256 = "2.16.840.1.101.3.4.2.1", Aes256 = "2.16.840.1.101.3.4.1.42";

    /// <param name="detached">False: the content goes into it.</param>
    public static byte[] Sign(byte[] bytes, OwnKey key, bool detached)
    {
        using var certificate = Certificates.Load(key.Material);
        var cms = new SignedCms(new ContentInfo(bytes), detached);
        cms.ComputeSignature(new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate) { DigestAlgorithm = new Oid(Sha256), IncludeOption = X509IncludeOption.EndCertOnly });
        return cms.Encode();
    }

    public static byte[] Encrypt(byte[] bytes, IEnumerable<PersonKey> recipients)
    {
        var cms = new EnvelopedCms(new ContentInfo(bytes), new AlgorithmIdentifier(new Oid(Aes256)));
        var to = new CmsRecipientCollection();
        foreach (var recipient in recipients) to.Add(new CmsRecipient(SubjectIdentifierType.IssuerAndSerialNumber, X509CertificateLoader.LoadCertificate(recipient.Public)));
        cms.Encrypt(to);
        return cms.Encode();
    }
}
