using System.Security.Cryptography.X509Certificates;
using System.Text;
using Webmail.Mail.Signatures;

namespace Webmail.Tests.Mail.Signatures;

public sealed class SmimeVerifierTests : IDisposable
{
    readonly SignedMail known = new(), stranger = new("Somebody's own authority");
    readonly string part = SignedMail.Part("Pay 10 euros");

    [Fact]
    public void What_the_sender_signed_and_an_authority_confirms_is_valid() =>
        Assert.Equal(new SignatureState(SignatureVerdict.Valid, "ann@example.test", "Test Authority"), Check(part, SignedMail.Sign(part, known.Issue("Ann@example.test")), "ann@EXAMPLE.test"));

    [Fact]
    public void A_letter_that_changed_breaks_it()
    {
        var signature = SignedMail.Sign(part, known.Issue("ann@example.test"));
        Assert.Equal(SignatureVerdict.Broken, Check(part.Replace("10", "90", StringComparison.Ordinal), signature, "ann@example.test").Verdict);
        signature[^20] ^= 1;
        Assert.Equal(SignatureVerdict.Broken, Check(part, signature, "ann@example.test").Verdict);
        Assert.Equal(SignatureVerdict.Broken, Check(part, [1, 2, 3], "ann@example.test").Verdict);
        Assert.Equal(SignatureVerdict.Broken, Check(part, [], "ann@example.test").Verdict);
    }

    [Fact]
    public void A65_a_signature_that_brings_its_own_text_does_not_cover_what_is_shown()
    {
        var other = SignedMail.Sign(SignedMail.Part("Something she really wrote"), known.Issue("ann@example.test"), detached: false);
        Assert.Equal(SignatureVerdict.Broken, Check(part, other, "ann@example.test").Verdict);
    }

    [Theory]
    [InlineData("boss@example.test"), InlineData(""), InlineData("ann@example.test.evil.test"), InlineData("not an address")]
    public void A65_the_signer_is_the_sender_or_it_is_a_warning(string from) =>
        Assert.Equal(new SignatureState(SignatureVerdict.OtherSender, "ann@example.test"), Check(part, SignedMail.Sign(part, known.Issue("ann@example.test")), from));

    [Fact]
    public void A65_several_signers_are_not_one()
    {
        var cms = new System.Security.Cryptography.Pkcs.SignedCms(new System.Security.Cryptography.Pkcs.ContentInfo(Encoding.Latin1.GetBytes(part)), detached: true);
        foreach (var address in new[] { "ann@example.test", "evil@example.test" }) cms.ComputeSignature(new System.Security.Cryptography.Pkcs.CmsSigner(known.Issue(address)));
        Assert.Equal(SignatureVerdict.Broken, Check(part, cms.Encode(), "ann@example.test").Verdict);
    }

    [Fact]
    public void Who_nobody_knows_is_said_to_be_so()
    {
        using var expired = known.Issue("ann@example.test", expired: true);
        using var encrypts = known.Issue("ann@example.test", X509KeyUsageFlags.KeyEncipherment);
        using var server = known.Issue("ann@example.test", purpose: "1.3.6.1.5.5.7.3.1");
        using var strange = stranger.Issue("ann@example.test");
        foreach (var signer in new[] { expired, encrypts, server, strange }) Assert.Equal(SignatureVerdict.UnknownIssuer, Check(part, SignedMail.Sign(part, signer), "ann@example.test").Verdict);
    }

    [Theory]
    [InlineData("1.3.14.3.2.26"), InlineData("1.2.840.113549.2.5")]
    public void Digests_that_do_not_hold_any_more_do_not_hold(string digest) =>
        Assert.Equal(SignatureVerdict.Broken, Check(part, SignedMail.Sign(part, known.Issue("ann@example.test"), digest: digest), "ann@example.test").Verdict);

    SignatureState Check(string signed, byte[] signature, string from) => new SmimeVerifier([known.Authority]).Check(Encoding.Latin1.GetBytes(signed), signature, from);

    public void Dispose()
    {
        known.Dispose();
        stranger.Dispose();
    }
}
