using System.Net;
using MailKit;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Webmail.Live;
using Webmail.MailServers;
using Webmail.Security;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Live;

/// <summary>The stream of what has changed, over a real server, as a browser hears it.</summary>
public sealed class LiveTests(MailServerFixture mail)
{
    static readonly LiveOptions Quick = new(TimeSpan.FromMilliseconds(200), TimeSpan.Zero);

    [Fact]
    public async Task Mail_that_arrives_is_told_with_counters_and_without_content()
    {
        await using var app = new WebmailApp(mail.Server);
        var person = await mail.NewUserAsync();
        using var browser = await app.SignInAsync(person);
        using var live = await LiveReader.OpenAsync(browser);
        Assert.Equal("text/event-stream", live.Answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", live.Answer.Headers.CacheControl?.ToString());
        Assert.Equal("INBOX", (await live.NextAsync("changed"))!.Mailbox);
        await person.AppendAsync("The secret plan", "Text");
        var heard = await UnreadAsync(live);
        Assert.Equal("INBOX", heard.Mailbox);
        Assert.DoesNotContain("secret", heard.Data, StringComparison.Ordinal);
        await person.AppendAsync("Another", "Text", "Sent");
        await UnreadAsync(live, "Sent");
    }

    [Theory]
    [InlineData("NONE"), InlineData("NOTIFY")]
    public async Task What_is_removed_elsewhere_is_told(string without)
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        proxy.Without(without);
        await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Imap", $"imap+plain://127.0.0.1:{proxy.Port}"));
        var person = await mail.NewUserAsync();
        using var browser = await app.SignInAsync(person);
        using var live = await LiveReader.OpenAsync(browser);
        // From here on the watcher hears.
        await live.NextAsync("changed");
        await person.AppendAsync("Soon elsewhere", "Text");
        await UnreadAsync(live, "INBOX");
        using var elsewhere = await TrustedImap.OpenAsync(person);
        await elsewhere.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        await elsewhere.Inbox.MoveToAsync(0, await elsewhere.GetFolderAsync("Trash"));
        await UnreadAsync(live, "INBOX", 0);
    }

    [Fact]
    public async Task Nobody_hears_nothing_and_others_hear_only_their_own()
    {
        await using var app = new WebmailApp(mail.Server);
        using var nobody = app.Open();
        using var refused = await LiveReader.OpenAsync(nobody);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Answer.StatusCode);
        var (one, other) = (await mail.NewUserAsync(), await mail.NewUserAsync());
        using var first = await app.SignInAsync(one);
        using var second = await app.SignInAsync(other);
        using var live = await LiveReader.OpenAsync(first);
        using var theirs = await LiveReader.OpenAsync(second);
        await live.NextAsync("changed");
        await theirs.NextAsync("changed");
        await one.AppendAsync("For one", "Text", "Sent");
        await UnreadAsync(live, "Sent");
        await other.AppendAsync("For the other", "Text", "Trash");
        Assert.Equal("Trash", (await UnreadAsync(theirs)).Mailbox);
    }

    [Fact]
    public async Task Signing_out_ends_the_streams_of_this_session_and_no_other()
    {
        await using var app = new WebmailApp(mail.Server);
        var person = await mail.NewUserAsync();
        using var here = await app.SignInAsync(person);
        using var elsewhere = await app.SignInAsync(person);
        using var live = await LiveReader.OpenAsync(here);
        using var other = await LiveReader.OpenAsync(elsewhere);
        (await here.PostAsync("/sign-out", "/mail" + (await PathAsync(here)))).Dispose();
        Assert.Equal("end", (await live.ToEndAsync())[^1].Name);
        await person.AppendAsync("Still heard", "Text", "Trash");
        await UnreadAsync(other, "Trash");
    }

    [Fact]
    public async Task A_session_that_was_ended_on_another_node_ends_at_the_next_beat()
    {
        await using var app = new WebmailApp(mail.Server);
        await using var quick = With(app, Quick);
        var jar = new CookieJar();
        using var browser = new Browser(quick.CreateDefaultClient(new Uri("http://localhost"), jar), jar);
        var person = await mail.NewUserAsync();
        (await browser.SignInAsync(person.Address, person.Password)).Dispose();
        using var live = await LiveReader.OpenAsync(browser);
        Assert.NotNull(await live.NextAsync("beat"));
        await using (var scope = quick.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<Webmail.Data.WebmailDb>().Set<SignedInSession>().ExecuteDeleteAsync();
        Assert.Equal("end", (await live.ToEndAsync())[^1].Name);
    }

    [Fact]
    public async Task A_line_that_broke_is_taken_up_where_it_was_and_a_gap_starts_over()
    {
        await using var app = new WebmailApp(mail.Server);
        var person = await mail.NewUserAsync();
        using var browser = await app.SignInAsync(person);
        string position;
        using (var live = await LiveReader.OpenAsync(browser))
        {
            await live.NextAsync("changed");
            await person.AppendAsync("Heard", "Text");
            position = (await UnreadAsync(live)).Id;
        }
        await person.AppendAsync("While nobody listened", "Text", "Trash");
        using (var again = await LiveReader.OpenAsync(browser, position))
        {
            await UnreadAsync(again, "Trash");
        }
        using var stranger = await LiveReader.OpenAsync(browser, "0000-7");
        Assert.Equal("reset", (await stranger.NextAsync())!.Name);
    }

    [Fact]
    public async Task A_person_has_a_limit_and_others_are_not_counted()
    {
        await using var app = new WebmailApp(mail.Server);
        using var browser = await app.SignInAsync(await mail.NewUserAsync());
        var open = new List<LiveReader>();
        for (var i = 0; i < 12; i++) open.Add(await LiveReader.OpenAsync(browser));
        Assert.All(open, live => Assert.Equal(HttpStatusCode.OK, live.Answer.StatusCode));
        using var one = await LiveReader.OpenAsync(browser);
        Assert.Equal((HttpStatusCode)429, one.Answer.StatusCode);
        Assert.NotNull(one.Answer.Headers.RetryAfter);
        using var other = await app.SignInAsync(await mail.NewUserAsync());
        using var theirs = await LiveReader.OpenAsync(other);
        Assert.Equal(HttpStatusCode.OK, theirs.Answer.StatusCode);
        open.ForEach(live => live.Dispose());
        await Eventually.Async(async () =>
        {
            using var again = await LiveReader.OpenAsync(browser);
            return again.Answer.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task A_stop_ends_the_streams_without_telling_browsers_to_stay_away()
    {
        await using var app = new WebmailApp(mail.Server);
        using var browser = await app.SignInAsync(await mail.NewUserAsync());
        using var live = await LiveReader.OpenAsync(browser);
        var channels = app.Services.GetRequiredService<LiveChannels>();
        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Assert.DoesNotContain(await live.ToEndAsync(), heard => heard.Name == "end");
        Assert.Null(channels.TryJoin(Guid.NewGuid(), "ticket", null));
    }

    [Fact]
    public async Task Nothing_is_watched_for_a_browser_that_has_gone()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Imap", $"imap+plain://127.0.0.1:{proxy.Port}"));
        await using var quick = With(app, Quick);
        var jar = new CookieJar();
        using var browser = new Browser(quick.CreateDefaultClient(new Uri("http://localhost"), jar), jar);
        var person = await mail.NewUserAsync();
        (await browser.SignInAsync(person.Address, person.Password)).Dispose();
        using (var live = await LiveReader.OpenAsync(browser))
        {
            await live.NextAsync("changed");
            await Eventually.Async(() => Task.FromResult(proxy.CommandsWith("IDLE") > 0));
            Assert.Equal(2, proxy.Open);
        }
        await Eventually.Async(() => Task.FromResult(proxy.Open == 1));
        Assert.Equal(0, quick.Services.GetRequiredService<LiveChannels>().Open);
    }

    [Fact]
    public async Task Who_reads_too_slowly_is_told_to_start_over_and_nothing_piles_up()
    {
        var stream = new LiveStream("ticket");
        for (var number = 1; number <= 100; number++) stream.Offer(LiveEvent.Changed(number, new LiveChange("a", "INBOX", null, null)));
        stream.End();
        var heard = new List<LiveEvent>();
        await foreach (var what in stream.ReadAsync(TestContext.Current.CancellationToken)) heard.Add(what);
        Assert.Equal([LiveEvent.Reset(100)], heard);
    }

    /// <summary>The next word of a mailbox with one unread message.</summary>
    static async Task<Heard> UnreadAsync(LiveReader live, string? mailbox = null, int unread = 1)
    {
        while (await live.NextAsync("changed") is { } heard)
            if (heard.Unread == unread && (mailbox is null || heard.Mailbox == mailbox)) return heard;
        throw new InvalidOperationException("The stream has ended.");
    }

    static WebApplicationFactory<Program> With(WebmailApp app, LiveOptions options) =>
        app.WithWebHostBuilder(builder => builder.ConfigureServices(services => services.AddSingleton(options)));

    static async Task<string> PathAsync(Browser browser)
    {
        using var answer = await browser.GetAsync("/mail");
        return answer.Headers.Location!.ToString()["/mail".Length..];
    }
}
