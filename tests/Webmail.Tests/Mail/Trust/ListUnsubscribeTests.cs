using System.Net;
using System.Text;
using Webmail.Mail.Reading;
using Webmail.Mail.Trust;
using Webmail.Security;
using Webmail.Tests.Endpoints;

namespace Webmail.Tests.Mail.Trust;

public sealed class ListUnsubscribeTests
{
    const string Post = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n";
    const string Link = "List-Unsubscribe: <mailto:leave@list.test?subject=out>, <https://list.test/u/1>\n";
    const string Signature = "DKIM-Signature: v=1; a=rsa-sha256; d=list.test; s=s; h=from:list-unsubscribe:\n list-unsubscribe-post; bh=x; b=AbCd\n EfGh\n";
    static readonly Authentication Signed = Authentication.NotChecked with { Signatures = [new SignedBy("list.test", "AbCdE")] };

    static ListUnsubscribe? Read(string headers, Authentication? authentication = null) =>
        ListUnsubscribe.Of(MessageHeaders.Parse(Encoding.UTF8.GetBytes((headers + "\n").ReplaceLineEndings("\r\n"))), authentication ?? Signed);

    [Fact]
    public void A54_one_click_needs_a_signature_over_both_fields()
    {
        Assert.Equal(new ListUnsubscribe(UnsubscribeBy.OneClick, "https://list.test/u/1"), Read(Link + Post + Signature));
        var byMail = new ListUnsubscribe(UnsubscribeBy.Mail, "leave@list.test", "out");
        Assert.Equal(byMail, Read(Link + Post));
        Assert.Equal(byMail, Read(Link + Signature));
        Assert.Equal(byMail, Read(Link + Post + Signature, Authentication.NotChecked));
        Assert.Equal(byMail, Read(Link + Post + Signature.Replace(":\n list-unsubscribe-post", "", StringComparison.Ordinal)));
        Assert.Equal(byMail, Read(Link + Post + Signature.Replace("AbCd", "Zzzz", StringComparison.Ordinal)));
        Assert.Equal(byMail, Read(Link + Post + Signature.Replace("d=list.test", "d=evil.test", StringComparison.Ordinal)));
        Assert.Null(Read("List-Unsubscribe: <https://evil.test/>\n" + Link + Post + Signature));
    }

    [Theory]
    [InlineData("<http://list.test/u>", null)]
    [InlineData("<https://user:pass@list.test/u>", null)]
    [InlineData("<https://list.test:8443/u>", null)]
    [InlineData("<javascript:alert(1)>", null)]
    [InlineData("https://list.test/u", null)]
    [InlineData("<mailto:a@b.test,c@d.test>", null)]
    [InlineData("<mailto:a@b.test?subject=x%0d%0aBcc:%20c@d.test>", UnsubscribeBy.Mail)]
    [InlineData("<https://list.test/u>", UnsubscribeBy.Web)]
    public void Only_safe_ways_are_offered(string value, UnsubscribeBy? by)
    {
        var way = Read($"List-Unsubscribe: {value}\n");
        Assert.Equal(by, way?.By);
        Assert.DoesNotContain('\n', way?.Subject ?? "");
    }

    [Fact]
    public async Task A54_it_is_a_single_POST_without_cookies_or_redirects_and_never_to_our_own_network()
    {
        using var tracker = new Tracker(path => path == "/u" ? ("200 OK", []) : ("302 Found\r\nLocation: /u", []));
        using var open = new OutboundGuard(endpoint => endpoint.Port == tracker.Port && endpoint.Address.Equals(IPAddress.Loopback));
        var cancel = TestContext.Current.CancellationToken;
        Assert.True(await new OneClick(open).LeaveAsync(new Uri($"http://localhost:{tracker.Port}/u"), cancel));
        Assert.False(await new OneClick(open).LeaveAsync(new Uri($"http://localhost:{tracker.Port}/moved"), cancel));
        Assert.All(tracker.Requests, request => Assert.StartsWith("POST ", request, StringComparison.Ordinal));
        Assert.Equal(2, tracker.Requests.Count);
        Assert.DoesNotContain("Cookie", tracker.Requests.First(), StringComparison.OrdinalIgnoreCase);
        using var closed = new OutboundGuard(OutboundGuard.IsPublicWeb);
        var before = tracker.Connections;
        Assert.False(await new OneClick(closed).LeaveAsync(new Uri($"http://localhost:{tracker.Port}/u"), cancel));
        Assert.Equal(before, tracker.Connections);
    }
}
