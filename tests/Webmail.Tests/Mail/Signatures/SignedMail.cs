using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Webmail.Tests.Mail.Signatures;

/// <summary>An authority of its own, and what people it vouches for have signed.</summary>
sealed class SignedMail : IDisposable
{
    readonly RSA key = RSA.Create(2048);

    public SignedMail(string name = "Test Authority")
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddYears(1));
    }

    public X509Certificate2 Authority { get; }

    /// <summary>A certificate with its private key, for mail unless something else is said.</summary>
    public X509Certificate2 Issue(string address, X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature, string purpose = "1.3.6.1.5.5.7.3.4", bool expired = false)
    {
        using var own = RSA.Create(2048);
        var request = new CertificateRequest("CN=Somebody", own, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        using var issued = request.Create(Authority, DateTimeOffset.UtcNow.AddDays(-1), expired ? DateTimeOffset.UtcNow.AddHours(-1) : DateTimeOffset.UtcNow.AddDays(30), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(own);
    }

    public static byte[] Sign(string part, X509Certificate2 signer, bool detached = true, string digest = "2.16.840.1.101.3.4.2.1")
    {
        var cms = new SignedCms(new ContentInfo(Encoding.Latin1.GetBytes(part)), detached);
        cms.ComputeSignature(new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, signer) { DigestAlgorithm = new Oid(digest), IncludeOption = X509IncludeOption.WholeChain });
        return cms.Encode();
    }

    /// <summary>A part with its header, as it stands between the boundaries.</summary>
    public static string Part(string text) => $"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}";

    /// <summary>A whole message, or with no sender a multipart to put into one.</summary>
    public static string Message(string from, string part, byte[] signature, string subject = "Signed") =>
        (from.Length > 0 ? $"From: {from}\r\nTo: me@example.test\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n" : "")
        + $"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=sig\r\n\r\n--sig\r\n{part}\r\n--sig\r\n"
        + $"Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(signature, Base64FormattingOptions.InsertLineBreaks)}\r\n--sig--\r\n";

    public void Dispose()
    {
        key.Dispose();
        Authority.Dispose();
    }
}
