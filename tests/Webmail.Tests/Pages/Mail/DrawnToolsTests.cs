using System.Net;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>The tools of the reader are drawn once for messages that get the same ones: none may act on another message.</summary>
public sealed class DrawnToolsTests(MailServerFixture fixture) : IAsyncLifetime
{
    readonly WebmailApp app = new(fixture.Server);
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    async Task<string> FrameAsync(string message)
    {
        using var answer = await desk.GetAsync(message, HttpStatusCode.OK, ("Turbo-Frame", "reader"));
        return await answer.Content.ReadAsStringAsync();
    }

    static string KeyOf(string message) => message[(message.LastIndexOf('/') + 1)..];

    [Fact]
    public async Task Each_message_has_tools_for_itself()
    {
        var (first, second) = (await desk.ReceiveAsync("From: a@example.test\nTo: me@home.test\nSubject: One\n\ntext\n"), await desk.ReceiveAsync("From: b@example.test\nTo: me@home.test\nSubject: Two\n\ntext\n"));
        var (one, two) = (await FrameAsync(first), await FrameAsync(second));
        Assert.DoesNotContain(KeyOf(first), two, StringComparison.Ordinal);
        // Whether it is the first with these tools or a later one.
        Assert.Equal(Tools(one).Replace(KeyOf(first), "", StringComparison.Ordinal), Tools(two).Replace(KeyOf(second), "", StringComparison.Ordinal));
        Assert.Equal(Tools(one), Tools(await FrameAsync(first)));
    }

    [Fact]
    public async Task What_differs_is_drawn_for_itself()
    {
        var plain = await FrameAsync(await desk.ReceiveAsync("From: a@example.test\nTo: me@home.test\nSubject: One\n\ntext\n"));
        Assert.DoesNotContain("kind=ReplyAll", plain, StringComparison.Ordinal);
        Assert.Contains("kind=ReplyAll", await FrameAsync(await desk.ReceiveAsync("From: a@example.test\nTo: me@home.test, b@example.test\nSubject: Two\n\ntext\n")), StringComparison.Ordinal);
        var starred = await desk.ReceiveAsync("From: a@example.test\nTo: me@home.test\nSubject: Three\n\ntext\n");
        Assert.Contains("value=\"flagged\"", await FrameAsync(starred), StringComparison.Ordinal);
        using (await desk.Browser.PostAsync(starred[..starred.LastIndexOf('/')] + "/flags", starred, ("keys", KeyOf(starred)), ("set", "flagged"))) Assert.Contains("value=\"unflagged\"", await FrameAsync(starred), StringComparison.Ordinal);
    }

    static string Tools(string frame)
    {
        var from = frame.IndexOf("<div class=\"tools\"", StringComparison.Ordinal);
        return frame[from..frame.IndexOf("<header class=\"letterhead\"", from, StringComparison.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        desk.Dispose();
        await app.DisposeAsync();
    }
}
