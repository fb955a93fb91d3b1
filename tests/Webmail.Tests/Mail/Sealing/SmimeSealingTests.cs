using System.Security.Cryptography.X509Certificates;
using System.Text;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keys;
using Webmail.Mail.Sealing;
using Webmail.Tests.Mail.Keys;
using Webmail.Tests.Mail.Signatures;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sealing;

/// <summary>S/MIME from here to OpenSSL, and what is not for us.</summary>
public sealed class SmimeSealingTests
{
    static readonly byte[] Words = "Content-Type: text/plain\r\n\r\nthe words\r\n"u8.ToArray();

    [Fact]
    public void What_is_signed_and_encrypted_here_openssl_opens_and_verifies()
    {
        using var authority = new SignedMail();
        using var certificate = authority.Issue("ann@example.test", X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment);
        var key = Own(certificate);
        using var folder = new TemporaryDirectory();
        var (pem, root) = (folder.Write("key.pem", $"{certificate.ExportCertificatePem()}\n{certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n"), folder.Write("ca.pem", authority.Authority.ExportCertificatePem()));
        var sealedWords = SmimeSealing.Encrypt(SmimeSealing.Sign(Words, key, detached: false), [key.Key]);
        var signed = Tool.Run("openssl", sealedWords, out _, "cms", "-decrypt", "-inform", "DER", "-binary", "-recip", pem, "-inkey", pem);
        Assert.Equal(Words, Tool.Run("openssl", signed, out _, "cms", "-verify", "-inform", "DER", "-binary", "-CAfile", root));
        var content = folder.Write("content", Encoding.ASCII.GetString(Words));
        Assert.Equal(Words, Tool.Run("openssl", SmimeSealing.Sign(Words, key, detached: true), out _, "cms", "-verify", "-inform", "DER", "-binary", "-content", content, "-CAfile", root));
    }

    [Fact]
    public void It_opens_for_its_recipient_alone()
    {
        using var authority = new SignedMail();
        using var certificate = authority.Issue("ann@example.test", X509KeyUsageFlags.KeyEncipherment);
        using var stranger = authority.Issue("eve@example.test", X509KeyUsageFlags.KeyEncipherment);
        var (key, other) = (Own(certificate), Own(stranger));
        var der = SmimeSealing.Encrypt(Words, [key.Key]);
        Assert.Equal(Words, new SmimeOpening([key], [key.Key]).Open(der).Content);
        Assert.Equal(SealState.Locked, new SmimeOpening([], [key.Key]).Open(der).State);
        Assert.Equal(SealState.NoKey, new SmimeOpening([other], [other.Key]).Open(der).State);
        foreach (var broken in new byte[][] { [], [1, 2, 3], der[..^20], "hello"u8.ToArray() }) Assert.Equal(SealState.Broken, new SmimeOpening([key], [key.Key]).Open(broken).State);
    }

    static OwnKey Own(X509Certificate2 certificate)
    {
        var found = Assert.Single(KeyFile.Read(certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, "secret"), new Secret("secret")));
        return new OwnKey(KeyFileTests.Row(found), new KeyMaterial(found.Secret!, new Secret("secret")));
    }
}
