using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Moving and copying to folders of one's other accounts, as a browser without JavaScript does it.</summary>
public sealed partial class ElsewhereTests(SqliteApp fixture, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    readonly WebmailApp app = fixture.App;

    [Fact]
    public async Task The_folders_of_the_other_accounts_are_offered_and_a_move_there_is_taken_back()
    {
        var (browser, anna, shop) = await OpenAsync();
        var (inbox, other) = (await InboxAsync(anna, anna), (await AccountAsync(anna, shop)).Id);
        Assert.Contains("targets-move-others", await browser.TextAsync($"{inbox}/targets?for=move"), StringComparison.Ordinal);
        var menu = await browser.TextAsync($"{inbox}/targets?for=move&others=true");
        Assert.Contains($"data-account=\"{shop.Address}\"", menu, StringComparison.Ordinal);
        Assert.Contains($"name=\"elsewhere\" value=\"{other}/Archive\"", menu, StringComparison.Ordinal);
        Assert.DoesNotContain($"{other}/Drafts", menu, StringComparison.Ordinal);
        var key = Key().Match(await browser.TextAsync(inbox)).Groups[1].Value;
        using var asked = await browser.PostAsync($"{inbox}/moves", inbox, ("keys", key));
        Assert.Contains($"value=\"{other}/Archive\"", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var moved = await browser.PostAsync($"{inbox}/moves", inbox, ("keys", key), ("elsewhere", $"{other}/Archive"));
        var said = WebUtility.HtmlDecode(await browser.TextAsync(moved.Headers.Location!.ToString()));
        Assert.Contains($"Moved to “{shop.Address} · Archive”.", said, StringComparison.Ordinal);
        Assert.Equal((0, 1), (Count(anna, "INBOX"), Count(shop, "Archive")));
        using var undone = await browser.PostAsync(UndoForm().Match(said).Groups[1].Value, inbox);
        Assert.Contains("Undone. 1 message is as it was.", await browser.TextAsync(undone.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.Equal((1, 0), (Count(anna, "INBOX"), Count(shop, "Archive")));
    }

    [Fact]
    public async Task A_copy_leaves_the_original()
    {
        var (browser, anna, shop) = await OpenAsync();
        var inbox = await InboxAsync(anna, anna);
        var key = Key().Match(await browser.TextAsync(inbox)).Groups[1].Value;
        (await browser.PostAsync($"{inbox}/copies", inbox, ("keys", key), ("elsewhere", $"{(await AccountAsync(anna, shop)).Id}/INBOX"))).Dispose();
        Assert.Contains("Copied to", await browser.TextAsync(inbox), StringComparison.Ordinal);
        Assert.Equal((1, 1), (Count(anna, "INBOX"), Count(shop, "INBOX")));
    }

    [Fact]
    public async Task Somebody_elses_account_is_not_there_and_a_folder_that_is_gone_is_told()
    {
        var (browser, anna, shop) = await OpenAsync();
        var (stranger, inbox) = (await mail.NewUserAsync("stranger"), await InboxAsync(anna, anna));
        using var theirs = await app.SignInAsync(stranger);
        var key = Key().Match(await browser.TextAsync(inbox)).Groups[1].Value;
        foreach (var elsewhere in new[] { $"{(await AccountAsync(stranger, stranger)).Id}/INBOX", "nobody/INBOX" })
            using (var refused = await browser.PostAsync($"{inbox}/moves", inbox, ("keys", key), ("elsewhere", elsewhere)))
                Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        foreach (var elsewhere in new[] { "nonsense", "a/b/c", $"{(await AccountAsync(anna, anna)).Id}/Archive" })
            using (var refused = await browser.PostAsync($"{inbox}/moves", inbox, ("keys", key), ("elsewhere", elsewhere)))
                Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        (await browser.PostAsync($"{inbox}/moves", inbox, ("keys", key), ("elsewhere", $"{(await AccountAsync(anna, shop)).Id}/Gone"))).Dispose();
        Assert.Contains("This folder does not exist any more.", await browser.TextAsync(inbox), StringComparison.Ordinal);
        Assert.Equal((1, 0), (Count(anna, "INBOX"), Count(stranger, "INBOX")));
    }

    async Task<(Browser Browser, MailPerson Anna, MailPerson Shop)> OpenAsync()
    {
        var (anna, shop) = (await mail.NewUserAsync("anna"), await mail.NewUserAsync("shop"));
        await anna.AppendAsync("For the shop", "Hello");
        foreach (var person in new[] { anna, shop }) await mail.Server.CreateMailboxAsync(person.Address, "Archive");
        var browser = await app.SignInAsync(anna);
        using var added = await browser.PostAsync("/settings/accounts/new", $"/settings/accounts/new?address={shop.Address}", ("address", shop.Address), ("password", shop.Password));
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        return (browser, anna, shop);
    }

    int Count(MailPerson person, string mailbox) =>
        mail.Server.Doveadm("-f", "tab", "fetch", "-u", person.Address, "uid", "mailbox", mailbox, "all").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Count();

    Task<MailAccount> AccountAsync(MailPerson owner, MailPerson account) => app.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking()
        .SingleAsync(row => row.Address == account.Address && db.Users.Any(user => user.Id == row.PersonId && user.Email == owner.Address)));

    async Task<string> InboxAsync(MailPerson owner, MailPerson account) => $"/mail/{(await AccountAsync(owner, account)).Id}/INBOX";

    [GeneratedRegex("data-message=\"([^\"]+)\"")]
    private static partial Regex Key();

    [GeneratedRegex("action=\"([^\"]+handler=undo)\"")]
    private static partial Regex UndoForm();
}
