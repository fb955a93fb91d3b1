using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Folders arranged in the browser, without JavaScript, over real Dovecot.</summary>
public sealed partial class FolderTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task A_folder_is_made_renamed_moved_and_all_of_it_undone()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        await ActAsync(browser, $"{root}/INBOX/folders", ("label", "Clients"), ("parent", ""));
        await ActAsync(browser, $"{root}/Clients/folders", ("label", "Acme"), ("parent", "Clients"));
        Assert.Contains("data-mailbox=\"Clients/Acme\"", await browser.TextAsync($"{root}/INBOX"), StringComparison.Ordinal);

        await ActAsync(browser, $"{root}/Clients~2FAcme/folder", ("label", "Acme Ltd"), ("parent", ""), ("from", "Clients~2FAcme"));
        var said = await browser.TextAsync($"{root}/Acme~20Ltd");
        Assert.Contains("The folder is called “Acme Ltd” now.", said, StringComparison.Ordinal);
        await UndoAsync(browser, said, $"{root}/INBOX");
        Assert.Contains("Clients/Acme", List(person), StringComparison.Ordinal);
        Assert.DoesNotContain("Acme Ltd", List(person), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_folder_is_in_the_trash_comes_back_and_goes_for_ever_from_there()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        await person.AppendAsync("Deep inside", "Hello", "Old/Deep");
        await ActAsync(browser, $"{root}/Old/removal", ("from", "Old~2FDeep"));
        var said = await browser.TextAsync($"{root}/INBOX");
        Assert.Contains("moved to the trash", said, StringComparison.Ordinal);
        Assert.Contains("Trash/Old/Deep", List(person), StringComparison.Ordinal);
        await UndoAsync(browser, said, $"{root}/INBOX");
        Assert.Contains("is back", await browser.TextAsync($"{root}/INBOX"), StringComparison.Ordinal);
        Assert.DoesNotContain("Trash/Old", List(person), StringComparison.Ordinal);

        await ActAsync(browser, $"{root}/Old/removal");
        using var asks = await browser.PostAsync($"{root}/Trash~2FOld/removal", $"{root}/Trash~2FOld/folder");
        Assert.Contains("/removal", asks.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Contains("all 1 messages", await browser.TextAsync(asks.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.Contains("Trash/Old", List(person), StringComparison.Ordinal);
        await ActAsync(browser, $"{root}/Trash~2FOld/removal", ("forever", "true"));
        Assert.DoesNotContain("Old", List(person), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_folder_of_a_name_finds_room_in_the_trash()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        foreach (var _ in new[] { 1, 2 })
        {
            await person.AppendAsync("Again", "Hello", "Old");
            await ActAsync(browser, $"{root}/Old/removal");
        }
        Assert.Contains("Trash/Old 2", List(person), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Taken", "", "of this name already")]
    [InlineData("a/b", "", "A name needs at least")]
    [InlineData("", "", "A name needs at least")]
    [InlineData("Good", "Nowhere", "Choose one of these folders")]
    public async Task A_bad_name_is_told_at_its_field_and_changes_nothing(string label, string parent, string sentence)
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        foreach (var name in new[] { "Taken", "Mine" }) await mail.Server.CreateMailboxAsync(person.Address, name);
        var before = List(person);
        foreach (var url in new[] { $"{root}/Mine/folder", $"{root}/INBOX/folders" })
        {
            using var refused = await browser.PostAsync(url, url, ("label", label), ("parent", parent));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(sentence, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }
        Assert.Equal(before, List(person));
    }

    [Fact]
    public async Task Odd_names_of_another_client_are_shown_opened_renamed_and_deleted()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        var names = ImapFoldersTests.OddNames.Where((_, index) => index % 3 == 0).ToList();
        foreach (var name in names) await person.AppendAsync("In here", "Hello", name);
        var tree = await browser.TextAsync($"{root}/INBOX");
        Assert.DoesNotContain("<script>alert", tree, StringComparison.Ordinal);
        foreach (var name in names)
        {
            Assert.Contains($"data-mailbox=\"{WebUtility.HtmlEncode(name)}\"", Plain(tree), StringComparison.Ordinal);
            var path = $"{root}/{MailboxPath.Encode(name)}";
            Assert.Contains("In here", await browser.TextAsync(path), StringComparison.Ordinal);
            await ActAsync(browser, $"{path}/folder", ("label", "Plain name"), ("parent", ""));
            await ActAsync(browser, $"{root}/Plain~20name/removal");
        }
    }

    [Fact]
    public async Task A_hidden_folder_is_not_in_the_tree_and_nothing_happens_to_it()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        await mail.Server.CreateMailboxAsync(person.Address, "Noise");
        await ActAsync(browser, $"{root}/Noise/visibility", ("set", "hidden"), ("from", "INBOX"));
        var said = await browser.TextAsync($"{root}/INBOX");
        Assert.DoesNotContain("data-mailbox=\"Noise\"", said, StringComparison.Ordinal);
        Assert.Contains("Hidden here", await browser.TextAsync(await FoldersAsync(browser)), StringComparison.Ordinal);
        // Renamed elsewhere in this webmail, it stays hidden.
        await ActAsync(browser, $"{root}/Noise/folder", ("label", "Din"), ("parent", ""), ("from", "INBOX"));
        Assert.DoesNotContain("data-mailbox=\"Din\"", await browser.TextAsync($"{root}/INBOX"), StringComparison.Ordinal);
        await ActAsync(browser, $"{root}/Din/visibility", ("set", "shown"), ("from", "INBOX"));
        Assert.Contains("data-mailbox=\"Din\"", await browser.TextAsync($"{root}/INBOX"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_left_out_of_other_mail_programs_and_shown_again()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        await mail.Server.CreateMailboxAsync(person.Address, "Quiet");
        await ActAsync(browser, $"{root}/Quiet/visibility", ("set", "unsubscribed"), ("from", "INBOX"));
        Assert.DoesNotContain("Quiet", mail.Server.Doveadm("mailbox", "list", "-u", person.Address, "-s"), StringComparison.Ordinal);
        await UndoAsync(browser, await browser.TextAsync($"{root}/INBOX"), $"{root}/INBOX");
        Assert.Contains("Quiet", mail.Server.Doveadm("mailbox", "list", "-u", person.Address, "-s"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_role_a_person_gives_holds_and_two_cannot_share_a_folder()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        await mail.Server.CreateMailboxAsync(person.Address, "My bin");
        var settings = await FoldersAsync(browser);
        using var twice = await browser.PostAsync(settings, settings, ("trash", "My bin"), ("junk", "My bin"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
        using var unknown = await browser.PostAsync(settings, settings, ("trash", "Nowhere"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        using var saved = await browser.PostAsync(settings, settings, ("trash", "My bin"));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        await person.AppendAsync("Away", "Hello");
        var key = Key().Match(await browser.TextAsync($"{root}/INBOX")).Groups[1].Value;
        await ActAsync(browser, $"{root}/INBOX/moves", $"{root}/INBOX", ("keys", key), ("role", "Trash"));
        Assert.Contains("Away", await browser.TextAsync($"{root}/My~20bin"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_one_may_only_read_says_so_on_its_card()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        await mail.Server.CreateMailboxAsync(person.Address, "Shown");
        mail.Server.Doveadm("acl", "set", "-u", person.Address, "Shown", "owner", "lookup", "read");
        Assert.Contains("You may read this folder, but not change it.", await browser.TextAsync($"{root}/Shown/folder"), StringComparison.Ordinal);
        using var refused = await browser.PostAsync($"{root}/Shown/folder", $"{root}/INBOX/folders", ("label", "Mine"), ("parent", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Shown", List(person), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_is_not_given_to_a_folder_that_has_another_by_the_server()
    {
        var (_, browser, _) = await BeginAsync();
        using var open = browser;
        var settings = await FoldersAsync(browser);
        using var refused = await browser.PostAsync(settings, settings, ("drafts", "Trash"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Each folder can have one task only.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // They may change places.
        await ActAsync(browser, settings, settings, ("drafts", "Trash"), ("trash", "Drafts"));
        // One of them gives back what it took: the other one would have both.
        using var half = await browser.PostAsync(settings, settings, ("drafts", "Trash"), ("trash", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, half.StatusCode);
        await ActAsync(browser, settings, settings);
        Assert.DoesNotContain("aria-invalid", await browser.TextAsync(settings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_tasks_that_one_folder_was_given_before_are_shown_and_can_be_parted()
    {
        var (person, browser, root) = await BeginAsync();
        using var open = browser;
        await sqlite.App.InDatabaseAsync(db => db.Set<MailAccount>().Where(account => account.Address == person.Address).ExecuteUpdateAsync(set => set.SetProperty(account => account.DraftsMailbox, "Trash")));
        var settings = await FoldersAsync(browser);
        var page = await browser.TextAsync(settings);
        Assert.Matches("<select id=\"role-Drafts\"[^>]*aria-invalid=\"true\"", page);
        Assert.Contains("This folder has another task as well. Choose one for each.", page, StringComparison.Ordinal);
        Assert.Contains("As the server says: Trash", page, StringComparison.Ordinal);
        Assert.Contains("data-mailbox=\"Trash\"", await browser.TextAsync($"{root}/INBOX"), StringComparison.Ordinal);
        await ActAsync(browser, settings, settings);
        Assert.DoesNotContain("aria-invalid", await browser.TextAsync(settings), StringComparison.Ordinal);
    }

    async Task<(MailPerson, Browser, string Root)> BeginAsync()
    {
        var person = await mail.NewUserAsync();
        var browser = await sqlite.App.SignInAsync(person);
        using var answer = await browser.GetAsync("/mail");
        return (person, browser, answer.Headers.Location!.ToString().Replace("/INBOX", "", StringComparison.Ordinal));
    }

    static async Task<string> FoldersAsync(Browser browser)
    {
        using var answer = await browser.GetAsync("/settings/folders");
        return answer.Headers.Location!.ToString();
    }

    string List(MailPerson person) => string.Join('\n', mail.Server.Doveadm("mailbox", "list", "-u", person.Address).Split('\n').Order(StringComparer.Ordinal));

    static Task ActAsync(Browser browser, string url, params (string, string)[] fields) =>
        ActAsync(browser, url, Regex.Replace(url, "/(removal|visibility)$", "/folder"), fields);

    static async Task ActAsync(Browser browser, string url, string page, params (string, string)[] fields)
    {
        using var answer = await browser.PostAsync(url, page, fields);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{url} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Presses Undo of the sentence on a page.</summary>
    static async Task UndoAsync(Browser browser, string page, string tokenPage)
    {
        var form = UndoForm().Match(page);
        Assert.True(form.Success);
        var fields = Field().Matches(form.Groups[2].Value).Select(field => (field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value))).Where(field => field.Item1 != "__RequestVerificationToken");
        await ActAsync(browser, WebUtility.HtmlDecode(form.Groups[1].Value), tokenPage, [.. fields]);
    }

    /// <summary>As .NET's encoder would write it, whatever the page's encoder chose to escape.</summary>
    static string Plain(string page) => MailboxName().Replace(page, match => $"data-mailbox=\"{WebUtility.HtmlEncode(WebUtility.HtmlDecode(match.Groups[1].Value))}\"");

    [GeneratedRegex("data-mailbox=\"([^\"]*)\"")]
    private static partial Regex MailboxName();

    [GeneratedRegex("data-message=\"([^\"]*)\"")]
    private static partial Regex Key();

    [GeneratedRegex("<div class=\"flash-message.*?<form[^>]* action=\"([^\"]*)\"[^>]*>(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex UndoForm();

    [GeneratedRegex("<input[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"")]
    private static partial Regex Field();
}
