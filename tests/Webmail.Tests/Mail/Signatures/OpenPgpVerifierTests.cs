using System.Text;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keys;
using Webmail.Mail.Sealing;
using Webmail.Mail.Signatures;
using Webmail.Tests.Mail.Keys;

namespace Webmail.Tests.Mail.Signatures;

public sealed class OpenPgpVerifierTests : IDisposable
{
    readonly GnuPg gpg = new GnuPg().Make("Ann <ann@example.test>").Make("Eve <eve@evil.test>", "rsa2048");
    readonly byte[] part = Encoding.ASCII.GetBytes(SignedMail.Part("Pay 10 euros"));

    [Fact]
    public void What_the_sender_signed_is_theirs()
    {
        Assert.Equal(new SignatureState(SignatureVerdict.KnownKey, "ann@example.test", "Ann"), Check(Sign("ann@example.test"), "ANN@example.test"));
        Assert.Equal(SignatureVerdict.KnownKey, Check(Sign("ann@example.test", "--textmode"), "ann@example.test").Verdict);
    }

    [Fact]
    public void A_letter_that_changed_breaks_it()
    {
        var signature = Sign("ann@example.test");
        Assert.Equal(SignatureVerdict.Broken, new OpenPgpVerifier(Keys("ann@example.test")).Check(Encoding.ASCII.GetBytes(SignedMail.Part("Pay 90 euros")), signature, "ann@example.test").Verdict);
        foreach (var bytes in new byte[][] { [], [1, 2, 3], "text"u8.ToArray(), signature[..^60], part }) Assert.Equal(SignatureVerdict.Broken, Check(bytes, "ann@example.test").Verdict);
    }

    [Theory]
    [InlineData("boss@example.test"), InlineData(""), InlineData("ann@example.test.evil.test"), InlineData("not an address")]
    public void A65_the_signer_is_the_sender_or_it_is_a_warning(string from) =>
        Assert.Equal(new SignatureState(SignatureVerdict.OtherSender, "ann@example.test"), Check(Sign("ann@example.test"), from));

    [Fact]
    public void A65_a_key_that_is_not_here_says_nothing() => Assert.Equal(SignatureVerdict.MissingKey, new OpenPgpVerifier(Keys("ann@example.test")).Check(part, Sign("eve@evil.test"), "ann@example.test").Verdict);

    [Fact]
    public void A65_several_signatures_are_not_one() =>
        Assert.Equal(SignatureVerdict.Broken, Check(gpg.Run(part, "--detach-sign", "--local-user", "ann@example.test", "--local-user", "eve@evil.test"), "ann@example.test").Verdict);

    [Fact]
    public void A65_a_signature_that_brings_its_own_text_does_not_cover_what_is_shown() =>
        Assert.Equal(SignatureVerdict.Broken, Check(gpg.Run("what she really wrote"u8.ToArray(), "--sign", "--local-user", "ann@example.test"), "ann@example.test").Verdict);

    [Fact]
    public void Digests_that_do_not_hold_any_more_do_not_hold() => Assert.Equal(SignatureVerdict.Broken, Check(Sign("ann@example.test", "--digest-algo=SHA1"), "ann@example.test").Verdict);

    [Fact]
    public void A_key_that_was_revoked_or_not_valid_yet_signs_nothing()
    {
        using var other = new GnuPg().Make("Ann <ann@example.test>", "ed25519", "sign");
        var signature = other.Run(part, "--detach-sign");
        other.Revoke();
        var revoked = KeyFileTests.Row(Assert.Single(KeyFile.Read(other.Run([], "--export"), default)));
        Assert.Equal(SignatureVerdict.ExpiredKey, new OpenPgpVerifier([revoked]).Check(part, signature, "ann@example.test").Verdict);

        var words = new Secret(GnuPg.Passphrase);
        var future = Assert.Single(KeyFile.Read(OpenPgpMaking.Make("Ann <ann@example.test>", words, DateTimeOffset.UtcNow.AddDays(1)), words));
        var key = new OwnKey(KeyFileTests.Row(future), new KeyMaterial(future.Secret!, words));
        Assert.Equal(SignatureVerdict.ExpiredKey, new OpenPgpVerifier([key.Key]).Check(part, Encoding.ASCII.GetBytes(OpenPgpSealing.Sign(part, key)), "ann@example.test").Verdict);
    }

    IReadOnlyList<PersonKey> Keys(string address) => [KeyFileTests.Row(Assert.Single(KeyFile.Read(gpg.Public(address), default)))];

    SignatureState Check(byte[] signature, string from) => new OpenPgpVerifier([.. Keys("ann@example.test"), .. Keys("eve@evil.test")]).Check(part, signature, from);

    byte[] Sign(string by, params string[] options) => gpg.Run(part, ["--armor", "--detach-sign", "--local-user", by, .. options]);

    public void Dispose() => gpg.Dispose();
}
