using System.Net;
using System.Text.RegularExpressions;
using MailKit;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Where messages are put, and how they come back: as a browser without JavaScript does it, and as the server sees it.</summary>
public sealed partial class FilingTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    [Theory]
    [InlineData("Flat", "Archive", "Archive"), InlineData("Year", "Archive/2024", "Archive/2025"), InlineData("Month", "Archive/2024/2024-12", "Archive/2025/2025-01")]
    public async Task The_archive_is_divided_as_the_person_likes(string by, string older, string newer)
    {
        var (browser, inbox, person) = await OpenAsync(
            Dated("Old", new(2024, 12, 31, 22, 0, 0, TimeSpan.Zero)), Dated("New", new(2024, 12, 31, 23, 30, 0, TimeSpan.Zero)), Dated("Newer", new(2025, 1, 5, 0, 0, 0, TimeSpan.Zero)));
        // Half past eleven in Greenwich is the next year in Paris, where the person is.
        browser.SetCookie("webmail-zone", "Europe%2FParis");
        (await browser.PostAsync("/settings/archive", "/settings/archive", ("by", by))).Dispose();
        await ActAsync(browser, inbox, "moves", [.. Keys(await browser.TextAsync(inbox)), ("role", "Archive")]);
        Assert.Equal(older == newer ? ["New", "Newer", "Old"] : ["Old"], Subjects(person, older));
        if (older != newer) Assert.Equal(["New", "Newer"], Subjects(person, newer));
        await UndoAsync(browser, inbox);
        Assert.Equal(["New", "Newer", "Old"], Subjects(person, "INBOX"));
        browser.Dispose();
    }

    [Fact]
    public async Task Junk_is_marked_and_moved_and_comes_back_as_it_was()
    {
        var (browser, inbox, person) = await OpenAsync(Dated("Spam", null), Dated("Marked before", null) with { Keywords = ["$Junk"] }, Dated("Known good", null) with { Keywords = ["$NotJunk"] });
        var before = Flags(person, "INBOX");
        await ActAsync(browser, inbox, "moves", [.. Keys(await browser.TextAsync(inbox)), ("role", "Junk")]);
        Assert.All(Flags(person, "Junk"), line => Assert.True(line.Contains("$Junk", StringComparison.Ordinal) && !line.Contains("$NotJunk", StringComparison.Ordinal), line));
        Assert.Equal(3, Flags(person, "Junk").Length);
        await UndoAsync(browser, inbox);
        Assert.Equal(before, Flags(person, "INBOX"));
        browser.Dispose();
    }

    [Fact]
    public async Task What_is_no_junk_goes_to_the_inbox_and_filters_are_told()
    {
        var (browser, inbox, person) = await OpenAsync();
        await person.AppendAsync([Dated("Not so bad", null) with { Keywords = ["$Junk"] }], "Junk");
        var junk = inbox.Replace("INBOX", "Junk", StringComparison.Ordinal);
        var page = await browser.TextAsync(junk);
        Assert.Contains("Not junk", page, StringComparison.Ordinal);
        await ActAsync(browser, junk, "moves", [.. Keys(page), ("role", "Inbox")]);
        var line = Assert.Single(Flags(person, "INBOX"));
        Assert.Contains("$NotJunk", line, StringComparison.Ordinal);
        Assert.DoesNotContain("$Junk", line, StringComparison.Ordinal);
        browser.Dispose();
    }

    [Fact]
    public async Task A_copy_is_made_and_taken_back()
    {
        var (browser, inbox, person) = await OpenAsync(Dated("One", null) with { Flags = MessageFlags.Flagged }, Dated("Two", null));
        await ActAsync(browser, inbox, "copies", [.. Keys(await browser.TextAsync(inbox)), ("to", "Archive")]);
        Assert.Contains("2 messages copied to “Archive”.", await UndoAsync(browser, inbox, look: () => Assert.Equal(["One", "Two"], Subjects(person, "Archive"))), StringComparison.Ordinal);
        Assert.Empty(Subjects(person, "Archive"));
        Assert.Equal(["One", "Two"], Subjects(person, "INBOX"));
        browser.Dispose();
    }

    [Fact]
    public async Task The_trash_is_emptied_after_a_question()
    {
        var (browser, inbox, person) = await OpenAsync(Dated("Stays", null));
        await person.AppendAsync([Dated("Rubbish", null), Dated("More rubbish", null)], "Trash");
        var trash = inbox.Replace("INBOX", "Trash", StringComparison.Ordinal);
        var form = EmptyForm().Match(await browser.TextAsync(trash)).Value;
        (string, string)[] fields = [.. Hidden().Matches(form).Select(match => (match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)))];
        using var asked = await browser.PostAsync($"{trash}/deletions", trash, fields);
        Assert.Contains("2 messages will be deleted", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, Subjects(person, "Trash").Length);
        await ActAsync(browser, trash, "deletions", [.. fields, ("sure", "true")]);
        Assert.Empty(Subjects(person, "Trash"));
        Assert.Equal(["Stays"], Subjects(person, "INBOX"));
        browser.Dispose();
    }

    [Fact]
    public async Task Conversations_are_junk_as_a_whole_and_emptied_by_their_messages()
    {
        var (browser, inbox, person) = await OpenAsync(Dated("Offer\r\nMessage-ID: <o1@example.test>", null), Dated("Re: Offer\r\nMessage-ID: <o2@example.test>\r\nIn-Reply-To: <o1@example.test>", null), Dated("Stays", null));
        var junk = inbox.Replace("INBOX", "Junk", StringComparison.Ordinal);
        foreach (var list in new[] { inbox, junk }) (await browser.PostAsync($"{list}/conversations", inbox, ("grouped", "true"), ("back", ""))).Dispose();
        var offer = Key().Matches(await browser.TextAsync(inbox)).Select(match => match.Groups[1].Value).Single(key => key.EndsWith("-2", StringComparison.Ordinal));
        var form = JunkForm().Match(await browser.TextAsync($"{inbox}/{offer}")).Value;
        await ActAsync(browser, inbox, "moves", [.. Hidden().Matches(form).Select(match => (match.Groups[1].Value, match.Groups[2].Value)), ("role", "Junk")]);
        Assert.Equal(["Stays"], Subjects(person, "INBOX"));

        var page = await browser.TextAsync(junk);
        Assert.Single(Key().Matches(page));
        (string Name, string Value)[] fields = [.. Hidden().Matches(EmptyForm().Match(page).Value).Select(match => (match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)))];
        Assert.NotEqual("0", fields.Single(field => field.Name == "upTo").Value);
        using var asked = await browser.PostAsync($"{junk}/deletions", junk, fields);
        Assert.Contains("2 messages will be deleted", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await ActAsync(browser, junk, "deletions", [.. fields, ("sure", "true")]);
        Assert.Empty(Subjects(person, "Junk"));
        browser.Dispose();
    }

    [Fact]
    public async Task A_whole_list_is_marked_as_read_and_only_what_was_unread_is_taken_back()
    {
        var (browser, inbox, person) = await OpenAsync(Dated("Unread", null), Dated("Read", null) with { Flags = MessageFlags.Seen });
        var before = Flags(person, "INBOX");
        var page = await browser.TextAsync(inbox);
        await ActAsync(browser, inbox, "flags", [("all", "true"), .. Hidden().Matches(page).Select(match => (match.Groups[1].Value, match.Groups[2].Value)).Where(field => field.Item1 is "validity" or "upTo").Distinct(), ("set", "seen")]);
        Assert.All(Flags(person, "INBOX"), line => Assert.Contains("\\Seen", line, StringComparison.Ordinal));
        await UndoAsync(browser, inbox);
        Assert.Equal(before, Flags(person, "INBOX"));
        browser.Dispose();
    }

    [Theory]
    [InlineData("moves", "role", "Sent"), InlineData("moves", "to", "INBOX"), InlineData("copies", "to", "INBOX"), InlineData("flags", "set", "nonsense")]
    public async Task What_no_form_of_ours_says_is_refused(string action, string name, string value)
    {
        var (browser, inbox, person) = await OpenAsync(Dated("Stays", null));
        using var answer = await browser.PostAsync($"{inbox}/{action}", inbox, [.. Keys(await browser.TextAsync(inbox)), (name, value)]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["Stays"], Subjects(person, "INBOX"));
        browser.Dispose();
    }

    async Task<(Browser Browser, string Inbox, MailPerson Person)> OpenAsync(params StoredMessage[] messages)
    {
        var person = await mail.NewUserAsync();
        if (messages.Length > 0) await person.AppendAsync(messages);
        var browser = await sqlite.App.SignInAsync(person);
        using var answer = await browser.GetAsync("/mail");
        return (browser, answer.Headers.Location!.ToString(), person);
    }

    static StoredMessage Dated(string subject, DateTimeOffset? received) => new(Messages.Raw($"From: a@example.test\r\nSubject: {subject}"), MessageFlags.None, received);

    static async Task ActAsync(Browser browser, string mailbox, string action, (string, string)[] fields)
    {
        using var answer = await browser.PostAsync($"{mailbox}/{action}", mailbox, fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    /// <summary>Presses the undo of the sentence that the list says now.</summary>
    /// <returns>The list with the sentence.</returns>
    static async Task<string> UndoAsync(Browser browser, string mailbox, Action? look = null)
    {
        var said = await browser.TextAsync(mailbox);
        look?.Invoke();
        var form = UndoForm().Match(said);
        Assert.True(form.Success, "Nothing offers undo.");
        (string, string)[] fields = [.. Hidden().Matches(form.Value).Select(match => (match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)))];
        using var undone = await browser.PostAsync(WebUtility.HtmlDecode(form.Groups[1].Value), mailbox, fields);
        Assert.Equal(HttpStatusCode.Redirect, undone.StatusCode);
        await Eventually.Async(async () => !(await browser.TextAsync(undone.Headers.Location!.ToString())).Contains("Taking it back", StringComparison.Ordinal));
        return said;
    }

    string[] Subjects(MailPerson person, string mailbox) => [.. Fetch(person, mailbox, "hdr.subject")];

    string[] Flags(MailPerson person, string mailbox) => [.. Fetch(person, mailbox, "hdr.subject flags").Select(line => line.Replace("\\Recent", "", StringComparison.Ordinal).Trim())];

    IEnumerable<string> Fetch(MailPerson person, string mailbox, string fields) => mail.Server.Doveadm("-f", "tab", "fetch", "-u", person.Address, fields, "mailbox", mailbox, "all")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Order();

    static IEnumerable<(string, string)> Keys(string list) => Key().Matches(list).Select(match => ("keys", match.Groups[1].Value));

    [GeneratedRegex("data-message=\"([^\"]*)\"")]
    private static partial Regex Key();

    [GeneratedRegex("<form[^>]*action=\"([^\"]*(?:undo|/flags)[^\"]*)\" data-action=\"turbo:submit-end->flash.*?</form>", RegexOptions.Singleline)]
    private static partial Regex UndoForm();

    [GeneratedRegex("<form[^>]*class=\"empty-folder\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex EmptyForm();

    [GeneratedRegex("<form(?:(?!</form>).)*value=\"Junk\" data-shortcut=\"!\" data-shortcut-hidden", RegexOptions.Singleline)]
    private static partial Regex JunkForm();

    [GeneratedRegex("<input type=\"hidden\" name=\"(all|list|validity|upTo|total|keys|set|to)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
