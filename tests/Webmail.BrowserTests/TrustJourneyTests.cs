using MailKit;
using Microsoft.Playwright;
using Webmail.MailServers;
using static Microsoft.Playwright.Assertions;

namespace Webmail.BrowserTests;

/// <summary>Hostile links and overlays, pressed with a real mouse in the real reader.</summary>
public sealed class TrustJourneyTests(House house)
{
    async Task<Window> OpenAsync(string body)
    {
        var person = await house.NewPersonAsync();
        var source = $"From: Eve <eve@hostile.test>\r\nSubject: Attack\r\nDate: {DateTime.UtcNow:R}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}\r\n";
        await person.AppendAsync([new StoredMessage(System.Text.Encoding.UTF8.GetBytes(source), MessageFlags.None, null)]);
        var window = await house.OpenAsync(1440);
        await window.SignInAsync(person);
        await window.Rows.Filter(new() { HasText = "Attack" }).First.Locator("a").First.ClickAsync();
        await Expect(window.Subject).ToHaveTextAsync("Attack");
        await Expect(window.Body.GetByText("end", new() { Exact = true })).ToBeVisibleAsync();
        return window;
    }

    const string End = "<p class=end>end</p>";

    [Fact]
    public async Task A15_A16_an_overlay_covers_nothing_and_an_invisible_link_leads_nowhere()
    {
        await using var window = await OpenAsync(
            "<div style='position:fixed;inset:0;z-index:99999;background:red;width:9999px;height:9999px;margin:-900px'>x</div>"
            + "<a href='https://evil.test/' style='opacity:0;position:absolute;inset:0;display:block;width:100%;height:100%'>bank.test</a><p>words</p>" + End);
        // What lies on top in the middle of the tools is the tool itself.
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Archive", Exact = true }).ClickAsync(new() { Trial = true });
        var before = window.Page.Url;
        await window.Body.GetByText("words").ClickAsync();
        Assert.Equal(before, window.Page.Url);
        Assert.Single(window.Page.Context.Pages);
        window.ExpectNoComplaints();
    }

    [Fact]
    public async Task A21_names_and_ids_of_a_mail_change_nothing_of_the_application()
    {
        const string globals = "Object.getOwnPropertyNames(window).filter(name => !/^\\d+$/.test(name)).sort().join()";
        await using var plain = await OpenAsync(End);
        await using var hostile = await OpenAsync("<form id=config name=Turbo><input name=Stimulus></form><a id=config name=body href=x>x</a><img name=body id=documentElement><p id=__proto__>x</p>" + End);
        Assert.Equal(await plain.Page.EvaluateAsync<string>(globals), await hostile.Page.EvaluateAsync<string>(globals));
        Assert.Equal("BODY", await hostile.Page.EvaluateAsync<string>("document.body.tagName"));
        hostile.ExpectNoComplaints();
    }

    [Theory]
    [InlineData("target=_top"), InlineData("target=_parent"), InlineData("target=reader"), InlineData("target=_self rel=opener")]
    public async Task A26_no_link_moves_the_application_or_gets_hold_of_it(string attributes)
    {
        await using var window = await OpenAsync($"<a href='{house.Url}/healthz' {attributes}>press</a>" + End);
        var before = window.Page.Url;
        var opened = window.Page.Context.WaitForPageAsync();
        await window.Body.GetByText("press").ClickAsync();
        var popup = await opened;
        await popup.WaitForLoadStateAsync();
        Assert.True(await popup.EvaluateAsync<bool>("window.opener === null"));
        Assert.Equal(before, window.Page.Url);
    }

    [Theory]
    [InlineData("javascript:document.title='run'"), InlineData("JaVa&#9;script:document.title='run'"), InlineData("data:text/html,<script>document.title='run'</script>"), InlineData("blob:null/1"), InlineData("vbscript:x")]
    public async Task A27_links_that_run_something_are_none(string address)
    {
        await using var window = await OpenAsync($"<a href=\"{address}\">press</a>" + End);
        await window.Body.GetByText("press").ClickAsync();
        await Expect(window.Body.Locator("a[href]")).ToHaveCountAsync(0);
        Assert.Single(window.Page.Context.Pages);
        // With the number of unread messages before it, which goes down when this one counts as read.
        Assert.EndsWith("Attack · Webmail", await window.Page.TitleAsync(), StringComparison.Ordinal);
    }
}
