using System.Net;
using System.Text.RegularExpressions;
using MailKit;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>The list and the reader over a real mailbox, as a browser without JavaScript sees them.</summary>
public sealed partial class MailScreenTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task The_bare_address_leads_to_the_newest_messages()
    {
        var person = await mail.NewUserAsync();
        foreach (var subject in new[] { "First", "Second", "Third" }) await person.AppendAsync(subject, "Hello");
        using var browser = await sqlite.App.SignInAsync(person);
        using var entrance = await browser.GetAsync("/");
        Assert.Equal("/mail", entrance.Headers.Location?.ToString());
        var list = await browser.TextAsync(await InboxAsync(browser));
        Assert.Equal(["Third", "Second", "First"], Subjects(list));
        Assert.Equal(3, Unread().Count(list));
        Assert.Contains("data-mailbox=\"INBOX\"", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_marks_nothing_and_flags_mark_what_they_say()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync("Only one", "Hello");
        using var browser = await sqlite.App.SignInAsync(person);
        var inbox = await InboxAsync(browser);
        var key = Keys(await browser.TextAsync(inbox)).Single();
        Assert.Contains("data-field=\"subject\">Only one", await browser.TextAsync($"{inbox}/{key}"), StringComparison.Ordinal);
        Assert.Single(Unread().Matches(await browser.TextAsync(inbox)));
        await ActAsync(browser, inbox, "flags", ("keys", key), ("set", "seen"));
        await ActAsync(browser, inbox, "flags", ("keys", key), ("set", "flagged"));
        var list = await browser.TextAsync(inbox);
        Assert.Empty(Unread().Matches(list));
        Assert.Contains("Starred.", list, StringComparison.Ordinal);
        Assert.Contains("\\Seen", mail.Server.Doveadm("fetch", "-u", person.Address, "flags", "mailbox", "INBOX"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_message_is_in_the_trash_and_comes_back_with_its_flags()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync("Keep me", "Hello", flags: MessageFlags.Flagged);
        using var browser = await sqlite.App.SignInAsync(person);
        var inbox = await InboxAsync(browser);
        await ActAsync(browser, inbox, "moves", ("keys", Keys(await browser.TextAsync(inbox)).Single()), ("role", "Trash"));
        var said = await browser.TextAsync(inbox);
        Assert.Contains("Moved to the trash.", said, StringComparison.Ordinal);
        Assert.Empty(Keys(said));
        var trash = inbox.Replace("INBOX", "Trash", StringComparison.Ordinal);
        var inTrash = Keys(await browser.TextAsync(trash)).Single();
        await ActAsync(browser, trash, "moves?handler=undo", ("keys", inTrash), ("to", "INBOX"));
        Assert.Equal(["Keep me"], Subjects(await browser.TextAsync(inbox)));
        Assert.Contains("\\Flagged", mail.Server.Doveadm("fetch", "-u", person.Address, "flags", "mailbox", "INBOX"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_for_ever_asks_first()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync("Going", "Hello", "Trash");
        using var browser = await sqlite.App.SignInAsync(person);
        var trash = (await InboxAsync(browser)).Replace("INBOX", "Trash", StringComparison.Ordinal);
        var key = Keys(await browser.TextAsync(trash)).Single();
        Assert.Contains("Nobody can bring it back.", await browser.TextAsync($"{trash}/deletions?keys={key}"), StringComparison.Ordinal);
        Assert.Single(Keys(await browser.TextAsync(trash)));
        await ActAsync(browser, trash, "deletions", ("keys", key), ("sure", "true"));
        Assert.Empty(Keys(await browser.TextAsync(trash)));
    }

    [Fact]
    public async Task An_empty_mailbox_says_so()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        Assert.Contains("Nothing new here", await browser.TextAsync(await InboxAsync(browser)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nowhere", HttpStatusCode.NotFound, "This folder does not exist any more.")]
    [InlineData("INBOX/1-1", HttpStatusCode.Conflict, "This folder was rebuilt on the server.")]
    public async Task What_is_not_there_any_more_gets_a_page_with_a_sentence(string where, HttpStatusCode status, string sentence)
    {
        var person = await mail.NewUserAsync();
        using var browser = await sqlite.App.SignInAsync(person);
        var inbox = await InboxAsync(browser);
        using var answer = await browser.GetAsync(inbox.Replace("INBOX", where, StringComparison.Ordinal));
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_expunged_elsewhere_is_said_to_be_gone()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync("Soon gone", "Hello");
        using var browser = await sqlite.App.SignInAsync(person);
        var inbox = await InboxAsync(browser);
        var key = Keys(await browser.TextAsync(inbox)).Single();
        mail.Server.Doveadm("expunge", "-u", person.Address, "mailbox", "INBOX", "all");
        using var answer = await browser.GetAsync($"{inbox}/{key}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("This message is not here any more.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_with_odd_names_open_by_their_links()
    {
        var person = await mail.NewUserAsync();
        string[] names = ["Clients/Brulé & fils", "50% \"off\"", "a~b.c", "Voyages 🏝", "flags"];
        foreach (var name in names) await person.AppendAsync($"In {name}", "Hello", name);
        using var browser = await sqlite.App.SignInAsync(person);
        var inbox = await browser.TextAsync(await InboxAsync(browser));
        foreach (var name in names)
        {
            var link = Folder().Matches(inbox).First(match => WebUtility.HtmlDecode(match.Groups[2].Value) == name).Groups[1].Value;
            Assert.Equal([$"In {name}"], Subjects(await browser.TextAsync(link)));
        }
    }

    [Fact]
    public async Task Anchors_page_through_the_mailbox_without_gaps()
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync(Enumerable.Range(1, 120).Select(number => new StoredMessage(
            System.Text.Encoding.ASCII.GetBytes($"From: a@example.test\r\nSubject: N{number}\r\n\r\nHello\r\n"), MessageFlags.None, null)));
        using var browser = await sqlite.App.SignInAsync(person);
        var (seen, next) = (new List<string>(), (string?)await InboxAsync(browser));
        for (var page = 0; next is not null && page < 5; page++)
        {
            var list = await browser.TextAsync(next);
            seen.AddRange(Subjects(list));
            next = Older().Match(list) is { Success: true } link ? WebUtility.HtmlDecode(link.Groups[1].Value) : null;
        }
        Assert.Equal(Enumerable.Range(1, 120).Reverse().Select(number => $"N{number}"), seen);
    }

    [Fact]
    public async Task Strangers_words_stay_words_everywhere()
    {
        var person = await mail.NewUserAsync();
        const string payload = "<img src=x onerror=alert(1)>\"'&{{}}";
        await person.AppendAsync(System.Text.Encoding.UTF8.GetBytes(
            $"From: \"{payload.Replace("\"", "\\\"", StringComparison.Ordinal)}\" <a@example.test>\r\nTo: b@example.test\r\nSubject: {payload}\r\n"
            + $"Content-Type: application/x-thing; name=\"{payload.Replace("\"", "\\\"", StringComparison.Ordinal)}\"\r\n\r\n{payload}\r\n"), payload);
        using var browser = await sqlite.App.SignInAsync(person);
        var inbox = await browser.TextAsync(await InboxAsync(browser));
        var link = Folder().Matches(inbox).First(match => WebUtility.HtmlDecode(match.Groups[2].Value) == payload).Groups[1].Value;
        var list = await browser.TextAsync(link);
        foreach (var page in new[] { inbox, list, await browser.TextAsync($"{link}/{Keys(list).Single()}") })
            Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
    }

    static async Task<string> InboxAsync(Browser browser)
    {
        using var answer = await browser.GetAsync("/mail");
        return answer.Headers.Location!.ToString();
    }

    static async Task ActAsync(Browser browser, string mailbox, string action, params (string, string)[] fields)
    {
        using var answer = await browser.PostAsync($"{mailbox}/{action}", mailbox, fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    static string[] Subjects(string list) => [.. Subject().Matches(list).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))];

    static string[] Keys(string list) => [.. Key().Matches(list).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("<span class=\"subject\">([^<]*)</span>")]
    private static partial Regex Subject();

    [GeneratedRegex("data-message=\"([^\"]*)\"")]
    private static partial Regex Key();

    [GeneratedRegex("<li class=\"row\"[^>]* data-unread")]
    private static partial Regex Unread();

    [GeneratedRegex("<a href=\"([^\"]*)\" data-mailbox=\"([^\"]*)\"")]
    private static partial Regex Folder();

    [GeneratedRegex("rel=\"next\"[^>]* href=\"([^\"]*)\"")]
    private static partial Regex Older();
}
