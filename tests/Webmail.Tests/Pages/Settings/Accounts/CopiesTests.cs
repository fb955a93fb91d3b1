using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Backup;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keeping;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>An IMAP account of which copies are kept, as its person sees it: chosen, copied, found, exported, and each sentence about where the mail is.</summary>
public sealed class CopiesTests(MailServerFixture mail) : CopiesDesk(mail)
{
    [Fact]
    public async Task Copies_are_chosen_made_and_exported_as_they_are_on_the_server()
    {
        var (person, browser, account) = await NewAsync();
        using var _ = browser;
        await person.AppendAsync("Subject: Odd   \r\n\r\nbare\r\n.\r\nFrom here \0\r\n"u8.ToArray());
        await person.AppendAsync("Plans", "In a folder", "Work");
        await KeepAsync(browser, account);
        var list = await browser.TextAsync($"/mail/{account.Id}/{Path("INBOX")}");
        Assert.Contains("Letter 2", list, StringComparison.Ordinal);
        Assert.Contains("Inbox (kept here)", list, StringComparison.Ordinal);
        Assert.Contains("Kept here</h2>", list, StringComparison.Ordinal);
        await using var pool = new PoolUnderTest();
        foreach (var mailbox in new[] { "INBOX", "Work" })
        {
            var answer = await browser.GetAsync($"/mail/{account.Id}/{Path(mailbox)}/export?as=zip");
            using var zip = new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
            var there = new List<string>();
            var store = pool.Store(person);
            foreach (var key in await store.KeysAsync(mailbox, MessageOrder.Arrival, null, default))
            {
                using var raw = new MemoryStream();
                await store.CopySourceAsync(mailbox, key, raw, default);
                there.Add(Convert.ToHexStringLower(SHA256.HashData(raw.ToArray())));
            }
            Assert.Equal(there.Order(StringComparer.Ordinal), zip.Entries.Select(entry => Hash(entry)).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Where_it_is_is_said_and_what_we_take_off_the_server_stays_in_searches_and_lists_over_all_accounts()
    {
        var (person, browser, account) = await NewAsync();
        using var _ = browser;
        await KeepAsync(browser, account);
        var page = await WhereAsync(browser, account);
        Assert.Equal(("3 messages", "3 messages", "3 messages"), (page["there"], page["here"], page["both"]));
        Assert.Equal("Nothing. Every message that is there is kept here too. What is in other folders there would be lost.", page["lost-there"]);
        Assert.StartsWith("Last copied: Today", page["last"], StringComparison.Ordinal);
        Assert.StartsWith("None was made yet", page["backup"], StringComparison.Ordinal);
        Assert.Equal(1, Times(await SearchAsync(browser, account, "Letter", "accounts"), "Letter 2"));
        // What its person deletes on the server is found here, and comes back into no list.
        Mail.Server.Doveadm("expunge", "-u", person.Address, "mailbox", "INBOX", "header", "Subject", "Letter 0");
        // And this one we take.
        await App.InDatabaseAsync(db => db.Set<Pop3Source>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Policy, Pop3Policy.DeleteAfterDays).SetProperty(row => row.Days, 3)));
        await App.InDatabaseAsync(db => db.Set<Pop3Item>().Where(item => db.Set<LocalContent>().Any(content => content.Sha256 == item.Sha256 && content.Subject == "Letter 1"))
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.FirstSeen, 1)));
        await FetchAsync(browser, account);
        page = await WhereAsync(browser, account);
        Assert.Equal("3 messages", page["here"]);
        Assert.StartsWith("2 messages that are only here", page["lost-here"], StringComparison.Ordinal);
        var found = await SearchAsync(browser, account, "Letter", "accounts");
        Assert.Equal((1, 1, 1), (Times(found, "Letter 0"), Times(found, "Letter 1"), Times(found, "Letter 2")));
        var inboxes = await SearchAsync(browser, account, "in:inbox", "accounts");
        Assert.Equal((0, 1, 1), (Times(inboxes, "Letter 0"), Times(inboxes, "Letter 1"), Times(inboxes, "Letter 2")));
    }

    [Fact]
    public async Task It_can_be_paused_and_nobody_elses_account_is_touched()
    {
        var (person, browser, account) = await NewAsync();
        using var _ = browser;
        await KeepAsync(browser, account);
        var url = $"/settings/accounts/{account.Id}/where";
        using (var paused = await browser.PostAsync($"{url}?handler=Pause", url)) Assert.Equal(HttpStatusCode.Redirect, paused.StatusCode);
        await person.AppendAsync("Late", "text");
        App.Services.GetRequiredService<CollectSignal>().Raise();
        Assert.Contains("You have paused it", await browser.TextAsync(url), StringComparison.Ordinal);
        Assert.True((await SourceAsync(account)).Paused);
        await using (var scope = App.Services.CreateAsyncScope())
            Assert.False(await scope.ServiceProvider.GetRequiredService<Pop3Ledger>().ClaimAsync((await SourceAsync(account)).Id, "node", default));
        using (var resumed = await browser.PostAsync($"{url}?handler=Resume", url)) Assert.Equal(HttpStatusCode.Redirect, resumed.StatusCode);
        await DoneAsync(browser, account, 4);
        var (_, stranger, other) = await NewAsync();
        using var end = stranger;
        foreach (var handler in new[] { "Pause", "Resume", "Fetch" })
            using (var refused = await stranger.PostAsync($"{url}?handler={handler}", "/settings/screen")) Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using (var refused = await stranger.PostAsync($"/settings/accounts/{account.Id}/copies", "/settings/screen", ("mailboxes", "INBOX"))) Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using (var none = await stranger.PostAsync($"/settings/accounts/{other.Id}/copies", $"/settings/accounts/{other.Id}/copies", ("mailboxes", "Nowhere"))) Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
        // What is deleted at once is no choice here: other programs read this mailbox too.
        using var wrong = await browser.PostAsync(url, url, ("policy", "DeleteAtOnce"), ("days", "3"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    [Fact]
    public async Task The_last_backup_is_told()
    {
        var (_, browser, account) = await NewAsync();
        using var end = browser;
        using var folder = new TemporaryDirectory();
        Assert.StartsWith("None was made yet", (await WhereAsync(browser, account))["backup"], StringComparison.Ordinal);
        using var said = new StringWriter();
        Assert.Equal(1, await new BackupCommand(App.Services, said, said).RunAsync(["backup", System.IO.Path.Combine(folder.Path, "nowhere", "a.zip")], default));
        Assert.StartsWith("None was made yet", (await WhereAsync(browser, account))["backup"], StringComparison.Ordinal);
        Assert.Equal(0, await new BackupCommand(App.Services, said, said).RunAsync(["backup", System.IO.Path.Combine(folder.Path, "a.zip")], default));
        Assert.Matches("^Today.*What came here later is not in it.$", (await WhereAsync(browser, account))["backup"]);
        await using var another = new WebmailApp(Mail.Server);
        Assert.Equal(0, await new BackupCommand(another.Services, said, said).RunAsync(["restore", System.IO.Path.Combine(folder.Path, "a.zip")], default));
        Assert.Equal(1, await another.InDatabaseAsync(db => db.Set<Webmail.Data.BackupRecord>().CountAsync()));
    }

    static async Task<string> SearchAsync(Browser browser, MailAccount account, string query, string where) =>
        await browser.TextAsync($"/search/{account.Id}?q={Uri.EscapeDataString(query)}&where={where}");

    static int Times(string page, string subject) => Regex.Count(Regex.Replace(page, "</?mark>", ""), $">\\s*{Regex.Escape(subject)}\\s*<");

    static string Path(string local) => MailboxPath.Encode(KeptNames.Of(local));

    static string Hash(ZipArchiveEntry entry)
    {
        using var raw = entry.Open();
        return Convert.ToHexStringLower(SHA256.HashData(raw));
    }
}
