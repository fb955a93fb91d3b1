using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Signatures;

/// <summary>
/// Checks detached S/MIME signatures (RFC 8551, RFC 5652). Asks nobody on the network: a certificate that named an address to fetch would tell its maker who reads.
/// </summary>
/// <param name="authorities">Whom to believe; null for the authorities of this machine.</param>
public sealed class SmimeVerifier(X509Certificate2Collection? authorities = null)
{
    const string EmailProtection = "1.3.6.1.5.5.7.3.4", SubjectAlternativeName = "2.5.29.17";
    // SHA-256, -384, -512. What is signed over MD5 or SHA-1 can be made to fit another text.
    static readonly string[] Digests = ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];
    static readonly Asn1Tag Rfc822Name = new(TagClass.ContextSpecific, 1);

    /// <param name="covered">The part that is signed, with its MIME header, octet by octet.</param>
    /// <param name="signature">DER.</param>
    /// <param name="from">The only address in From; empty for none.</param>
    public SignatureState Check(byte[] covered, byte[] signature, string from)
    {
        try
        {
            var cms = new SignedCms(new ContentInfo(covered), detached: true);
            cms.Decode(signature);
            return Check(cms, from);
        }
        catch (CryptographicException)
        {
            return SignatureState.Broken;
        }
    }

    /// <summary>Signed-data that brings its own content (RFC 8551 §3.5.2).</summary>
    /// <returns>The content is given out whatever the signature says; null when there is none.</returns>
    public (SignatureState State, byte[]? Content) Open(byte[] signedData, string from)
    {
        var cms = new SignedCms();
        try
        {
            cms.Decode(signedData);
        }
        catch (CryptographicException)
        {
            return (SignatureState.Broken, null);
        }
        return cms.Detached ? (SignatureState.Broken, null) : (Check(cms, from), cms.ContentInfo.Content);
    }

    SignatureState Check(SignedCms cms, string from)
    {
        try
        {
            if (cms.SignerInfos is not [var signer] || signer.Certificate is not { } certificate) return SignatureState.Broken;
            if (!Digests.Contains(signer.DigestAlgorithm.Value)) return SignatureState.Broken;
            signer.CheckSignature(verifySignatureOnly: true);
            return Judge(certificate, cms.Certificates, from);
        }
        catch (CryptographicException)
        {
            return SignatureState.Broken;
        }
    }

    SignatureState Judge(X509Certificate2 certificate, X509Certificate2Collection beside, string from)
    {
        var addresses = Addresses(certificate);
        var signer = addresses.Count > 0 ? addresses[0] : certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (!AddrSpec.TryParse(from, out var sender) || !addresses.Any(address => AddrSpec.TryParse(address, out var its) && its.Folded == sender.Folded))
            return new(SignatureVerdict.OtherSender, signer);
        var issuer = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
        return IsConfirmed(certificate, beside) ? new(SignatureVerdict.Valid, sender.ToString(), issuer)
            : new(SignatureVerdict.UnknownIssuer, sender.ToString(), issuer) { Fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256) };
    }

    bool IsConfirmed(X509Certificate2 certificate, X509Certificate2Collection beside)
    {
        // RFC 8550 §4.4.2: who may only encrypt does not sign.
        if (certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage && (usage.KeyUsages & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation)) == 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(EmailProtection));
        chain.ChainPolicy.ExtraStore.AddRange(beside);
        if (authorities is null) return chain.Build(certificate);
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        return chain.Build(certificate);
    }

    /// <summary>RFC 5280 §4.2.1.6. An address in the subject alone is no address any more (RFC 8550 §3).</summary>
    internal static List<string> Addresses(X509Certificate2 certificate)
    {
        List<string> addresses = [];
        foreach (var extension in certificate.Extensions.Where(extension => extension.Oid?.Value == SubjectAlternativeName))
        {
            try
            {
                var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (names.HasData)
                {
                    if (names.PeekTag() == Rfc822Name) addresses.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Rfc822Name));
                    else names.ReadEncodedValue();
                }
            }
            catch (AsnContentException)
            {
                // Says nothing, then.
            }
        }
        return addresses;
    }
}
