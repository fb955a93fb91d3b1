using System.Net;
using System.Text.Json;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;
using MessageFlags = MailKit.MessageFlags;

namespace Webmail.Tests.Pages;

/// <summary>What a browser gets to tell of new mail, from a real server.</summary>
public sealed class ArrivalsTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_came_in_is_told_once_with_names_only_for_who_wants_them()
    {
        var (person, browser, account) = await BeginAsync();
        using var open = browser;
        await person.AppendAsync([Letter("Before", -1), Letter("Read already", 1, MessageFlags.Seen), Letter("Lunch?", 2)]);
        var (position, notices) = await AskAsync(browser, account, "names=true");
        Assert.Equal(("Bob", "Lunch?"), notices.Single());
        Assert.Empty((await AskAsync(browser, account, $"names=true&after={position}")).Notices);

        await person.AppendAsync([Letter("Dinner?", 3)]);
        var (next, hidden) = await AskAsync(browser, account, $"names=false&after={position}");
        Assert.Equal(("New message", person.Address), hidden.Single());
        Assert.NotEqual(position, next);
        // What is moved back into the inbox is the newest there, but came long ago.
        await person.AppendAsync([Letter("Back again", -5)]);
        Assert.Empty((await AskAsync(browser, account, $"names=true&after={next}")).Notices);
    }

    [Fact]
    public async Task Many_at_once_are_one_sentence_and_a_hostile_name_is_made_harmless()
    {
        var (person, browser, account) = await BeginAsync();
        using var open = browser;
        await person.AppendAsync([new StoredMessage(Messages.Raw("From: \"=?utf-8?Q?pay=E2=80=AEpal?=\" <x@example.test>\r\nSubject: =?utf-8?Q?a=E2=80=AEb?="), Received: Noon.AddHours(1))]);
        var (position, notices) = await AskAsync(browser, account, "names=true");
        Assert.Equal(("paypal", "ab"), notices.Single());
        await person.AppendAsync(Enumerable.Range(2, 4).Select(hour => Letter($"Number {hour}", hour)));
        Assert.Equal(("4 new messages", person.Address), (await AskAsync(browser, account, $"names=true&after={position}")).Notices.Single());
        // A position of another life of the mailbox is none.
        Assert.Equal(("5 new messages", person.Address), (await AskAsync(browser, account, "names=true&after=1-999999")).Notices.Single());
    }

    [Fact]
    public async Task Somebody_elses_inbox_is_not_found()
    {
        var (_, browser, account) = await BeginAsync();
        var (_, other, _) = await BeginAsync();
        using var answer = await other.GetAsync($"/arrivals/{account}?names=true");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        browser.Dispose();
        other.Dispose();
    }

    static StoredMessage Letter(string subject, int hour, MessageFlags flags = MessageFlags.None) => new(Messages.Raw($"From: Bob <bob@example.test>\r\nSubject: {subject}"), flags, Noon.AddHours(hour));

    async Task<(MailPerson Person, Browser Browser, string Account)> BeginAsync()
    {
        var person = await mail.NewUserAsync();
        var browser = await sqlite.App.SignInAsync(person);
        using var answer = await browser.GetAsync("/mail");
        return (person, browser, answer.Headers.Location!.ToString().Split('/')[2]);
    }

    static async Task<(string Position, (string Title, string Body)[] Notices)> AskAsync(Browser browser, string account, string asked)
    {
        using var news = JsonDocument.Parse(await browser.TextAsync($"/arrivals/{account}?since={Noon.ToUnixTimeSeconds()}&{asked}"));
        return (news.RootElement.GetProperty("position").GetString()!, [.. news.RootElement.GetProperty("notices").EnumerateArray().Select(notice => (notice.GetProperty("title").GetString()!, notice.GetProperty("body").GetString()!))]);
    }
}
