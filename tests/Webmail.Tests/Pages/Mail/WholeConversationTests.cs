using System.Net;
using System.Text.RegularExpressions;
using MailKit;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>A row of a list of conversations stands for all of its messages, also where a question comes between, and when all of the list is meant.</summary>
public sealed partial class WholeConversationTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task A_question_about_a_conversation_names_all_of_its_messages()
    {
        var (person, browser, trash) = await OpenAsync("Trash");
        using var held = browser;
        var row = Row().Match(await browser.TextAsync(trash)).Groups[1].Value;
        using var asked = await browser.PostAsync($"{trash}/deletions", trash, ("keys", row), ("whole", "true"));
        var page = await asked.Content.ReadAsStringAsync();
        Assert.Contains("2 messages will be deleted", page, StringComparison.Ordinal);
        using var deleted = await browser.PostAsync($"{trash}/deletions", trash, [.. Said(page), ("sure", "true")]);
        Assert.Equal(["Alone"], Subjects(person, "Trash"));
    }

    [Fact]
    public async Task A_folder_that_is_asked_for_gets_all_of_its_messages()
    {
        var (person, browser, inbox) = await OpenAsync("INBOX");
        using var held = browser;
        var row = Row().Match(await browser.TextAsync(inbox)).Groups[1].Value;
        using var asked = await browser.PostAsync($"{inbox}/moves", inbox, ("keys", row), ("whole", "true"));
        var page = await asked.Content.ReadAsStringAsync();
        Assert.Contains("2 messages", page, StringComparison.Ordinal);
        using var moved = await browser.PostAsync($"{inbox}/moves", inbox, [.. Said(page), ("to", "Junk")]);
        Assert.Equal(["Alone"], Subjects(person, "INBOX"));
    }

    [Fact]
    public async Task All_of_a_list_that_is_filtered_are_the_conversations_that_it_shows()
    {
        var (person, browser, inbox) = await OpenAsync("INBOX");
        using var held = browser;
        var list = await browser.TextAsync($"{inbox}?only=unread");
        Assert.Single(Row().Matches(list));
        await person.AppendAsync([Message("Trip", "t3", "t1", MessageFlags.None)]);
        using var moved = await browser.PostAsync($"{inbox}/moves", inbox, [("all", "true"), ("role", "Archive"), .. Said(list).Where(field => field.Name != "keys").DistinctBy(field => field.Name)]);
        // What came since was not meant.
        Assert.Equal(["Alone", "Trip"], Subjects(person, "INBOX"));
        Assert.Equal(["Re: Trip", "Trip"], Subjects(person, "Archive"));
    }

    /// <summary>Two that belong together, of which the newer is unread, and one that stands alone.</summary>
    async Task<(MailPerson, Browser, string)> OpenAsync(string mailbox)
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync([Message("Alone", "a1", "", MessageFlags.Seen), Message("Trip", "t1", "", MessageFlags.Seen), Message("Re: Trip", "t2", "t1", MessageFlags.None)], mailbox);
        var browser = await sqlite.App.SignInAsync(person);
        using var answer = await browser.GetAsync("/mail");
        var list = answer.Headers.Location!.ToString().Replace("INBOX", mailbox, StringComparison.Ordinal);
        (await browser.PostAsync($"{list}/conversations", list, ("grouped", "true"), ("back", ""))).Dispose();
        return (person, browser, list);
    }

    static StoredMessage Message(string subject, string id, string parent, MessageFlags flags) => new(
        Messages.Raw($"From: a@example.test\r\nSubject: {subject}\r\nMessage-ID: <{id}@example.test>{(parent.Length > 0 ? $"\r\nIn-Reply-To: <{parent}@example.test>" : "")}"), flags, null);

    static IEnumerable<(string Name, string Value)> Said(string page) => Hidden().Matches(page).Select(match => (match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)));

    string[] Subjects(MailPerson person, string mailbox) =>
        [.. Subject().Matches(mail.Server.Doveadm("fetch", "-u", person.Address, "hdr.subject", "mailbox", mailbox)).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];

    [GeneratedRegex("hdr\\.subject: ([^\n]*)")]
    private static partial Regex Subject();

    [GeneratedRegex("data-message=\"([0-9-]+)\"")]
    private static partial Regex Row();

    [GeneratedRegex("<input type=\"hidden\" name=\"(keys|whole|list|validity|upTo|total)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
