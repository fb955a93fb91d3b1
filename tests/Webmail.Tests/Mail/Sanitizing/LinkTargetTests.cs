using Webmail.Mail.Sanitizing;

namespace Webmail.Tests.Mail.Sanitizing;

public sealed class LinkTargetTests
{
    [Theory]
    [InlineData("https://a.test/p?utm_source=x&id=7&utm_medium=y#top", "https://a.test/p?id=7#top")]
    [InlineData("https://a.test/?fbclid=1", "https://a.test/")]
    [InlineData("https://a.test/?gclid=1#utm_source=x", "https://a.test/#utm_source=x")]
    [InlineData("https://a.test/?a=1&&b=%26utm_x=2", "https://a.test/?a=1&&b=%26utm_x=2")]
    [InlineData("https://a.test/utm_source=x?q=mc_eid=3", "https://a.test/utm_source=x?q=mc_eid=3")]
    [InlineData("https://a.test/?UTM_Source=x&MC_EID=2&q=", "https://a.test/?q=")]
    public void What_only_counts_clicks_goes_and_nothing_else_moves(string link, string clean) => Assert.Equal(clean, LinkTarget.For(link, "words"));

    [Theory]
    [InlineData("https://bank.test@evil.test/", "words", LinkDoubt.Disguised)]
    [InlineData("https:\\\\bank.test@evil.test\\", "words", LinkDoubt.Disguised)]
    [InlineData("https:/evil.test", "words", LinkDoubt.None)]
    [InlineData("http://203.0.113.9/", "words", LinkDoubt.Numeric)]
    [InlineData("http://0xcb007109/", "words", LinkDoubt.Numeric)]
    [InlineData("http://3405803785/", "words", LinkDoubt.Numeric)]
    [InlineData("http://0313.0.0x71.9/", "words", LinkDoubt.Numeric)]
    [InlineData("http://[2001:db8::1]:80/", "words", LinkDoubt.Numeric)]
    [InlineData("https://xn--pypal-4ve.test/", "words", LinkDoubt.Letters)]
    [InlineData("https://pаypal.test/", "words", LinkDoubt.Letters)]
    [InlineData("https://ｅｖｉｌ.test/", "words", LinkDoubt.Letters)]
    [InlineData("https://evil%2etest/", "words", LinkDoubt.Letters)]
    [InlineData("https://evil.test/", "https://bank.test/login", LinkDoubt.OtherHost)]
    [InlineData("https://evil.test/", " www.bank.test ", LinkDoubt.OtherHost)]
    [InlineData("https://bank.test.evil.test/", "bank.test", LinkDoubt.OtherHost)]
    [InlineData("https://one.co.uk/", "two.co.uk", LinkDoubt.OtherHost)]
    [InlineData("https://login.bank.test/", "www.bank.test", LinkDoubt.None)]
    [InlineData("https://shop.test/", "Read more at bank.test today", LinkDoubt.None)]
    [InlineData("https://shop.test/", "v1.2", LinkDoubt.None)]
    [InlineData("https://shop.test/", "ann@bank.test", LinkDoubt.None)]
    public void A67_a_link_that_may_deceive_is_doubted(string link, string shown, LinkDoubt doubt) => Assert.Equal(doubt, LinkTarget.Doubt(link, shown));

    [Fact]
    public void A67_the_page_in_between_is_told_where_it_goes_and_what_was_shown()
    {
        var html = HtmlCleaner.Clean("<a href='https://evil.test/x?a=1&amp;utm_id=2'>https://bank.test/</a> <a href='https://bank@evil.test'>Bank</a>", CleaningRules.Blocked).Html.ToString();
        Assert.Contains("href=\"../../../../leaving?to=https%3A%2F%2Fevil.test%2Fx%3Fa%3D1&amp;shown=bank.test\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"../../../../leaving?to=https%3A%2F%2Fbank%40evil.test\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A56_no_link_carries_anything_of_ours_and_none_tells_where_it_came_from()
    {
        var html = HtmlCleaner.Clean("<a href='https://shop.test/a'>Shop</a>", CleaningRules.Blocked).Html.ToString();
        Assert.Contains("href=\"https://shop.test/a\"", html, StringComparison.Ordinal);
        Assert.Contains("rel=\"noopener noreferrer\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Trackers_are_counted_and_named()
    {
        var clean = HtmlCleaner.Clean(
            "<img src='https://us1.list-manage.com/track/open.php?u=1' width=1 height=1><img src='https://t.unknown-shop.test/p.gif' width=1 height=1><img src='https://x.sendgrid.net/wf/open?upn=2'><img src='https://shop.test/a.png' width=600>",
            CleaningRules.Blocked);
        Assert.Equal((4, 3), (clean.RemoteImages, clean.Trackers));
        Assert.Equal(["Mailchimp", "SendGrid", "unknown-shop.test"], clean.TrackerNames);
    }
}
