using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Webmail.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Endpoints;

/// <summary>A plain text comes with the page that opens it; a stranger's HTML is always a document of its own, under headers of its own.</summary>
public sealed class InlineTextTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    [Fact]
    public async Task A_text_stands_in_its_frame()
    {
        var frame = await FrameAsync("Subject: x\n\nHello <script>alert(1)</script> \"quoted\" & https://a.test/?a=1&b=2\n> said");
        Assert.Null(frame.GetAttribute("src"));
        Assert.Equal("allow-popups allow-popups-to-escape-sandbox", frame.GetAttribute("sandbox"));
        using var document = new HtmlParser().ParseDocument(frame.GetAttribute("srcdoc")!);
        Assert.Contains("Hello <script>alert(1)</script> \"quoted\" & https://a.test/?a=1&b=2", document.QuerySelector(".mail-text")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(document.QuerySelectorAll("script"));
        Assert.Single(document.QuerySelectorAll("blockquote"));
        Assert.Equal($"default-src 'none'; style-src '{BodyStyle.TextHash}'", document.QuerySelector("meta[http-equiv]")!.GetAttribute("content"));
        Assert.Equal(BodyStyle.Text, document.QuerySelector("style")!.TextContent);
    }

    [Theory]
    [InlineData("Content-Type: text/html\n\n<p>Hello</p>")]
    [InlineData("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--")]
    public async Task Html_is_a_document_of_its_own(string source) => await ExpectOwnAsync(await FrameAsync("Subject: x\n" + source));

    [Fact]
    public async Task So_is_a_text_that_is_long() => await ExpectOwnAsync(await FrameAsync($"Subject: x\n\n{string.Concat(Enumerable.Repeat("Every word counts.\n", 3000))}"));

    [Fact]
    public async Task So_is_a_text_with_a_link_in_doubt_whose_question_is_asked_from_where_the_document_is() => await ExpectOwnAsync(await FrameAsync("Subject: x\n\nhttps://xn--bcher-kva.test/"));

    async Task ExpectOwnAsync(IElement frame)
    {
        Assert.Null(frame.GetAttribute("srcdoc"));
        Assert.Contains("sandbox", (await desk.GetAsync(frame.GetAttribute("src")!)).Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    async Task<IElement> FrameAsync(string source)
    {
        using var page = new HtmlParser().ParseDocument(await desk.TextAsync(await desk.ReceiveAsync(source)));
        return page.QuerySelector("iframe[data-message-body]")!;
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
