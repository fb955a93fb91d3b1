using System.Net;
using System.Text.RegularExpressions;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Search;

/// <summary>Searching many folders of a real server, with and without scripts.</summary>
public sealed partial class SearchTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("needle", "Drei Nadel needle", "Second needle", "First needle")]
    [InlineData("needle -second", "Drei Nadel needle", "First needle")]
    [InlineData("\"second needle\"", "Second needle")]
    [InlineData("second OR été", "L’été", "Second needle")]
    [InlineData("ÉTÉ", "L’été")]
    [InlineData("needle in:inbox", "First needle")]
    [InlineData("needle in:Projekte", "Drei Nadel needle")]
    [InlineData("needle in:anywhere", "Thrown away needle", "Drei Nadel needle", "Second needle", "First needle")]
    public async Task Without_scripts_the_page_waits_and_ranks_all_folders_by_date(string typed, params string[] subjects)
    {
        var (browser, search, _) = await OpenAsync(sqlite.App);
        Assert.Equal(subjects, Subjects(await browser.TextAsync($"{search}?q={Uri.EscapeDataString(typed)}")));
        browser.Dispose();
    }

    [Fact]
    public async Task A_place_is_chosen_and_rows_lead_to_their_own_folder()
    {
        var (browser, search, _) = await OpenAsync(sqlite.App);
        var all = await browser.TextAsync($"{search}?q=needle");
        Assert.Matches("href=\"/mail/[a-z2-7]{12}/Archive/[0-9]+-[0-9]+\\?q=needle\"", all);
        Assert.Contains("3 messages found.", all, StringComparison.Ordinal);
        Assert.Equal(["Second needle"], Subjects(await browser.TextAsync($"{search}?q=needle&where=here&folder=Archive")));
        Assert.Contains("Thrown away needle", Subjects(await browser.TextAsync($"{search}?q=needle&where=everything")));
        Assert.Contains("Nothing was found", await browser.TextAsync($"{search}?q=nowhere"), StringComparison.Ordinal);
        browser.Dispose();
    }

    [Theory]
    [InlineData("from:ann \"open", "<mark>&quot;open</mark>"), InlineData("larger:huge", "<mark>larger:huge</mark>"), InlineData("needle is:blue", "<mark>is:blue</mark>"), InlineData("in:Nowhere needle", "There is no folder")]
    public async Task A_wrong_piece_is_pointed_at_and_what_was_typed_stays(string typed, string said)
    {
        var (browser, search, _) = await OpenAsync(sqlite.App);
        using var answer = await browser.GetAsync($"{search}?q={Uri.EscapeDataString(typed)}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{WebUtility.HtmlEncode(typed)}\"", page, StringComparison.Ordinal);
        browser.Dispose();
    }

    [Fact]
    public async Task A_folder_that_stalls_does_not_keep_the_others()
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Imap", $"imap+plain://127.0.0.1:{proxy.Port}"));
        var (browser, search, person) = await OpenAsync(app);
        await person.AppendAsync("Slowpoke needle", "Text", "Aaa");
        proxy.Delay("Slowpoke", TimeSpan.FromMinutes(5));
        var request = new HttpRequestMessage(HttpMethod.Get, $"{search}/results?q=needle");
        using var answer = await browser.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var heard = "";
        while (Subjects(heard).Length < 3 && await reader.ReadLineAsync(patience.Token) is { } line) heard += line + "\n";
        Assert.Equal(["Drei Nadel needle", "First needle", "Second needle"], Subjects(heard).Order());
        Assert.DoesNotContain("Slowpoke", heard, StringComparison.Ordinal);
        browser.Dispose();
    }

    [Fact]
    public async Task A_list_that_is_found_anew_comes_whole_and_has_what_has_just_come()
    {
        var (browser, search, person) = await OpenAsync(sqlite.App);
        await browser.TextAsync($"{search}?q=in:inbox");
        await person.AppendAsync("Just now", "Text");
        using var answer = await browser.GetAsync($"{search}/results?q=in:inbox&anew=true");
        Assert.Equal("text/vnd.turbo-stream.html", answer.Content.Headers.ContentType?.MediaType);
        var streams = await answer.Content.ReadAsStringAsync();
        Assert.Equal("Just now", Subjects(streams)[0]);
        Assert.Equal(2, streams.Split("action=\"found\"").Length);
        Assert.Equal(2, streams.Split("target=\"search-progress\" method=\"morph\"").Length);
        browser.Dispose();
    }

    [Fact]
    public async Task What_a_stranger_wrote_and_what_was_typed_are_text_only()
    {
        var (browser, search, person) = await OpenAsync(sqlite.App);
        await person.AppendAsync("<img src=x onerror=alert(1)> & \"<mark>\"", "Text");
        var page = await browser.TextAsync($"{search}?q={Uri.EscapeDataString("img \"src=x onerror\"")}");
        Assert.Contains("&lt;<mark>img</mark> <mark>src=x onerror</mark>=alert(1)&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        browser.Dispose();
    }

    [Fact]
    public async Task A_page_ends_where_a_folder_has_more_and_the_next_begins_there()
    {
        var (browser, search, person) = await OpenAsync(sqlite.App);
        await person.AppendAsync(Enumerable.Range(0, 120).Select(day => new StoredMessage(Messages.Raw($"Subject: Daily {day:000}"), Received: Start.AddDays(day))), "Daily");
        await person.AppendAsync([new StoredMessage(Messages.Raw("Subject: Daily but old"), Received: Start.AddDays(10).AddHours(1))], "Other");
        var seen = new List<string>();
        for (var url = $"{search}?q=daily"; url is not null;)
        {
            var page = await browser.TextAsync(url);
            seen.AddRange(Subjects(page));
            url = Older().Match(page) is { Success: true } older ? WebUtility.HtmlDecode(older.Groups[1].Value) : null;
        }
        Assert.Equal(121, seen.Count);
        Assert.Equal([.. Enumerable.Range(0, 120).Reverse().Select(day => $"Daily {day:000}")], seen.Where(subject => subject != "Daily but old"));
        Assert.Equal("Daily 010", seen[seen.IndexOf("Daily but old") + 1]);
        browser.Dispose();
    }

    [Fact]
    public async Task The_words_are_marked_in_the_message_and_the_list_is_still_there()
    {
        var (browser, search, _) = await OpenAsync(sqlite.App);
        var row = Row().Match(await browser.TextAsync($"{search}?q=haystack")).Groups[1].Value;
        var message = await browser.TextAsync(row);
        Assert.Contains("data-search-url-value=\"/search/", message, StringComparison.Ordinal);
        var frame = WebUtility.HtmlDecode(Frame().Match(message).Groups[1].Value);
        using var body = await browser.GetAsync(frame, ("Sec-Fetch-Dest", "iframe"));
        Assert.Contains("a <mark>Haystack</mark> here", await body.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        browser.Dispose();
    }

    [Theory]
    [InlineData("from=ann@example.test&words=two words&attachment=true", "from:ann@example.test two words has:attachment")]
    [InlineData("subject=it's here&without=spam (x)&larger=5&after=2026-01-02", "subject:\"it's here\" after:2026-01-02 -spam -\"(x)\" larger:5M")]
    public async Task The_form_writes_the_question(string fields, string query)
    {
        var (browser, search, _) = await OpenAsync(sqlite.App);
        using var answer = await browser.GetAsync($"{search}/advanced?{fields.Replace(" ", "%20", StringComparison.Ordinal)}");
        Assert.Equal($"{search}?q={Uri.EscapeDataString(query)}", answer.Headers.Location?.ToString());
        browser.Dispose();
    }

    [Fact]
    public async Task Searches_are_saved_renamed_deleted_and_brought_back()
    {
        var (browser, search, _) = await OpenAsync(sqlite.App);
        var saved = $"{search}/saved";
        (await browser.PostAsync(saved, search, ("name", "Bills"), ("query", "subject:bill"))).Dispose();
        var page = await browser.TextAsync(search);
        Assert.Matches("data-saved-search[^>]*>.*Bills", page.Replace("\n", "", StringComparison.Ordinal));
        var id = Id().Match(await browser.TextAsync(saved)).Groups[1].Value;
        (await browser.PostAsync($"{saved}?handler=rename", saved, ("id", id), ("name", "Invoices"))).Dispose();
        Assert.Contains("Invoices", await browser.TextAsync(search), StringComparison.Ordinal);
        using var wrong = await browser.PostAsync(saved, saved, ("name", " "), ("query", "subject:bill"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var (other, theirs, _) = await OpenAsync(sqlite.App);
        using var stranger = await other.PostAsync($"{theirs}/saved?handler=rename", theirs, ("id", id), ("name", "Stolen"));
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        (await browser.PostAsync($"{saved}?handler=delete", saved, ("id", id))).Dispose();
        var after = await browser.TextAsync(saved);
        Assert.Contains("was deleted", after, StringComparison.Ordinal);
        Assert.DoesNotContain("data-saved-search", await browser.TextAsync(search), StringComparison.Ordinal);
        for (var i = 0; i < 50; i++) (await browser.PostAsync(saved, search, ("name", $"Number {i}"), ("query", "x"))).Dispose();
        using var full = await browser.PostAsync(saved, search, ("name", "One more"), ("query", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, full.StatusCode);
        Assert.Contains("At most 50", await full.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        browser.Dispose();
        other.Dispose();
    }

    async Task<(Browser Browser, string Search, MailPerson Person)> OpenAsync(WebmailApp app)
    {
        var person = await mail.NewUserAsync();
        await person.AppendAsync([new StoredMessage(Messages.Raw("From: a@example.test\r\nSubject: First needle", "There is a Haystack here.\r\n"), Received: Start)]);
        await person.AppendAsync([new StoredMessage(Messages.Raw("From: b@example.test\r\nSubject: Second needle"), Received: Start.AddDays(1))], "Archive");
        await person.AppendAsync([
            new StoredMessage(Messages.Raw("From: c@example.test\r\nSubject: Drei Nadel needle"), Received: Start.AddDays(2)),
            new StoredMessage(Messages.Raw("From: c@example.test\r\nSubject: =?utf-8?Q?L=E2=80=99=C3=A9t=C3=A9?="), Received: Start.AddDays(3))], "Projekte");
        await person.AppendAsync([new StoredMessage(Messages.Raw("From: d@example.test\r\nSubject: Thrown away needle"), Received: Start.AddDays(4))], "Trash");
        var browser = await app.SignInAsync(person);
        using var answer = await browser.GetAsync("/mail");
        return (browser, $"/search/{answer.Headers.Location!.ToString().Split('/')[2]}", person);
    }

    static string[] Subjects(string page) => [.. Subject().Matches(page).Select(match => WebUtility.HtmlDecode(Tag().Replace(match.Groups[1].Value, "")))];

    [GeneratedRegex("<span class=\"subject\">(.*?)</span>")]
    private static partial Regex Subject();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<nav class=\"more\"><a class=\"button\" href=\"([^\"]*)\"")]
    private static partial Regex Older();

    [GeneratedRegex("<a href=\"([^\"]*)\" data-turbo-frame=\"reader\"")]
    private static partial Regex Row();

    [GeneratedRegex("src=\"([^\"]*/body[^\"]*)\"")]
    private static partial Regex Frame();

    [GeneratedRegex("name=\"id\" value=\"([^\"]*)\"")]
    private static partial Regex Id();
}
