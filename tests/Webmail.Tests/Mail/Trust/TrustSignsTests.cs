using MimeKit;
using Webmail.Mail.Stores;
using Webmail.Mail.Trust;

namespace Webmail.Tests.Mail.Trust;

public sealed class TrustSignsTests
{
    static readonly Acquaintances Known = new(new HashSet<string> { "bob@paypal.test" }, new HashSet<string> { "paypal.test", "modern.test", "example.org" });

    static List<TrustSignKind> Signs(string name, string address, string subject = "", string replyTo = "", HeaderList? headers = null) =>
        [.. new TrustSigns(Message([new(name, address)], subject, replyTo), headers ?? [], Authentication.NotChecked, Known).All().Select(sign => sign.Kind)];

    static OpenedMessage Message(IReadOnlyList<Correspondent> from, string subject = "", string replyTo = "") =>
        new(new Envelope(new MessageKey(1, 1), MessageFlags.None, subject, from, [], null, default, false, ""), 1, [], [], replyTo.Length > 0 ? [new("", replyTo)] : [], "", null);

    [Fact]
    public void An_ordinary_message_has_no_signs() => Assert.Empty(Signs("Ann Weaver", "ann@example.net", "Hello", "ann@mail.example.net"));

    [Theory]
    [InlineData("ceo@bank.test", "x@evil.test", true)]
    [InlineData("CEO <ceo@bank.test>", "x@evil.test", true)]
    [InlineData("\"ceo@bank.test\"", "x@evil.test", true)]
    [InlineData("x@evil.test", "x@evil.test", false)]
    [InlineData("Ann @ work", "x@evil.test", false)]
    public void A60_a_name_that_holds_another_address_is_warned_of(string name, string address, bool warned) =>
        Assert.Equal(warned, Signs(name, address).Contains(TrustSignKind.NameIsAddress));

    [Theory]
    [InlineData("pаypal.test", TrustSignKind.LookAlike)]
    [InlineData("paypa1.test", TrustSignKind.LookAlike)]
    [InlineData("раураӏ.test", TrustSignKind.LookAlike)]
    [InlineData("pàypal.test", TrustSignKind.LookAlike)]
    [InlineData("modem.test", TrustSignKind.LookAlike)]
    [InlineData("example.оrg", TrustSignKind.LookAlike)]
    [InlineData("gооgle.test", TrustSignKind.MixedLetters)]
    [InlineData("xn--ggle-55da.test", TrustSignKind.MixedLetters)]
    [InlineData("аррӏе.test", TrustSignKind.MixedLetters)]
    [InlineData("paypal.test", null)]
    [InlineData("пример.test", null)]
    [InlineData("bücher.test", null)]
    [InlineData("日本語abc.test", null)]
    [InlineData("한국어.test", null)]
    public void A61_a_domain_that_passes_for_another_is_warned_of(string domain, TrustSignKind? expected)
    {
        var ascii = new System.Globalization.IdnMapping().GetAscii(domain);
        foreach (var form in new[] { domain, ascii })
            Assert.Equal(expected is { } kind ? [kind] : [], Signs("Ann", $"ann@{form}"));
    }

    [Fact]
    public void A62_several_senders_and_answers_elsewhere_are_said()
    {
        var several = new TrustSigns(Message([new("Ann", "ann@example.net"), new("Eve", "eve@evil.test")]), [], Authentication.NotChecked, Known);
        Assert.Equal([TrustSignKind.SeveralSenders], several.All().Select(sign => sign.Kind));
        Assert.Equal([TrustSignKind.RepliesElsewhere], Signs("Ann", "ann@example.net", "", "eve@evil.test"));
        Assert.Empty(Signs("Ann", "ann@example.net", "", "list@lists.test", [new Header("List-Id", "<list.lists.test>")]));
        Assert.Equal([TrustSignKind.SeveralSenders], Signs("Ann", "ann@example.net", headers: [new Header("From", "ann@example.net"), new Header("From", "c@d.test")]));
    }

    [Theory]
    [InlineData("\u202Egro.elpmaxe")]
    [InlineData("Pay\u200BPal")]
    [InlineData("a\u2066b\u2069")]
    [InlineData("Pay\u200DPal")]
    [InlineData("x\U000E0041y")]
    [InlineData("\uFEFFAnn")]
    public void A64_what_hides_or_turns_text_is_named_and_taken_out(string text)
    {
        Assert.Equal([TrustSignKind.HiddenCharacters], Signs(text, "ann@example.net"));
        Assert.Equal([TrustSignKind.HiddenCharacters], Signs("Ann", "ann@example.net", text));
        Assert.False(HiddenCharacters.Any(Webmail.Pages.Mail.Shown.Text(text)));
    }

    [Theory]
    [InlineData("Family 👨‍👩‍👧")]
    [InlineData("می‌خواهم")]
    [InlineData("مرحبا")]
    [InlineData("שלום")]
    [InlineData("Crème brûlée")]
    public void A64_honest_words_stay_as_they_are(string text)
    {
        Assert.Empty(Signs(text, "ann@example.net", text));
        Assert.Equal(text, Webmail.Pages.Mail.Shown.Text(text));
    }

    [Fact]
    public void A_failed_check_is_the_first_thing_said()
    {
        var failed = Authentication.NotChecked with { Dmarc = Verdict.Fail, CheckedBy = "mx.test" };
        var message = Message([new("ceo@bank.test", "x@pаypal.test")]);
        Assert.Equal([TrustSignKind.Failed, TrustSignKind.LookAlike, TrustSignKind.NameIsAddress], new TrustSigns(message, [], failed, Known).All().Select(sign => sign.Kind));
        Assert.Equal(TrustSignKind.FailedByList, new TrustSigns(message, [new Header("List-Id", "<a.b>")], failed, Known).All()[0].Kind);
    }
}
