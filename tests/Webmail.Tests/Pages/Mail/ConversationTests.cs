using System.Net;
using System.Text.RegularExpressions;
using MailKit;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Lists of conversations, open ones and what is done to them, as a browser without JavaScript sees them.</summary>
public sealed partial class ConversationTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task A_mailbox_remembers_its_mode_and_others_follow_the_person()
    {
        var (_, browser, inbox) = await OpenAsync(grouped: false);
        using var held = browser;
        var archive = inbox.Replace("INBOX", "Archive", StringComparison.Ordinal);
        Assert.Equal(5, Row().Count(await browser.TextAsync(inbox)));
        using var answer = await browser.PostAsync($"{inbox}/conversations", inbox, ("grouped", "true"), ("back", "order=-date&only=flagged"));
        Assert.Equal($"{inbox}?order=-date&only=flagged", answer.Headers.Location?.ToString());
        var list = await browser.TextAsync(inbox);
        Assert.Equal(["3", "1", "1"], Row().Matches(list).Select(row => row.Groups[2].Value));
        Assert.Contains("3 conversations", list, StringComparison.Ordinal);
        Assert.Equal(1, Row().Count(await browser.TextAsync($"{inbox}?only=flagged")));
        Assert.Equal(["1"], Row().Matches(await browser.TextAsync($"{inbox}?only=unread")).Select(row => row.Groups[2].Value));
        Assert.Equal(2, Row().Count(await browser.TextAsync(archive)));

        (await browser.PostAsync("/settings/conversations", "/settings/conversations", ("grouped", "true"), ("newestFirst", "false"))).Dispose();
        Assert.Equal(1, Row().Count(await browser.TextAsync(archive)));
        (await browser.PostAsync($"{inbox}/conversations", inbox, ("grouped", "false"), ("back", ""))).Dispose();
        Assert.Equal((5, 1), (Row().Count(await browser.TextAsync(inbox)), Row().Count(await browser.TextAsync(archive))));
        using var wrong = await browser.PostAsync("/settings/conversations", "/settings/conversations", ("grouped", "perhaps"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var nonsense = await browser.PostAsync($"{inbox}/conversations", inbox, ("grouped", "true"), ("back", "order=nonsense"));
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }

    [Fact]
    public async Task A_draft_to_nobody_says_so()
    {
        var (person, browser, inbox) = await OpenAsync(grouped: false);
        using var held = browser;
        var drafts = inbox.Replace("INBOX", "Drafts", StringComparison.Ordinal);
        await person.AppendAsync("From: me@example.test\r\nSubject: Not yet\r\n\r\nx\r\n"u8.ToArray(), "Drafts");
        foreach (var grouped in new[] { "false", "true" })
        {
            (await browser.PostAsync($"{drafts}/conversations", drafts, ("grouped", grouped), ("back", ""))).Dispose();
            Assert.Contains("No recipients named", await browser.TextAsync(drafts), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_row_says_who_how_many_and_what_is_new()
    {
        var (_, browser, inbox) = await OpenAsync();
        using var held = browser;
        var list = WebUtility.HtmlDecode(await browser.TextAsync(inbox));
        Assert.Contains("<span>Ann</span>, <span>me</span>, <span>Bob</span>", list, StringComparison.Ordinal);
        Assert.Contains("<strong>Zoé Lambert</strong>", list, StringComparison.Ordinal);
        Assert.Contains("title=\"3 messages\"", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_conversation_stacks_its_letters_with_the_reply_from_Sent()
    {
        var (_, browser, inbox) = await OpenAsync();
        using var held = browser;
        var key = await TripAsync(browser, inbox);
        var open = await browser.TextAsync($"{inbox}/{key}");
        Assert.Equal(["false", "false", "true", "true"], Line().Matches(open).Select(line => line.Groups[2].Value));
        Assert.Contains("4 messages", open, StringComparison.Ordinal);
        var links = Line().Matches(open).Select(line => WebUtility.HtmlDecode(line.Groups[1].Value)).ToArray();
        Assert.Contains("expand=Sent/", links[3], StringComparison.Ordinal);
        Assert.Equal(["true", "false", "true", "true"], Line().Matches(await browser.TextAsync(links[0])).Select(line => line.Groups[2].Value));
        Assert.Equal(["true", "true", "true", "true"], Line().Matches(await browser.TextAsync($"{inbox}/{key}?expand=all")).Select(line => line.Groups[2].Value));

        // Its frame gets the letter and nothing else.
        using var letter = await browser.GetAsync(links[3], ("Turbo-Frame", "letter-Sent-1-1"));
        var alone = await letter.Content.ReadAsStringAsync();
        Assert.Single(Line().Matches(alone));
        Assert.StartsWith("<turbo-frame", alone.TrimStart(), StringComparison.Ordinal);
        using var nowhere = await browser.GetAsync($"{inbox}/{key}?expand=INBOX", ("Turbo-Frame", "letter-x"));
        Assert.Equal(HttpStatusCode.BadRequest, nowhere.StatusCode);

        (await browser.PostAsync($"{inbox}/conversations?handler=order", inbox, ("newestFirst", "true"), ("message", key))).Dispose();
        Assert.Equal(["true", "true", "false", "false"], Line().Matches(await browser.TextAsync($"{inbox}/{key}")).Select(line => line.Groups[2].Value));
    }

    [Fact]
    public async Task A_body_in_a_stack_runs_one_script_and_has_no_origin()
    {
        var (_, browser, inbox) = await OpenAsync();
        using var held = browser;
        using var body = await browser.GetAsync($"{inbox}/{await TripAsync(browser, inbox)}/body?stacked=1");
        var policy = body.Headers.GetValues("Content-Security-Policy").Single();
        var markup = await body.Content.ReadAsStringAsync();
        var script = Script().Match(markup).Groups[1].Value;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)));
        // Whoever loosens this has to say why: scripts together with allow-same-origin are no sandbox.
        Assert.Equal($"sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; default-src 'none'; script-src 'sha256-{hash}'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'", policy);
        Assert.Single(Script().Matches(markup));
        var frames = Frame().Matches(await browser.TextAsync($"{inbox}/{await TripAsync(browser, inbox)}"));
        Assert.Equal(2, frames.Count);
        Assert.All(frames, frame => Assert.Equal("allow-scripts allow-popups allow-popups-to-escape-sandbox", frame.Groups[1].Value));
    }

    [Fact]
    public async Task A_conversation_is_archived_as_a_whole_without_what_lies_elsewhere_and_comes_back()
    {
        var (person, browser, inbox) = await OpenAsync();
        using var held = browser;
        var open = await browser.TextAsync($"{inbox}/{await TripAsync(browser, inbox)}");
        var keys = Key().Matches(open[..open.IndexOf("class=\"letters\"", StringComparison.Ordinal)]).Select(match => ("keys", match.Groups[1].Value)).Distinct().ToArray();
        Assert.Equal(3, keys.Length);
        using var moved = await browser.PostAsync($"{inbox}/moves", inbox, [.. keys, ("role", "Archive")]);
        var after = await browser.TextAsync(inbox);
        Assert.Equal(2, Row().Count(after));
        var undo = Undo().Match(after).Groups[1].Value;
        Assert.Equal("1 message", Count(person, "Sent"));
        var back = Key().Matches(after[after.IndexOf("data-flash", StringComparison.Ordinal)..]).Select(match => ("keys", match.Groups[1].Value)).ToArray();
        using var undone = await browser.PostAsync(WebUtility.HtmlDecode(undo), inbox, [.. back, ("to", "INBOX")]);
        Assert.Equal(["3", "1", "1"], Row().Matches(await browser.TextAsync(inbox)).Select(row => row.Groups[2].Value));
    }

    [Fact]
    public async Task A_selected_row_stands_for_its_conversation()
    {
        var (person, browser, inbox) = await OpenAsync();
        using var held = browser;
        Assert.Contains("name=\"whole\" value=\"true\"", await browser.TextAsync(inbox), StringComparison.Ordinal);
        using var moved = await browser.PostAsync($"{inbox}/moves", inbox, ("keys", await TripAsync(browser, inbox)), ("whole", "true"), ("role", "Trash"));
        Assert.Equal(2, Row().Count(await browser.TextAsync(inbox)));
        Assert.Equal("3 message", Count(person, "Trash"));
    }

    [Fact]
    public async Task What_is_read_or_starred_changes_its_row_and_leaves_the_reader_alone()
    {
        var (_, browser, inbox) = await OpenAsync();
        using var held = browser;
        var list = await browser.TextAsync(inbox);
        var unread = Row().Matches(list).Single(row => row.Value.Contains("data-unread", StringComparison.Ordinal)).Groups[1].Value;
        var stream = await StreamAsync(browser, inbox, ("keys", unread), ("set", "seen"), ("quiet", "true"));
        Assert.Contains($"target=\"row-{unread}\"", stream, StringComparison.Ordinal);
        Assert.Contains($"target=\"conversation-seen-{unread}\"", stream, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh", stream, StringComparison.Ordinal);
        Assert.DoesNotContain("data-unread", await browser.TextAsync(inbox), StringComparison.Ordinal);
        var trip = await TripAsync(browser, inbox);
        Assert.Contains("value=\"unflagged\"", await StreamAsync(browser, inbox, ("keys", trip), ("set", "flagged")), StringComparison.Ordinal);
        // Messages of two conversations change the page.
        Assert.Contains("refresh", await StreamAsync(browser, inbox, ("keys", trip), ("keys", unread), ("set", "unflagged")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_muted_conversation_stands_back()
    {
        var (person, browser, inbox) = await OpenAsync();
        using var held = browser;
        var unread = Row().Matches(await browser.TextAsync(inbox)).Single(row => row.Value.Contains("data-unread", StringComparison.Ordinal)).Groups[1].Value;
        (await browser.PostAsync($"{inbox}/flags", inbox, ("keys", unread), ("set", "muted"))).Dispose();
        Assert.Contains("$Muted", mail.Server.Doveadm("fetch", "-u", person.Address, "flags", "mailbox", "INBOX"), StringComparison.Ordinal);
        var list = await browser.TextAsync(inbox);
        Assert.DoesNotContain("data-unread", list, StringComparison.Ordinal);
        Assert.Contains("row conversation muted", list, StringComparison.Ordinal);
        Assert.Contains("This conversation is muted", await browser.TextAsync($"{inbox}/{unread}"), StringComparison.Ordinal);
        (await browser.PostAsync($"{inbox}/flags", inbox, ("keys", unread), ("set", "unmuted"))).Dispose();
        Assert.Contains("data-unread", await browser.TextAsync(inbox), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_keywords_are_kept_it_says_so()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        proxy.Replace(@"(?<=PERMANENTFLAGS \(.*) \\\*", "");
        await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Imap", $"imap+plain://127.0.0.1:{proxy.Port}"));
        var (_, browser, inbox) = await OpenAsync(app: app);
        using var held = browser;
        var key = await TripAsync(browser, inbox);
        var open = await browser.TextAsync($"{inbox}/{key}");
        Assert.Contains("a conversation cannot be muted here", open, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"muted\"", open, StringComparison.Ordinal);
        using var refused = await browser.PostAsync($"{inbox}/flags", inbox, ("keys", key), ("set", "muted"));
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
    }

    /// <summary>Three that belong together, with a reply in Sent; one that is unread; one more; and two in the archive that belong together.</summary>
    async Task<(MailPerson Person, Browser Browser, string Inbox)> OpenAsync(bool grouped = true, WebmailApp? app = null)
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync([
            Message("Ann Smith <ann@example.test>", "Trip", "t1", "", 1), Message(person.Address, "Re: Trip", "t2", "t1", 2, MessageFlags.Seen | MessageFlags.Flagged),
            Message("Zoé Lambert <zoe@example.test>", "News", "n1", "", 3, MessageFlags.None), Message("x@example.test", "Other", "o1", "", 4), Message("\"Jones, Bob\" <bob@example.test>", "Re: Trip", "t3", "t2", 5)]);
        await person.AppendAsync([Message(person.Address, "Re: Trip", "t4", "t3", 6)], "Sent");
        await person.AppendAsync([Message("a@example.test", "Old", "a1", "", 1), Message("a@example.test", "Re: Old", "a2", "a1", 2)], "Archive");
        var browser = await (app ?? sqlite.App).SignInAsync(person);
        using var answer = await browser.GetAsync("/mail");
        var inbox = answer.Headers.Location!.ToString();
        if (grouped) (await browser.PostAsync($"{inbox}/conversations", inbox, ("grouped", "true"), ("back", ""))).Dispose();
        return (person, browser, inbox);
    }

    static StoredMessage Message(string from, string subject, string id, string parent, int day, MessageFlags flags = MessageFlags.Seen) => new(
        Messages.Raw($"From: {from}\r\nSubject: {subject}\r\nMessage-ID: <{id}@example.test>{(parent.Length > 0 ? $"\r\nIn-Reply-To: <{parent}@example.test>" : "")}"), flags, new DateTimeOffset(2026, 3, day, 12, 0, 0, TimeSpan.Zero));

    static async Task<string> TripAsync(Browser browser, string inbox) => Row().Matches(await browser.TextAsync(inbox)).Single(row => row.Groups[2].Value == "3").Groups[1].Value;

    static async Task<string> StreamAsync(Browser browser, string inbox, params (string Name, string Value)[] fields)
    {
        var token = WebUtility.HtmlDecode(Token().Match(await browser.TextAsync(inbox)).Groups[1].Value);
        using var answer = await browser.PostRawAsync($"{inbox}/flags", [.. fields, ("__RequestVerificationToken", token)], ("Accept", "text/vnd.turbo-stream.html"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    string Count(MailPerson person, string mailbox) => $"{mail.Server.Doveadm("search", "-u", person.Address, "mailbox", mailbox).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length} message";

    [GeneratedRegex("<li class=\"row[^\"]*\" id=\"[^\"]*\" data-message=\"([0-9-]+)\"(?: data-conversation=\"([0-9]+)\")?[^>]*>")]
    private static partial Regex Row();

    [GeneratedRegex("<a class=\"letter-line\" href=\"([^\"]*)\"[^>]* aria-expanded=\"([a-z]+)\"")]
    private static partial Regex Line();

    [GeneratedRegex("type=\"hidden\" name=\"keys\" value=\"([0-9-]+)\"")]
    private static partial Regex Key();

    [GeneratedRegex("action=\"([^\"]*moves\\?handler=undo)\"")]
    private static partial Regex Undo();

    [GeneratedRegex("<script>(.*)</script>")]
    private static partial Regex Script();

    [GeneratedRegex("<iframe[^>]* sandbox=\"([^\"]*)\"")]
    private static partial Regex Frame();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
