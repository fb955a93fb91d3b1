using System.Globalization;
using System.Net;
using Webmail.Endpoints;
using Webmail.Mail.Rendering;
using Webmail.Mail.Sanitizing;
using Webmail.Security;
using Webmail.Tests.Mail.Rendering;

namespace Webmail.Tests.Endpoints;

public sealed class RemotePicturesTests : IClassFixture<DrawingTable>, IDisposable
{
    static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
    readonly PictureDrawing drawing;
    readonly Tracker tracker;
    readonly OutboundGuard closed = new(OutboundGuard.IsPublicWeb);
    readonly OutboundGuard open;

    public RemotePicturesTests(DrawingTable table)
    {
        drawing = table.Drawing;
        tracker = new(Answer);
        open = new(endpoint => endpoint.Port == tracker.Port && endpoint.Address.Equals(IPAddress.Loopback));
    }

    (string, byte[]) Answer(string path) => path switch
    {
        "/gif" => ("200 OK\r\nContent-Type: text/html\r\nSet-Cookie: a=b", Gif),
        "/stump" => ("200 OK\r\nContent-Type: image/gif", Gif[..30]),
        "/html" => ("200 OK\r\nContent-Type: image/png", "<script>alert(1)</script>"u8.ToArray()),
        "/svg" => ("200 OK\r\nContent-Type: image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray()),
        "/big" => ("200 OK\r\nContent-Type: image/gif", [.. Gif, .. new byte[RemotePictures.MaxBytes]]),
        "/once" => ("302 Found\r\nLocation: /gif", []),
        "/loop" => ("302 Found\r\nLocation: /loop", []),
        "/inside" => ("302 Found\r\nLocation: http://localhost:1/gif", []),
        "/file" => ("302 Found\r\nLocation: file:///etc/passwd", []),
        _ => ("404 Not Found", []),
    };

    string Url(string path) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{tracker.Port}{path}");

    [Theory]
    [InlineData("/gif", true)]
    [InlineData("/once", true)]
    [InlineData("/html", false)]
    [InlineData("/svg", false)]
    [InlineData("/big", false)]
    [InlineData("/loop", false)]
    [InlineData("/inside", false)]
    [InlineData("/file", false)]
    [InlineData("/none", false)]
    public async Task A51_only_pictures_come_back(string path, bool shown)
    {
        using var pictures = new RemotePictures(open, drawing);
        Assert.Equal(shown ? Gif : null, await pictures.FetchAsync(Url(path), TestContext.Current.CancellationToken));
        Assert.True(tracker.Requests.Count <= 4);
    }

    [Fact]
    public async Task A52_CVE_2026_75010_the_sender_learns_nothing_of_the_reader()
    {
        using var pictures = new RemotePictures(open, drawing);
        await pictures.FetchAsync(Url("/gif"), TestContext.Current.CancellationToken);
        await pictures.FetchAsync(Url("/gif"), TestContext.Current.CancellationToken);
        Assert.All(tracker.Requests, request => Assert.Equal(
            ["Accept", "Host", "User-Agent"], request.Split("\r\n").Skip(1).Where(line => line.Length > 0).Select(line => line.Split(':')[0]).Order()));
    }

    [Fact]
    public async Task A52_a_picture_is_fetched_once_for_a_message_and_again_for_another()
    {
        using var pictures = new RemotePictures(open, drawing);
        var person = Guid.NewGuid();
        foreach (var message in new[] { 1L, 1L, 2L }) Assert.NotNull(await pictures.ShowAsync(new ImageRequest(person, Url("/gif"), message), TestContext.Current.CancellationToken));
        Assert.Equal(2, tracker.Requests.Count);
        await pictures.ShowAsync(new ImageRequest(Guid.NewGuid(), Url("/gif"), 1), TestContext.Current.CancellationToken);
        Assert.Equal(3, tracker.Requests.Count);
    }

    [Theory]
    [InlineData("/gif", "image/png")]
    [InlineData("/stump", null)]
    [InlineData("/svg", null)]
    [InlineData("/none", null)]
    public async Task A51_what_is_shown_was_drawn_by_us(string path, string? type)
    {
        using var pictures = new RemotePictures(open, drawing);
        var shown = await pictures.ShowAsync(new ImageRequest(Guid.NewGuid(), Url(path), 1), TestContext.Current.CancellationToken);
        Assert.Equal(type, shown is null ? null : DataImages.TypeOf(shown.Value.Span));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/gif")]
    [InlineData("http://127.1:{0}/gif")]
    [InlineData("http://0:{0}/gif")]
    [InlineData("http://0.0.0.0:{0}/gif")]
    [InlineData("http://2130706433:{0}/gif")]
    [InlineData("http://0x7f000001:{0}/gif")]
    [InlineData("http://0177.0.0.1:{0}/gif")]
    [InlineData("http://localhost:{0}/gif")]
    [InlineData("http://localhost.:{0}/gif")]
    [InlineData("http://[::1]:{0}/gif")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/gif")]
    [InlineData("http://[::]:{0}/gif")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://user:pass@localhost:{0}/gif")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://localhost/")]
    [InlineData("//localhost/")]
    [InlineData("not an address")]
    public async Task A50_CVE_2026_35540_CVE_2026_48843_CVE_2026_48845_CVE_2026_62643_CVE_2026_75006_nothing_but_the_public_web_is_reached(string url)
    {
        using var pictures = new RemotePictures(closed, drawing);
        Assert.Null(await pictures.FetchAsync(string.Format(CultureInfo.InvariantCulture, url, tracker.Port), TestContext.Current.CancellationToken));
        Assert.Equal(0, tracker.Connections);
    }

    [Theory]
    [InlineData("93.184.216.34", 443, true)]
    [InlineData("93.184.216.34", 80, true)]
    [InlineData("93.184.216.34", 25, false)]
    [InlineData("10.0.0.1", 443, false)]
    [InlineData("192.168.1.1", 80, false)]
    [InlineData("100.64.0.1", 80, false)]
    [InlineData("100.127.255.254", 443, false)]
    [InlineData("fe80::1", 443, false)]
    [InlineData("febf::1", 443, false)]
    [InlineData("::ffff:10.0.0.1", 443, false)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", 443, true)]
    [InlineData("2002:7f00:1::", 443, false)]
    [InlineData("64:ff9b::7f00:1", 443, false)]
    public void A50_CVE_2026_75006_an_address_is_judged_with_its_port(string address, int port, bool allowed) =>
        Assert.Equal(allowed, OutboundGuard.IsPublicWeb(new IPEndPoint(IPAddress.Parse(address), port)));

    [Fact]
    public void A51_a_person_has_a_quota()
    {
        using var pictures = new RemotePictures(closed, drawing);
        var person = Guid.NewGuid();
        Assert.Equal(RemotePictures.PerMinute, Enumerable.Range(0, 1000).Count(_ => pictures.MayFetch(person)));
        Assert.True(pictures.MayFetch(Guid.NewGuid()));
    }

    public void Dispose()
    {
        closed.Dispose();
        open.Dispose();
        tracker.Dispose();
    }
}
