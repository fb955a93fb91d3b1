using System.Net;
using System.Text.RegularExpressions;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Jobs;

/// <summary>Actions on a whole list, and the page of one that takes its time, as a browser without JavaScript sees them.</summary>
public sealed partial class JobPageTests(MailServerFixture mail) : IAsyncLifetime
{
    readonly CutProxy proxy = new(mail.Server.Ports.Imap);
    WebmailApp app = null!;

    public ValueTask InitializeAsync()
    {
        app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Imap", $"imap+plain://127.0.0.1:{proxy.Port}"));
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task All_that_match_are_moved_by_what_the_list_is()
    {
        var (browser, inbox) = await OpenAsync(120);
        mail.Server.Doveadm("flags", "add", "-u", person!.Address, "\\Flagged", "mailbox", "INBOX", "1:110");
        var list = await browser.TextAsync($"{inbox}?only=flagged");
        using var answer = await browser.PostAsync($"{inbox}/moves", inbox, [.. ListFields(list), ("role", "Trash")]);
        Assert.Equal(inbox, answer.Headers.Location?.ToString());
        var said = await browser.TextAsync(inbox);
        Assert.Contains("110 messages moved to the trash.", said, StringComparison.Ordinal);
        Assert.Equal((10, 110), (Count("INBOX"), Count("Trash")));
        var undo = UndoForm().Match(said).Groups[1].Value;
        using var undone = await browser.PostAsync(undo, inbox);
        Assert.Contains("Undone. 110 messages are as they were.", await browser.TextAsync(undone.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.Equal((120, 0), (Count("INBOX"), Count("Trash")));
    }

    [Fact]
    public async Task What_takes_its_time_has_a_page_that_tells_how_far_it_is()
    {
        var (browser, inbox) = await OpenAsync(3);
        var list = await browser.TextAsync(inbox);
        using var other = await app.SignInAsync(await mail.NewUserAsync());
        proxy.StallWhen(From.Client, "MOVE");
        using var answer = await browser.PostAsync($"{inbox}/moves", inbox, [.. ListFields(list), ("role", "Archive")]);
        var page = answer.Headers.Location!.ToString();
        Assert.StartsWith("/jobs/", page, StringComparison.Ordinal);
        using (var running = await browser.GetAsync(page))
        {
            Assert.Equal("2", running.Headers.GetValues("Refresh").Single());
            Assert.Contains("0 of 3 messages", await running.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using (var refused = await other.GetAsync(page))
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        proxy.Pass();
        await Eventually.Async(async () => (await browser.TextAsync(page)).Contains("3 messages archived.", StringComparison.Ordinal));
        using var ended = await browser.GetAsync(page);
        Assert.False(ended.Headers.Contains("Refresh"));
        // The list shows it too, until the person has seen it.
        Assert.Contains("data-job", await browser.TextAsync(inbox), StringComparison.Ordinal);
        (await browser.PostAsync($"{page}?handler=dismiss", page)).Dispose();
        Assert.DoesNotContain("data-job", await browser.TextAsync(inbox), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_action_that_is_not_known_any_more_says_so()
    {
        var (browser, _) = await OpenAsync(0);
        using var answer = await browser.GetAsync($"/jobs/{Guid.NewGuid()}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("the server was restarted in the middle of it", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_was_counted_anew_is_refused_with_a_sentence()
    {
        var (browser, inbox) = await OpenAsync(3);
        var fields = ListFields(await browser.TextAsync(inbox)).Where(field => field.Name != "validity").Append(("validity", "7"));
        (await browser.PostAsync($"{inbox}/moves", inbox, [.. fields, ("role", "Trash")])).Dispose();
        Assert.Contains("This folder was rebuilt on the server.", await browser.TextAsync(inbox), StringComparison.Ordinal);
        Assert.Equal(3, Count("INBOX"));
    }

    [Fact]
    public async Task Deleting_all_for_ever_asks_first_and_says_how_many()
    {
        var (browser, inbox) = await OpenAsync(120);
        var fields = ListFields(await browser.TextAsync(inbox));
        using var asked = await browser.PostAsync($"{inbox}/deletions", inbox, fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.StatusCode);
        Assert.Contains("120 messages will be deleted", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(120, Count("INBOX"));
        (await browser.PostAsync($"{inbox}/deletions", inbox, [.. fields, ("sure", "true")])).Dispose();
        Assert.Equal(0, Count("INBOX"));
    }

    MailPerson? person;

    async Task<(Browser Browser, string Inbox)> OpenAsync(int messages)
    {
        person = await mail.NewUserAsync();
        if (messages > 0) await person.AppendAsync(Messages.Numbered(1, messages));
        var browser = await app.SignInAsync(person);
        using var answer = await browser.GetAsync("/mail");
        return (browser, answer.Headers.Location!.ToString());
    }

    /// <summary>What the form of the list says of it, with "all" checked.</summary>
    static (string Name, string Value)[] ListFields(string list) =>
        [("all", "true"), .. Hidden().Matches(list).Select(match => (match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value))).DistinctBy(field => field.Item1)];

    int Count(string mailbox) => int.Parse(
        mail.Server.Doveadm("-f", "flow", "mailbox", "status", "-u", person!.Address, "messages", mailbox).Split("messages=")[1].Trim(), System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await proxy.DisposeAsync();
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(list|validity|upTo|total)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("action=\"(/jobs/[^\"]*undo)\"")]
    private static partial Regex UndoForm();
}
