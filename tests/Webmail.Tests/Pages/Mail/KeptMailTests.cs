using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Local;
using Webmail.Tests.Live;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Pages.Compose;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

public sealed class KeptMailOnSqliteTests(SqliteApp fixture, MailServerFixture mail) : KeptMailTests(fixture.App, mail), IClassFixture<SqliteApp>;
public sealed class KeptMailOnPostgresTests(PostgresApp fixture, MailServerFixture mail) : KeptMailTests(fixture.App, mail), IClassFixture<PostgresApp>;

/// <summary>The same pages over mail that is kept here, as a browser without JavaScript sees them.</summary>
public abstract partial class KeptMailTests(WebmailApp app, MailServerFixture mail)
{
    [Fact]
    public async Task Mail_is_listed_read_and_saved()
    {
        var (browser, inbox, account) = await OpenAsync();
        await account.DeliverAsync("Subject: First\r\nFrom: Ann <ann@example.test>\r\nContent-Type: text/html; charset=utf-8", "<p>Good <b>morning</b><script>alert(1)</script></p>\r\n");
        await account.DeliverAsync(Messages.WithAttachment("Second", "See the file.", "plan.bin", [1, 2, 3, 4]));
        var list = await browser.TextAsync(inbox);
        Assert.Equal(["Second", "First"], Subjects(list));
        var keys = Keys(list);
        Assert.Contains("data-field=\"subject\">First", await browser.TextAsync($"{inbox}/{keys[1]}"), StringComparison.Ordinal);
        var body = await browser.TextAsync($"{inbox}/{keys[1]}/body");
        Assert.Contains("Good <b>morning</b>", body, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)", body, StringComparison.Ordinal);
        Assert.Contains("data-attachment=\"plan.bin\"", await browser.TextAsync($"{inbox}/{keys[0]}"), StringComparison.Ordinal);
        using var file = await browser.GetAsync($"{inbox}/{keys[0]}/parts/2");
        Assert.Equal([1, 2, 3, 4], await file.Content.ReadAsByteArrayAsync());
        Assert.StartsWith("Subject: First\r\n", await browser.TextAsync($"{inbox}/{keys[1]}/source"), StringComparison.Ordinal);
        Assert.Contains("kept here", list, StringComparison.OrdinalIgnoreCase);
        browser.Dispose();
    }

    [Fact]
    public async Task A_bomb_is_listed_and_can_be_downloaded()
    {
        var (browser, inbox, account) = await OpenAsync();
        var raw = Encoding.ASCII.GetBytes("Subject: Deep\r\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n")));
        await account.DeliverAsync(raw);
        var key = Keys(await browser.TextAsync(inbox)).Single();
        Assert.Contains("data-field=\"subject\">Deep", await browser.TextAsync($"{inbox}/{key}"), StringComparison.Ordinal);
        (await browser.GetAsync($"{inbox}/{key}/body")).Dispose();
        using var source = await browser.GetAsync($"{inbox}/{key}/source");
        Assert.Equal(raw, await source.Content.ReadAsByteArrayAsync());
        browser.Dispose();
    }

    [Fact]
    public async Task Messages_are_marked_moved_and_taken_back()
    {
        var (browser, inbox, account) = await OpenAsync();
        foreach (var subject in new[] { "One", "Two", "Three" }) await account.DeliverAsync($"Subject: {subject}");
        var keys = Keys(await browser.TextAsync(inbox));
        await ActAsync(browser, inbox, "flags", ("keys", keys[0]), ("set", "flagged"));
        await ActAsync(browser, inbox, "moves", ("keys", keys[0]), ("keys", keys[2]), ("role", "Archive"));
        var said = await browser.TextAsync(inbox);
        Assert.Equal(["Two"], Subjects(said));
        var archive = inbox.Replace("INBOX", "Archive", StringComparison.Ordinal);
        var archived = await browser.TextAsync(archive);
        Assert.Equal(["Three", "One"], Subjects(archived));
        await ActAsync(browser, archive, "moves?handler=undo", [.. Keys(archived).Select(key => ("keys", key)), ("to", "INBOX")]);
        var back = await browser.TextAsync(inbox);
        Assert.Equal(["One", "Three", "Two"], Subjects(back).Order());
        Assert.Equal(1, await app.InDatabaseAsync(db => db.Set<LocalMessage>().CountAsync(row => (row.Flags & 4) != 0 && db.Set<LocalMailbox>().Any(box => box.Id == row.MailboxId && box.AccountId == account.Id))));
        browser.Dispose();
    }

    [Fact]
    public async Task Mail_is_searched_also_by_its_text()
    {
        var (browser, inbox, account) = await OpenAsync();
        await account.DeliverAsync("Subject: Picnic", "We meet at the LIGHTHOUSE.\r\n");
        await account.DeliverAsync("Subject: Other", "Nothing.\r\n");
        await account.DeliverAsync("Subject: Filed", "The lighthouse was closed.\r\n", "Archive");
        var found = await browser.TextAsync($"/search/{account.Id}?q=lighthouse");
        Assert.Contains("Picnic", found, StringComparison.Ordinal);
        Assert.Contains("Filed", found, StringComparison.Ordinal);
        Assert.DoesNotContain(">Other<", found, StringComparison.Ordinal);
        browser.Dispose();
    }

    [Fact]
    public async Task A_message_is_written_kept_as_a_draft_sent_and_filed()
    {
        var (browser, inbox, account) = await OpenAsync();
        var friend = await mail.NewUserAsync("friend");
        (await browser.PostAsync("/settings/sending", "/settings/sending", ("undoSeconds", "0"))).Dispose();
        var composer = (await Composer.OpenAsync(browser, $"/compose?account={account.Id}")).Write(friend.Address, "From here", "Hello friend");
        (await composer.PressAsync("act", "save")).Dispose();
        var drafts = inbox.Replace("INBOX", "Drafts", StringComparison.Ordinal);
        await Eventually.Async(async () => Subjects(await browser.TextAsync(drafts)) is ["From here"]);
        await (await Composer.OpenAsync(browser, $"/compose?draft={composer["id"]}")).SentAsync();
        var sent = inbox.Replace("INBOX", "Sent", StringComparison.Ordinal);
        await Eventually.Async(async () => Subjects(await browser.TextAsync(sent)) is ["From here"] && Subjects(await browser.TextAsync(drafts)).Length == 0);
        await Eventually.Async(() => Task.FromResult(mail.Server.Doveadm("fetch", "-u", friend.Address, "hdr.subject", "all").Contains("From here", StringComparison.Ordinal)));
        browser.Dispose();
    }

    [Fact]
    public async Task A_screen_hears_of_mail_that_was_delivered()
    {
        var (browser, _, account) = await OpenAsync();
        using var live = await LiveReader.OpenAsync(browser);
        Assert.Equal("INBOX", (await live.NextAsync("changed"))!.Mailbox);
        await account.DeliverAsync("Subject: Ping");
        while (await live.NextAsync("changed") is { } heard && heard is not { Mailbox: "INBOX", Unread: 1 }) Assert.NotNull(heard);
        browser.Dispose();
    }

    [Fact]
    public async Task Nobody_else_finds_it()
    {
        var (browser, inbox, account) = await OpenAsync();
        await account.DeliverAsync("Subject: Mine");
        using var other = await app.SignInAsync(await mail.NewUserAsync());
        using var refused = await other.GetAsync(inbox);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        browser.Dispose();
    }

    /// <summary>Somebody who has signed in, and whose mail is kept here from then on.</summary>
    Task<(Browser Browser, string Inbox, KeptAccount Account)> OpenAsync() => KeptAccount.OpenAsync(app, mail);

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
}
