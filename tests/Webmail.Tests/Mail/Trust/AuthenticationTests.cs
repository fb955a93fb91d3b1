using System.Text;
using Webmail.Mail.Reading;
using Webmail.Mail.Trust;

namespace Webmail.Tests.Mail.Trust;

public sealed class AuthenticationTests
{
    const string Ours = "Received: from sender.test (sender.test [192.0.2.1]) by mx.home.test with ESMTPS; Tue, 3 Nov 2026 10:00:00 +0000";
    const string Foreign = "Received: from a.test by relay.evil.test with SMTP; Tue, 3 Nov 2026 09:59:00 +0000";
    const string From = "From: Ann <ann@shop.test>";

    static Authentication Read(params string[] lines) =>
        Authentication.Of(MessageHeaders.Parse(Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n")), ["mx.home.test"]);

    [Fact]
    public void The_word_of_our_own_server_counts()
    {
        var read = Read("Authentication-Results: mx.home.test; dmarc=pass header.from=shop.test; spf=softfail smtp.mailfrom=x.test; dkim=pass header.d=shop.test header.b=AbC123", Ours, From);
        Assert.Equal((Verdict.Pass, Verdict.Fail, Verdict.Pass, true), (read.Dmarc, read.Spf, read.Dkim, read.IsVerified));
        Assert.Equal([new SignedBy("shop.test", "AbC123")], read.Signatures);
    }

    [Theory]
    [InlineData("Authentication-Results: mx.home.test; dkim=pass header.d=shop.test", true)]
    [InlineData("Authentication-Results: mx.home.test; dkim=pass header.i=@mail.shop.test", true)]
    [InlineData("Authentication-Results: mx.home.test; dkim=pass header.d=evil.test", false)]
    [InlineData("Authentication-Results: mx.home.test; dkim=pass header.d=evilshop.test", false)]
    [InlineData("Authentication-Results: mx.home.test; dmarc=fail header.from=shop.test; dkim=pass header.d=shop.test", false)]
    [InlineData("Authentication-Results: mx.home.test; dmarc=pass header.from=evil.test", false)]
    [InlineData("Authentication-Results: mx.home.test; spf=pass smtp.mailfrom=shop.test", false)]
    [InlineData("Authentication-Results: mx.home.test; none", false)]
    [InlineData("Authentication-Results: mx.home.test; dmarc=none", false)]
    public void Verified_means_that_the_domain_in_From_vouches_for_it(string results, bool verified) => Assert.Equal(verified, Read(results, Ours, From).IsVerified);

    [Theory]
    [InlineData("Authentication-Results: mx.evil.test; dmarc=pass header.from=shop.test", Ours)]
    [InlineData("Authentication-Results: MX.HOME.TEST; dmarc=pass header.from=shop.test", Ours)]
    [InlineData("Authentication-Results: mx.home.test.evil.test; dmarc=pass", Ours)]
    [InlineData("Authentication-Results: (mx.home.test;) evil.test; dmarc=pass", Ours)]
    [InlineData("Authentication-Results: evil.test (mx.home.test); dmarc=pass", Ours)]
    [InlineData("Authentication-Results: evil.test; (\r\n mx.home.test; dmarc=pass)", Ours)]
    [InlineData("Authentication-Results: \"mx.home.test\\\"\"; dmarc=pass", Ours)]
    [InlineData("X-Authentication-Results: mx.home.test; dmarc=pass", Ours)]
    [InlineData("ARC-Authentication-Results: i=1; mx.home.test; dmarc=pass", Ours)]
    [InlineData("Authentication-Results: mx.home.test; x=y (dmarc=pass)", Ours)]
    [InlineData(Foreign, "Authentication-Results: mx.home.test; dmarc=pass header.from=shop.test")]
    [InlineData("Received: from us (by mx.home.test) by relay.evil.test; Tue, 3 Nov 2026 09:59:00 +0000", "Authentication-Results: mx.home.test; dmarc=pass")]
    public void A63_a_forged_result_never_makes_a_sender_verified(string first, string second) => Assert.False(Read(first, second, From).IsVerified);

    [Fact]
    public void A63_the_topmost_result_counts_even_when_a_better_one_was_forged_below() =>
        Assert.False(Read("Authentication-Results: mx.home.test; dmarc=fail header.from=shop.test", Ours, "Authentication-Results: mx.home.test; dmarc=pass header.from=shop.test", From).IsVerified);

    [Fact]
    public void A63_without_a_name_from_the_administrator_nothing_is_believed() =>
        Assert.Equal(Authentication.NotChecked, Authentication.Of(MessageHeaders.Parse("Authentication-Results: mx.home.test; dmarc=pass\r\nFrom: a@b.test\r\n\r\n"u8), []));

    [Theory]
    [InlineData("From: Ann <ann@shop.test>, Eve <eve@evil.test>")]
    [InlineData("From: Ann <ann@shop.test>\r\nFrom: Eve <eve@evil.test>")]
    [InlineData("From: undisclosed:;")]
    [InlineData("From: us: ann@shop.test;")]
    [InlineData("X-From: ann@shop.test")]
    public void A62_a_check_says_nothing_about_several_senders(string from) =>
        Assert.False(Read("Authentication-Results: mx.home.test; dmarc=pass header.from=shop.test", Ours, from).IsVerified);

    [Theory]
    [InlineData("from a.test (a.test [192.0.2.1]) by mx.b.test (Postfix) with ESMTPS id 1; Tue, 3 Nov 2026 10:00:00 +0100", "a.test", "mx.b.test", true)]
    [InlineData("by mx.b.test id 1; nonsense", "", "mx.b.test", false)]
    [InlineData("(((((", "", "", false)]
    [InlineData("from a.test by b.test with SMTP (using TLSv1.3 with cipher X); Tue, 3 Nov 2026 10:00:00 +0100", "a.test", "b.test", true)]
    public void A_stop_is_read_as_far_as_it_can_be(string line, string from, string by, bool encrypted)
    {
        var read = ReceivedLine.Parse(line);
        Assert.Equal((from, by, encrypted), (read.From, read.By, read.Encrypted));
    }
}
