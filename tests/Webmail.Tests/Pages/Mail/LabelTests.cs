using System.Net;
using System.Text.RegularExpressions;
using Webmail.Mail.Labels;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;
using MessageFlags = MailKit.MessageFlags;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Labels as keywords on a real server, with names and colours of the person's own.</summary>
public sealed partial class LabelTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task A_label_is_made_put_on_messages_shown_found_and_taken_off()
    {
        var (person, browser, inbox, settings) = await BeginAsync();
        using var open = browser;
        using var made = await browser.PostAsync(settings, settings, ("act", "create"), ("name", "À réparer 🔧"), ("colour", "Green"));
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        await person.AppendAsync("Bicycle", "Hello");
        await person.AppendAsync("Other", "Hello");
        var keys = Keys(await browser.TextAsync(inbox));
        var said = await ActAsync(browser, inbox, ("keys", keys[1]), ("add", "a_reparer"));
        Assert.Contains("Labelled “À réparer 🔧”.", said, StringComparison.Ordinal);
        Assert.Contains("<span class=\"label-chip\" data-colour=\"Green\" dir=\"auto\">À réparer 🔧</span>", said, StringComparison.Ordinal);
        Assert.Contains("a_reparer", Flags(person), StringComparison.Ordinal);
        Assert.Contains("value=\"a_reparer\"", await browser.TextAsync($"{inbox}/{keys[1]}"), StringComparison.Ordinal);

        Assert.Equal([keys[1]], Keys(await browser.TextAsync($"{inbox}?label=a_reparer")));
        // Both, then neither: undo is the opposite.
        await ActAsync(browser, inbox, ("keys", keys[0]), ("keys", keys[1]), ("add", "a_reparer"));
        Assert.Equal(2, Keys(await browser.TextAsync($"{inbox}?label=a_reparer")).Length);
        await ActAsync(browser, inbox, ("keys", keys[0]), ("keys", keys[1]), ("remove", "a_reparer"));
        Assert.DoesNotContain("a_reparer", Flags(person), StringComparison.Ordinal);
        Assert.DoesNotContain("label-chip", await browser.TextAsync(inbox), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_is_made_where_it_is_put_on_and_used_again_by_its_name()
    {
        var (person, browser, inbox, _) = await BeginAsync();
        using var open = browser;
        await person.AppendAsync("Bicycle", "Hello");
        await person.AppendAsync("Other", "Hello");
        var keys = Keys(await browser.TextAsync(inbox));
        Assert.Contains("Labelled “À réparer”.", await ActAsync(browser, inbox, ("keys", keys[1]), ("make", "true"), ("called", " À réparer\t")), StringComparison.Ordinal);
        Assert.Equal([keys[1]], Keys(await browser.TextAsync($"{inbox}?label=a_reparer")));
        await ActAsync(browser, inbox, ("keys", keys[0]), ("make", "true"), ("called", "à RÉPARER"));
        Assert.Equal(2, Keys(await browser.TextAsync($"{inbox}?label=a_reparer")).Length);
        foreach (var name in new[] { "", " \u0007 ", new string('x', Label.LongestName + 1) })
            Assert.Contains("A name needs at least", await ActAsync(browser, inbox, ("keys", keys[0]), ("make", "true"), ("called", name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_shows_the_labels_of_all_its_messages_and_takes_one_off_those_that_have_it()
    {
        var (person, browser, inbox, settings) = await BeginAsync();
        using var open = browser;
        using var made = await browser.PostAsync(settings, settings, ("act", "create"), ("name", "Atelier"), ("colour", "Green"));
        await person.AppendAsync([
            new StoredMessage(Messages.Raw("Subject: Bicycle\r\nMessage-ID: <1@here>"), MessageFlags.None, null, ["atelier"]),
            new StoredMessage(Messages.Raw("Subject: Re: Bicycle\r\nMessage-ID: <2@here>\r\nIn-Reply-To: <1@here>\r\nReferences: <1@here>"), MessageFlags.None, null, [])]);
        using var grouped = await browser.PostAsync($"{inbox}/conversations", inbox, ("grouped", "true"));
        var row = Keys(await browser.TextAsync(inbox)).Single();
        Assert.Contains("data-colour=\"Green\" dir=\"auto\">Atelier", await browser.TextAsync(inbox), StringComparison.Ordinal);
        var opened = await browser.TextAsync($"{inbox}/{row}");
        Assert.Matches("name=\"remove\" value=\"atelier\" aria-pressed=\"true\"", opened);
        var marked = Chip().Match(opened).Groups[1].Value;
        Assert.NotEqual(row, marked);
        await ActAsync(browser, inbox, ("keys", marked), ("keys", row), ("remove", "atelier"));
        Assert.DoesNotContain("atelier", Flags(person), StringComparison.Ordinal);
        Assert.DoesNotContain("label-chip", await browser.TextAsync($"{inbox}/{row}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_of_Thunderbird_are_taken_up_with_a_name_of_ones_own()
    {
        var (person, browser, inbox, settings) = await BeginAsync();
        using var open = browser;
        await person.AppendAsync([new StoredMessage(Messages.Raw("Subject: Tagged"), MessageFlags.None, null, ["$Label1", "$Forwarded", "NonJunk", "projekt"])]);
        var page = await browser.TextAsync(settings);
        Assert.Contains("value=\"$Label1\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"projekt\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NonJunk", page, StringComparison.Ordinal);
        using var adopted = await browser.PostAsync(settings, settings, ("act", "adopt"), ("keyword", "$Label1"), ("name", "Urgent"), ("colour", "Red"));
        Assert.Contains("data-colour=\"Red\" dir=\"auto\">Urgent", await browser.TextAsync(inbox), StringComparison.Ordinal);
        using var renamed = await browser.PostAsync(settings, settings, ("act", "change"), ("keyword", "$Label1"), ("name", "Very urgent"), ("colour", "Orange"));
        Assert.Contains("data-colour=\"Orange\" dir=\"auto\">Very urgent", await browser.TextAsync(inbox), StringComparison.Ordinal);
        using var deleted = await browser.PostAsync(settings, settings, ("act", "delete"), ("keyword", "$Label1"));
        Assert.DoesNotContain("label-chip", await browser.TextAsync(inbox), StringComparison.Ordinal);
        Assert.Contains("$Label1", Flags(person), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_are_put_in_another_order_and_searched_by_name()
    {
        var (person, browser, inbox, settings) = await BeginAsync();
        using var open = browser;
        foreach (var name in new[] { "À lire", "Two words", "Third" })
            (await browser.PostAsync(settings, settings, ("act", "create"), ("name", name), ("colour", "Grey"))).Dispose();
        await person.AppendAsync([new StoredMessage(Messages.Raw("Subject: Bicycle"), MessageFlags.None, null, ["two_words"]), new StoredMessage(Messages.Raw("Subject: Other"), MessageFlags.None, null, ["a_lire"])]);
        Assert.Equal(["two_words", "a_lire", "third"], await PlacedAsync("two_words", "a_lire"));
        Assert.Equal(["two_words", "third", "a_lire"], await PlacedAsync("a_lire", ""));
        Assert.Equal(["two_words", "a_lire", "third"], await PlacedAsync("third", "gone meanwhile"));
        var search = $"/search/{inbox.Split('/')[2]}";
        var found = await browser.TextAsync($"{search}?q=label:%22two+WORDS%22");
        Assert.Equal(["Bicycle"], Subjects(found));
        Assert.Contains("<span class=\"label-chip\" data-colour=\"Grey\" dir=\"auto\">Two words</span>", found, StringComparison.Ordinal);
        Assert.Equal(["Other"], Subjects(await browser.TextAsync($"{search}?q=label:%22%C3%A0+lire%22&where=accounts")));
        using var unknown = await browser.GetAsync($"{search}?q=label:%22no+such%22");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Contains("There is no label “no such”.", WebUtility.HtmlDecode(await unknown.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        async Task<string[]> PlacedAsync(string keyword, string before)
        {
            using var placed = await browser.PostAsync(settings, settings, ("act", "place"), ("keyword", keyword), ("before", before));
            return [.. Placed().Matches(await browser.TextAsync(settings)).Select(match => match.Groups[1].Value)];
        }
    }

    [Theory]
    [InlineData("", "Red", "A name needs at least")]
    [InlineData("taken", "Red", "of this name already")]
    [InlineData("Fine", "Infrared", "Choose one of these")]
    public async Task A_label_that_cannot_be_is_told_at_its_line(string name, string colour, string sentence)
    {
        var (_, browser, _, settings) = await BeginAsync();
        using var open = browser;
        using var first = await browser.PostAsync(settings, settings, ("act", "create"), ("name", "Taken"), ("colour", "Grey"));
        using var refused = await browser.PostAsync(settings, settings, ("act", "create"), ("name", name), ("colour", colour));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(sentence, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_label_of_this_person_is_not_put_on_a_message()
    {
        var (person, browser, inbox, _) = await BeginAsync();
        using var open = browser;
        await person.AppendAsync("Alone", "Hello");
        var key = Keys(await browser.TextAsync(inbox)).Single();
        foreach (var keyword in new[] { "unknown", "\\Deleted", "x) BODY[]", "" })
        {
            using var refused = await browser.PostAsync($"{inbox}/labels", inbox, ("keys", key), ("add", keyword));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_server_that_keeps_no_labels_is_not_asked_to()
    {
        await using var server = new ScriptedImap();
        await using var pool = new PoolUnderTest();
        var store = pool.Store(new MailPerson(mail.Server, "ann@example.test", "secret"), server.Port);
        Assert.False((await store.KeywordsAsync("INBOX", default)).Keeps("label"));
        Assert.Equal(FailureKind.NoLabels, (await Assert.ThrowsAsync<MailFailure>(() => store.LabelAsync("INBOX", [new(7, 1)], "label", true, default))).Kind);
        Assert.DoesNotContain(server.Commands, command => command.Contains("STORE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Work", "work"), InlineData("À faire d'urgence!", "a_faire_d_urgence"), InlineData("日本語", "label"), InlineData("\\Seen (x)", "seen_x"), InlineData("***", "label")]
    public void A_keyword_is_an_atom_whatever_the_name(string name, string keyword)
    {
        Assert.Equal(keyword, LabelBook.KeywordOf(name));
        Assert.True(MessageQuery.IsKeyword(LabelBook.KeywordOf(name)));
    }

    async Task<(MailPerson, Browser, string Inbox, string Settings)> BeginAsync()
    {
        var person = await mail.NewUserAsync();
        var browser = await sqlite.App.SignInAsync(person);
        using var entrance = await browser.GetAsync("/mail");
        using var settings = await browser.GetAsync("/settings/labels");
        return (person, browser, entrance.Headers.Location!.ToString(), settings.Headers.Location!.ToString());
    }

    static async Task<string> ActAsync(Browser browser, string inbox, params (string, string)[] fields)
    {
        using var answer = await browser.PostAsync($"{inbox}/labels", inbox, fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return WebUtility.HtmlDecode(await browser.TextAsync(inbox));
    }

    string Flags(MailPerson person) => mail.Server.Doveadm("fetch", "-u", person.Address, "flags", "mailbox", "INBOX");

    static string[] Keys(string list) => [.. Key().Matches(list).Select(match => match.Groups[1].Value)];

    static string[] Subjects(string list) => [.. Subject().Matches(list).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("<li data-label=\"([^\"]*)\"")]
    private static partial Regex Placed();

    [GeneratedRegex("<span class=\"subject\">([^<]*)</span>")]
    private static partial Regex Subject();

    [GeneratedRegex("class=\"labels\".*?name=\"keys\" value=\"([^\"]*)\"", RegexOptions.Singleline)]
    private static partial Regex Chip();

    [GeneratedRegex("data-message=\"([^\"]*)\"")]
    private static partial Regex Key();
}
