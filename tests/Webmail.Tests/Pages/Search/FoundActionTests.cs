using System.Net;
using System.Text.RegularExpressions;
using MailKit;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Search;

/// <summary>What is chosen in a list over several accounts is done in each of them, and taken back in each of them.</summary>
public sealed partial class FoundActionTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    const string Inboxes = "q=in%3Ainbox&where=accounts";

    [Fact]
    public async Task Rows_of_two_accounts_are_archived_together_and_come_back_together()
    {
        var (anna, shop, browser, search) = await OpenAsync();
        var keys = Keys(await browser.TextAsync($"{search}?{Inboxes}"));
        Assert.Equal(2, keys.Length);
        var answer = await StreamAsync(browser, $"{search}/moves", search, [("role", "Archive"), ("asked", Inboxes), .. keys.Select(key => ("keys", key))]);
        foreach (var key in keys) Assert.Contains($"<turbo-stream action=\"remove\" target=\"found-{key.Replace('/', '-')}\">", answer);
        Assert.Contains("2 messages archived", WebUtility.HtmlDecode(answer), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["Hello Anna", "Hello shop"], [.. await SubjectsAsync(anna, "Archive"), .. await SubjectsAsync(shop, "Archive")]);
        var undo = UndoPattern().Match(answer).Groups[1].Value;
        Assert.Contains("target=\"flash\"", await StreamAsync(browser, WebUtility.HtmlDecode(undo), search, []));
        Assert.Equal(["Hello Anna", "Hello shop"], [.. await SubjectsAsync(anna, "INBOX"), .. await SubjectsAsync(shop, "INBOX")]);
        // What is in the archive is not archived once more; without scripts the list says so.
        using var plain = await browser.PostAsync($"{search}/moves", search, [("role", "Trash"), ("asked", Inboxes), .. Keys(await browser.TextAsync($"{search}?{Inboxes}")).Select(key => ("keys", key))]);
        Assert.Equal($"{search}?{Inboxes}", plain.Headers.Location!.ToString());
        Assert.Contains("2 messages", await browser.TextAsync(plain.Headers.Location!.ToString()));
        Assert.Single(await SubjectsAsync(shop, "Trash"));
        browser.Dispose();
    }

    [Fact]
    public async Task Rows_are_marked_in_their_own_accounts()
    {
        var (anna, shop, browser, search) = await OpenAsync();
        var keys = Keys(await browser.TextAsync($"{search}?{Inboxes}"));
        await StreamAsync(browser, $"{search}/flags", search, [("set", "flagged"), ("asked", Inboxes), .. keys.Select(key => ("keys", key))]);
        Assert.Equal(2, Keys(await browser.TextAsync($"{search}?q=is%3Aflagged&where=accounts")).Length);
        var answer = await StreamAsync(browser, $"{search}/flags", search, [("set", "unflagged"), ("asked", Inboxes), ("keys", keys[0])]);
        Assert.Contains("action=\"refresh\"", answer);
        Assert.Equal([keys[1]], Keys(await browser.TextAsync($"{search}?q=is%3Aflagged&where=accounts")));
        browser.Dispose();
    }

    [Fact]
    public async Task A_folder_is_asked_for_and_takes_rows_of_its_account_and_of_others()
    {
        var (anna, shop, browser, search) = await OpenAsync();
        var keys = Keys(await browser.TextAsync($"{search}?{Inboxes}"));
        using var asks = await browser.PostAsync($"{search}/moves", search, [("asked", Inboxes), .. keys.Select(key => ("keys", key))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asks.StatusCode);
        var choice = await asks.Content.ReadAsStringAsync();
        Assert.Contains(anna.Address, choice);
        Assert.Contains(shop.Address, choice);
        var target = Regex.Match(choice, $"name=\"elsewhere\" value=\"({(await AccountAsync(shop)).Id}/Kept)\"").Groups[1].Value;
        await StreamAsync(browser, $"{search}/moves", search, [("elsewhere", target), ("asked", Inboxes), .. keys.Select(key => ("keys", key))]);
        Assert.Equal(["Hello Anna", "Hello shop", "Old"], (await SubjectsAsync(shop, "Kept")).Order());
        Assert.Empty(await SubjectsAsync(anna, "INBOX"));
        // The menu of the list has the same folders.
        Assert.Contains($"value=\"{target}\"", await browser.TextAsync($"{search}/targets"));
        browser.Dispose();
    }

    [Fact]
    public async Task Messages_of_somebody_else_are_not_found_and_what_names_none_is_refused()
    {
        var (_, shop, browser, search) = await OpenAsync();
        var nobody = await mail.NewUserAsync("stranger");
        using var stranger = await sqlite.App.SignInAsync(nobody);
        var own = $"/search/{(await AccountAsync(nobody)).Id}";
        var keys = Keys(await browser.TextAsync($"{search}?{Inboxes}"));
        using var theft = await stranger.PostAsync($"{own}/moves", own, ("role", "Trash"), ("keys", keys[0]));
        Assert.Equal(HttpStatusCode.NotFound, theft.StatusCode);
        foreach (var wrong in new[] { "", "a/b", $"{keys[0]}/x", "/INBOX/1-1" })
        {
            using var refused = await browser.PostAsync($"{search}/flags", search, ("set", "seen"), ("keys", wrong));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
        Assert.Single(await SubjectsAsync(shop, "INBOX"));
        browser.Dispose();
    }

    [Fact]
    public async Task What_one_account_refuses_does_not_keep_the_other_from_its_part()
    {
        var (anna, shop, browser, search) = await OpenAsync();
        var keys = Keys(await browser.TextAsync($"{search}?{Inboxes}"));
        var mine = (await AccountAsync(anna)).Id;
        var asked = keys.Select(key => key.StartsWith(mine, StringComparison.Ordinal) ? key : key.Replace("/INBOX/", "/Nowhere/", StringComparison.Ordinal));
        var answer = await StreamAsync(browser, $"{search}/moves", search, [("role", "Archive"), ("asked", Inboxes), .. asked.Select(key => ("keys", key))]);
        Assert.Equal(["Hello Anna"], await SubjectsAsync(anna, "Archive"));
        Assert.Contains("folder", answer);
        Assert.Equal(["Hello shop"], await SubjectsAsync(shop, "INBOX"));
        browser.Dispose();
    }

    async Task<(MailPerson Anna, MailPerson Shop, Browser Browser, string Search)> OpenAsync()
    {
        var (anna, shop) = (await mail.NewUserAsync("anna"), await mail.NewUserAsync("shop"));
        await anna.AppendAsync("Hello Anna", "Text");
        await shop.AppendAsync("Hello shop", "Text");
        await shop.AppendAsync("Old", "Text", mailbox: "Kept");
        var browser = await sqlite.App.SignInAsync(anna);
        using var added = await browser.PostAsync("/settings/accounts/new", $"/settings/accounts/new?address={shop.Address}", ("address", shop.Address), ("password", shop.Password));
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        return (anna, shop, browser, $"/search/{(await AccountAsync(anna)).Id}");
    }

    static async Task<string> StreamAsync(Browser browser, string url, string page, (string Name, string Value)[] fields)
    {
        var token = WebUtility.HtmlDecode(TokenPattern().Match(await browser.TextAsync(page)).Groups[1].Value);
        using var answer = await browser.PostRawAsync(url, [.. fields, ("__RequestVerificationToken", token)], ("Accept", "text/vnd.turbo-stream.html"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Subjects in a mailbox, by order; none where there is no such mailbox.</summary>
    static async Task<string[]> SubjectsAsync(MailPerson person, string mailbox)
    {
        using var client = await TrustedImap.OpenAsync(person);
        try
        {
            var folder = await client.GetFolderAsync(mailbox);
            await folder.OpenAsync(FolderAccess.ReadOnly);
            return [.. (await folder.FetchAsync(0, -1, MessageSummaryItems.Envelope)).Select(message => message.Envelope?.Subject ?? "")];
        }
        catch (FolderNotFoundException)
        {
            return [];
        }
    }

    Task<MailAccount> AccountAsync(MailPerson person) => sqlite.App.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking().SingleAsync(row => row.Address == person.Address));

    static string[] Keys(string page) => [.. BoxPattern().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))];

    [GeneratedRegex("name=\"keys\" value=\"([^\"]+)\"")]
    private static partial Regex BoxPattern();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("action=\"(/jobs/[^\"]+)\"")]
    private static partial Regex UndoPattern();
}
