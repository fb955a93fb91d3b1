using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keys;
using Webmail.Tests.Mail.Signatures;

namespace Webmail.Tests.Mail.Keys;

/// <summary>Keys as GnuPG and OpenSSL write them, and as somebody hostile would.</summary>
public sealed class KeyFileTests
{
    [Theory]
    [InlineData("future-default"), InlineData("rsa2048")]
    public void A_secret_key_of_gnupg_is_taken_with_its_passphrase_and_with_no_other(string algorithm)
    {
        using var gpg = new GnuPg(slow: true).Make("Ann Élan <Ann@Example.test>", algorithm);
        var armored = gpg.Secret("ann@example.test");
        var key = Assert.Single(KeyFile.Read(armored, new Secret(GnuPg.Passphrase)));
        Assert.Equal(("Ann Élan", "Ann@example.test".ToLowerInvariant() + "\n", KeyKind.OpenPgp), (key.Name, key.Addresses, key.Kind));
        Assert.NotNull(key.Secret);
        Assert.Contains(key.Fingerprint, Encoding.ASCII.GetString(gpg.Run([], "--with-colons", "--fingerprint", "ann@example.test")), StringComparison.Ordinal);
        Assert.Equal(KeyProblem.WrongPassphrase, Assert.Throws<KeyRefused>(() => KeyFile.Read(armored, new Secret("wrong"))).Problem);
        Assert.Null(Assert.Single(KeyFile.Read(gpg.Public("ann@example.test"), default)).Secret);
    }

    [Fact]
    public void Several_public_keys_in_one_text_are_several()
    {
        using var gpg = new GnuPg().Make("Ann <ann@example.test>").Make("Bob <bob@example.test>");
        Assert.Equal(2, KeyFile.Read([.. gpg.Public("ann@example.test"), .. "\n"u8, .. gpg.Public("bob@example.test")], default).Count);
        Assert.Equal(2, KeyFile.Read(gpg.Run([], "--export"), default).Count);
    }

    [Fact]
    public void A_key_made_here_is_one_for_gnupg()
    {
        using var gpg = new GnuPg();
        var made = OpenPgpMaking.Make("Ann <ann@example.test>", new Secret(GnuPg.Passphrase), DateTimeOffset.UtcNow.AddMinutes(-1));
        var key = Assert.Single(KeyFile.Read(made, new Secret(GnuPg.Passphrase)));
        gpg.Run(made, "--import");
        gpg.Import(PublicKeyText.Of(Row(key)).Text);
        var sealedText = gpg.Run("words"u8.ToArray(), "--sign", "--encrypt", "--armor", "--recipient", "ann@example.test", "--local-user", "ann@example.test");
        Assert.Equal("words", Encoding.ASCII.GetString(gpg.Open(sealedText).Text));
    }

    [Fact]
    public void A65_a_name_that_the_key_does_not_certify_is_not_its_name()
    {
        using var gpg = new GnuPg().Make("Eve <eve@evil.test>", "ed25519", "sign").Make("Ann <ann@example.test>", "ed25519", "sign");
        // Ann's name and its certificate, put behind Eve's key.
        byte[] forged = [.. gpg.Run([], "--export", "eve@evil.test"), .. NameOf(gpg.Run([], "--export", "ann@example.test"))];
        Assert.Equal("eve@evil.test\n", Assert.Single(KeyFile.Read(forged, default)).Addresses);
    }

    [Fact]
    public void A_pkcs12_of_openssl_is_taken_with_its_passphrase_and_a_certificate_without()
    {
        using var authority = new SignedMail();
        using var certificate = authority.Issue("Ann@example.test", X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment);
        var file = certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, "secret");
        var own = Assert.Single(KeyFile.Read(file, new Secret("secret")));
        Assert.Equal((KeyKind.Certificate, "Somebody"), (own.Kind, own.Name));
        Assert.NotNull(own.Secret);
        Assert.Equal(KeyProblem.WrongPassphrase, Assert.Throws<KeyRefused>(() => KeyFile.Read(file, new Secret("wrong"))).Problem);
        foreach (var bytes in new[] { certificate.RawData, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()) })
            Assert.Null(Assert.Single(KeyFile.Read(bytes, default)).Secret);
    }

    [Fact]
    public void What_is_no_key_is_said_to_be_none()
    {
        using var gpg = new GnuPg().Make("Nobody in particular");
        Assert.Equal(KeyProblem.NoAddress, Assert.Throws<KeyRefused>(() => KeyFile.Read(gpg.Public("Nobody"), default)).Problem);
        var whole = gpg.Run([], "--export");
        byte[][] hostile = [[], "hello"u8.ToArray(), [0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n"u8.ToArray(), [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff], RandomNumberGenerator.GetBytes(5000), whole[..^40], whole[5..]];
        foreach (var bytes in hostile) Assert.Throws<KeyRefused>(() => KeyFile.Read(bytes, default));
    }

    internal static PersonKey Row(FoundKey key) => new()
    {
        Id = Guid.NewGuid(), PersonId = Guid.NewGuid(), Kind = key.Kind, Fingerprint = key.Fingerprint, Name = key.Name, Addresses = key.Addresses, CreatedAt = key.CreatedAt.ToUnixTimeMilliseconds(),
        ExpiresAt = key.ExpiresAt?.ToUnixTimeMilliseconds(), Public = key.Public, AddedAt = 0, Sealed = key.Secret is null ? null : [1],
    };

    /// <summary>Everything behind the first packet, whose length is one octet (RFC 9580 §4.2.2).</summary>
    static byte[] NameOf(byte[] key) => key[(2 + key[1])..];
}
