using System.Net;
using System.Text.RegularExpressions;
using MailKit;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Orders and filters of a list by its address, and the order that is remembered, as a browser without JavaScript sees them.</summary>
public sealed partial class ListOrderTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    [Theory]
    [InlineData("order=subject", "Apple", "Mango", "Zebra")]
    [InlineData("order=-subject", "Zebra", "Mango", "Apple")]
    [InlineData("order=-arrival", "Apple", "Mango", "Zebra")]
    [InlineData("only=unread", "Zebra", "Mango")]
    [InlineData("only=flagged", "Zebra")]
    [InlineData("only=tome", "Apple")]
    [InlineData("only=attachment", "Mango")]
    [InlineData("order=subject&only=unread&since=2025-06-01", "Zebra")]
    public async Task An_address_says_order_and_filters(string query, params string[] subjects)
    {
        var (browser, inbox) = await OpenAsync();
        using (browser) Assert.Equal(subjects, Subjects(await browser.TextAsync($"{inbox}?{query}")));
    }

    [Theory]
    [InlineData("order=5"), InlineData("order=--subject"), InlineData("order=nonsense"), InlineData("only=7"), InlineData("only=nonsense"), InlineData("since=24/11/2026")]
    public async Task An_address_that_no_list_has_is_refused(string query)
    {
        var (browser, inbox) = await OpenAsync();
        using var answer = await browser.GetAsync($"{inbox}?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        browser.Dispose();
    }

    [Fact]
    public async Task An_order_is_remembered_for_its_mailbox_and_person_only()
    {
        var (browser, inbox) = await OpenAsync();
        using var chosen = await browser.PostAsync($"{inbox}/order", inbox, ("order", "subject"), ("back", "only=unread"));
        Assert.Equal($"{inbox}?only=unread", chosen.Headers.Location?.ToString());
        Assert.Equal(["Apple", "Mango", "Zebra"], Subjects(await browser.TextAsync(inbox)));
        Assert.Equal(["Zebra", "Mango", "Apple"], Subjects(await browser.TextAsync($"{inbox}?order=arrival")));
        var page = await browser.TextAsync(inbox);
        Assert.Equal(["Apple", "Mango", "Zebra"], Subjects(await browser.TextAsync(Link().Match(page).Groups[1].Value)));
        var (other, theirs) = await OpenAsync();
        Assert.Equal(["Zebra", "Mango", "Apple"], Subjects(await other.TextAsync(theirs)));
        Assert.Empty(Subjects(await browser.TextAsync(inbox.Replace("INBOX", "Archive", StringComparison.Ordinal))));
        (await browser.PostAsync($"{inbox}/order", inbox, ("order", "arrival"))).Dispose();
        Assert.Equal(["Zebra", "Mango", "Apple"], Subjects(await browser.TextAsync(inbox)));
        browser.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task A_filter_that_matches_nothing_says_so_and_leads_back()
    {
        var (browser, inbox) = await OpenAsync();
        var list = await browser.TextAsync($"{inbox}?only=flagged&only=attachment");
        Assert.Contains("No message matches these filters", list, StringComparison.Ordinal);
        Assert.Contains("Show all messages", list, StringComparison.Ordinal);
        browser.Dispose();
    }

    async Task<(Browser Browser, string Inbox)> OpenAsync()
    {
        var person = await mail.NewUserAsync();
        var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await person.AppendAsync([
            new StoredMessage(Messages.Raw($"From: c@example.test\r\nTo: {person.Address}\r\nSubject: Apple"), MessageFlags.Seen, start),
            new StoredMessage(Messages.WithAttachment("Mango", "Text", "a.bin", [1, 2, 3]), MessageFlags.None, start.AddDays(2)),
            new StoredMessage(Messages.Raw("From: a@example.test\r\nSubject: Zebra"), MessageFlags.Flagged, start.AddYears(1)),
        ]);
        var browser = await sqlite.App.SignInAsync(person);
        using var answer = await browser.GetAsync("/mail");
        return (browser, answer.Headers.Location!.ToString());
    }

    static string[] Subjects(string list) => [.. Subject().Matches(list).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))];

    [GeneratedRegex("<span class=\"subject\">([^<]*)</span>")]
    private static partial Regex Subject();

    [GeneratedRegex("<a href=\"([^\"]*/[0-9]+-[0-9]+[^\"]*)\" data-turbo-frame=\"reader\"")]
    private static partial Regex Link();
}
