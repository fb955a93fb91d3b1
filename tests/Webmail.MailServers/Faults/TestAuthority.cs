using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Webmail.MailServers;

/// <summary>What can be wrong with a server's certificate.</summary>
public enum BadCertificate { Expired, NotYetValid, WrongHost, UnknownIssuer, SelfSigned }

/// <summary>A private certificate authority: nobody trusts it who has not been given its PEM.</summary>
public sealed class TestAuthority : IDisposable
{
    readonly X509Certificate2 authority;

    TestAuthority(X509Certificate2 authority) => this.authority = authority;

    public string Pem => authority.ExportCertificatePem();

    public static TestAuthority Create(string name = "Webmail test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        return new TestAuthority(request.CreateSelfSigned(now.AddYears(-3), now.AddYears(10)));
    }

    /// <summary>A certificate that is right for <c>localhost</c> and <c>127.0.0.1</c>.</summary>
    public X509Certificate2 Issue() => Issue("localhost", IPAddress.Loopback, -1, 365);

    /// <summary>A certificate with exactly one fault.</summary>
    public X509Certificate2 Issue(BadCertificate fault)
    {
        switch (fault)
        {
            case BadCertificate.Expired: return Issue("localhost", IPAddress.Loopback, -400, -2);
            case BadCertificate.NotYetValid: return Issue("localhost", IPAddress.Loopback, 2, 365);
            case BadCertificate.WrongHost: return Issue("mail.elsewhere.test", null, -1, 365);
            case BadCertificate.SelfSigned: return SelfSigned();
            default:
                using (var stranger = Create("Somebody else's authority")) return stranger.Issue();
        }
    }

    X509Certificate2 Issue(string host, IPAddress? address, int fromDays, int toDays)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = ServerRequest(host, address, key);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var now = TimeProvider.System.GetUtcNow();
        using var issued = request.Create(authority, now.AddDays(fromDays), now.AddDays(toDays), RandomNumberGenerator.GetBytes(12));
        return issued.CopyWithPrivateKey(key);
    }

    static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return ServerRequest("localhost", IPAddress.Loopback, key).CreateSelfSigned(now.AddDays(-1), now.AddDays(365));
    }

    static CertificateRequest ServerRequest(string host, IPAddress? address, ECDsa key)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (address is not null) names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    public void Dispose() => authority.Dispose();
}
