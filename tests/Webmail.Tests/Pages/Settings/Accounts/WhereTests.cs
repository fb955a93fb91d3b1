using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Mail.Pop3;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>A mailbox that only speaks POP3, from the sign-in on; and each sentence about where mail is, against what was done to the ledger.</summary>
public sealed partial class WhereTests(MailServerFixture mail) : IAsyncDisposable
{
    readonly WebmailApp app = new(mail.Server, ("Webmail:Servers:0:Imap", ""), ("Webmail:Servers:0:Pop3", $"pop3://localhost:{mail.Server.Ports.Pop3}"));

    [Fact]
    public async Task Signing_in_over_POP3_fetches_at_once_and_the_mail_is_read_like_any_other()
    {
        var person = await PersonAsync(3);
        using var browser = await app.SignInAsync(person);
        var account = await AccountAsync(person);
        Assert.True(account.KeptHere);
        await CollectedAsync(browser, account, 3);
        var list = await browser.TextAsync($"/mail/{account.Id}/INBOX");
        Assert.Contains("Letter 2", list, StringComparison.Ordinal);
        Assert.DoesNotContain("data-collecting", list, StringComparison.Ordinal);
        Assert.Contains("your mail is fetched and kept here", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_as_over_IMAP_and_leaves_nothing()
    {
        var person = await PersonAsync(1);
        using var browser = app.Open();
        using var answer = await browser.SignInAsync(person.Address, "wrong");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("The address or the password is wrong.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await app.InDatabaseAsync(db => db.Set<MailAccount>().AnyAsync(row => row.Address == person.Address)));
        await mail.Server.SetPasswordAsync(person.Address, "other-password");
        using var right = await app.SignInAsync(person with { Password = "other-password" });
    }

    [Fact]
    public async Task What_is_where_is_said_by_the_ledger()
    {
        var person = await PersonAsync(4);
        using var browser = await app.SignInAsync(person);
        var account = await AccountAsync(person);
        await CollectedAsync(browser, account, 4);
        var page = await WhereAsync(browser, account);
        Assert.Equal(("4 messages", "4 messages", "4 messages"), (page["there"], page["here"], page["both"]));
        Assert.Equal("Nothing. Every message that is there is kept here too.", page["lost-there"]);
        Assert.StartsWith("No message: each of them is still on your provider’s server.", page["lost-here"], StringComparison.Ordinal);
        Assert.StartsWith("Last fetched: Today", page["last"], StringComparison.Ordinal);

        // One is deleted here for ever, one there by somebody else, and a new one waits.
        await app.InDatabaseAsync(db => db.Set<LocalContent>().Where(content => content.AccountId == account.Id && content.Subject == "Letter 1").ExecuteDeleteAsync());
        mail.Server.Doveadm("expunge", "-u", person.Address, "mailbox", "INBOX", "header", "Subject", "Letter 2");
        await FetchAsync(browser, account);
        page = await WhereAsync(browser, account);
        Assert.Equal(("3 messages", "3 messages", "2 messages"), (page["there"], page["here"], page["both"]));
        Assert.Equal("1 message that is only there. 1 was here, and you deleted it here.", page["lost-there"]);
        Assert.StartsWith("1 message that is only here, unless the administrator", page["lost-here"], StringComparison.Ordinal);

        await app.InDatabaseAsync(db => db.Set<Pop3Source>().Where(source => source.AccountId == account.Id).ExecuteUpdateAsync(set => set.SetProperty(source => source.OnServer, 5)));
        await app.InDatabaseAsync(async db =>
        {
            var source = await db.Set<Pop3Source>().SingleAsync(row => row.AccountId == account.Id);
            db.Add(new Pop3Item { Id = Guid.NewGuid(), SourceId = source.Id, Uidl = "big", Size = 1 << 30, Sha256 = [], HeaderSha256 = [], State = Pop3ItemState.Skipped, TargetUid = "", FirstSeen = 1 });
            return await db.SaveChangesAsync();
        });
        page = await WhereAsync(browser, account);
        Assert.Equal("3 messages that are only there. 1 has not been fetched yet. 1 is too large to be fetched. 1 was here, and you deleted it here.", page["lost-there"]);
    }

    [Fact]
    public async Task The_policy_is_kept_and_obeyed_and_days_that_are_none_are_refused()
    {
        var person = await PersonAsync(2);
        using var browser = await app.SignInAsync(person);
        var account = await AccountAsync(person);
        await CollectedAsync(browser, account, 2);
        var url = $"/settings/accounts/{account.Id}/where";
        foreach (var (policy, days) in new[] { ("DeleteAfterDays", "0"), ("DeleteAfterDays", "many"), ("DeleteAfterDays", "99999"), ("Never", "3"), ("", "3"), ("9", "3") })
        {
            using var refused = await browser.PostAsync(url, url, ("policy", policy), ("days", days));
            Assert.Equal((policy, days, HttpStatusCode.UnprocessableEntity), (policy, days, refused.StatusCode));
            Assert.Matches("<span class=\"error[^>]*>[^<]+</span>", await refused.Content.ReadAsStringAsync());
        }
        using (var kept = await browser.PostAsync(url, url, ("policy", "DeleteAtOnce"), ("days", "nonsense"))) Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);
        await Eventually.Async(async () =>
        {
            await app.InDatabaseAsync(db => db.Set<Pop3Source>().Where(source => source.AccountId == account.Id && source.LeaseUntil == 0).ExecuteUpdateAsync(set => set.SetProperty(source => source.NotBefore, 0)));
            await FetchAsync(browser, account);
            return (await WhereAsync(browser, account))["there"] == "0 messages";
        });
        var page = await WhereAsync(browser, account);
        Assert.Equal("Nothing: none of it is there.", page["lost-there"]);
        Assert.StartsWith("2 messages that are only here", page["lost-here"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_was_changed_pauses_it_and_says_what_to_do()
    {
        var person = await PersonAsync(1);
        using var browser = await app.SignInAsync(person);
        var account = await AccountAsync(person);
        await CollectedAsync(browser, account, 1);
        await mail.Server.SetPasswordAsync(person.Address, "changed-elsewhere");
        await FetchAsync(browser, account, FailureKind.WrongPassword);
        Assert.Contains("data-collect-problem=\"WrongPassword\"", await browser.TextAsync($"/mail/{account.Id}/INBOX"), StringComparison.Ordinal);
        var page = await browser.TextAsync($"/settings/accounts/{account.Id}/where");
        Assert.Contains("Sign in again with the new one.", page, StringComparison.Ordinal);
        Assert.Contains("Nothing is deleted anywhere meanwhile.", page, StringComparison.Ordinal);
        // It is not asked again by itself; the new password ends it.
        Assert.True((await SourceAsync(account)).NotBefore > DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeMilliseconds());
        using var again = await app.SignInAsync(person with { Password = "changed-elsewhere" });
        await Eventually.Async(async () =>
        {
            await again.TextAsync($"/mail/{account.Id}/INBOX");
            return (await SourceAsync(account)).Problem is null;
        });
    }

    [Fact]
    public async Task R42_a_locked_mailbox_is_waited_for_without_a_storm()
    {
        await using var server = new ScriptedPop3();
        await using var house = new WebmailApp(mail.Server, ("Webmail:Servers:0:Imap", ""), ("Webmail:Servers:0:Pop3", $"pop3+plain://127.0.0.1:{server.Port}"));
        server.Messages.Add(("a", "Subject: Locked away\r\n\r\ntext\r\n"));
        server.Answers.Add(("^AUTH", "-ERR [IN-USE] Do you have another POP session running?\r\n"));
        using var browser = house.Open();
        using (var answer = await browser.SignInAsync("ann@locked.test", "pass")) Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var account = await house.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == "ann@locked.test"));
        Task<Pop3Source> Source() => house.InDatabaseAsync(db => db.Set<Pop3Source>().AsNoTracking().SingleAsync(row => row.AccountId == account.Id));
        for (var failures = 1; failures <= 4; failures++)
        {
            await browser.TextAsync($"/mail/{account.Id}/INBOX");
            await Eventually.Async(async () => (await Source()) is { Problem: FailureKind.MailboxLocked } now && now.Failures == failures);
            var pause = (await Source()).NotBefore - house.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            Assert.InRange(pause, ((1 << (failures - 1)) * 60_000) - 30_000, (1 << (failures - 1)) * 60_000);
            house.Clock.Pass(TimeSpan.FromMinutes(1 << (failures - 1)));
            house.Services.GetRequiredService<CollectSignal>().Raise();
        }
        Assert.Contains("lets in only one at a time", await browser.TextAsync($"/settings/accounts/{account.Id}/where"), StringComparison.Ordinal);
        server.Answers.Clear();
        house.Clock.Pass(TimeSpan.FromMinutes(31));
        house.Services.GetRequiredService<CollectSignal>().Raise();
        await Eventually.Async(async () => (await Source()) is { Problem: null, LastAt: not null });
        Assert.Contains("Locked away", await browser.TextAsync($"/mail/{account.Id}/INBOX"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_IMAP_account_it_says_that_all_of_it_is_at_the_provider()
    {
        await using var house = new WebmailApp(mail.Server);
        var person = await mail.NewUserAsync();
        using var browser = await house.SignInAsync(person);
        var account = await house.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == person.Address));
        var page = await WhereAsync(browser, account);
        Assert.Equal(("All of it", "Nothing is kept here"), (page["there"], page["here"]));
        Assert.StartsWith("All your mail, unless your provider has a copy.", page["lost-there"], StringComparison.Ordinal);
        Assert.StartsWith("No message.", page["lost-here"], StringComparison.Ordinal);
        using var fetch = await browser.PostAsync($"/settings/accounts/{account.Id}/where?handler=Fetch", "/settings/screen");
        Assert.Equal(HttpStatusCode.NotFound, fetch.StatusCode);
    }

    [Fact]
    public async Task In_French_too()
    {
        var person = await PersonAsync(2);
        using var browser = await app.SignInAsync(person);
        var account = await AccountAsync(person);
        await CollectedAsync(browser, account, 2);
        using var answer = await browser.GetAsync($"/settings/accounts/{account.Id}/where", ("Accept-Language", "fr"));
        var page = Facts(await answer.Content.ReadAsStringAsync());
        Assert.Equal(("2 messages", "Rien. Chaque message qui s’y trouve est aussi conservé ici."), (page["both"], page["lost-there"]));
    }

    async Task<MailPerson> PersonAsync(int letters)
    {
        var person = await mail.NewUserAsync("paul");
        for (var number = 0; number < letters; number++) await person.AppendAsync($"Letter {number}", $"Text {number}");
        return person;
    }

    Task<MailAccount> AccountAsync(MailPerson person) => app.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking().SingleAsync(row => row.Address == person.Address));

    Task<Pop3Source> SourceAsync(MailAccount account) => app.InDatabaseAsync(db => db.Set<Pop3Source>().AsNoTracking().SingleAsync(row => row.AccountId == account.Id));

    /// <summary>Opens the list until everything is there, as somebody does who waits for it.</summary>
    Task CollectedAsync(Browser browser, MailAccount account, int messages) => Eventually.Async(async () =>
    {
        await browser.TextAsync($"/mail/{account.Id}/INBOX");
        return await SourceAsync(account) is { LastAt: not null, RoundTotal: 0, LeaseUntil: 0 } source && source.OnServer == messages;
    });

    /// <summary>Presses "Fetch now" and waits for what comes of it.</summary>
    async Task FetchAsync(Browser browser, MailAccount account, FailureKind? problem = null)
    {
        var before = await SourceAsync(account);
        var url = $"/settings/accounts/{account.Id}/where";
        using (var pressed = await browser.PostAsync($"{url}?handler=Fetch", url)) Assert.Equal(HttpStatusCode.Redirect, pressed.StatusCode);
        await Eventually.Async(async () => await SourceAsync(account) is { LeaseUntil: 0 } now && now.Problem == problem && (problem is not null || now.LastAt > before.LastAt));
    }

    static async Task<Dictionary<string, string>> WhereAsync(Browser browser, MailAccount account) => Facts(await browser.TextAsync($"/settings/accounts/{account.Id}/where"));

    static Dictionary<string, string> Facts(string page) =>
        Fact().Matches(page).GroupBy(match => match.Groups[1].Value).ToDictionary(group => group.Key, group => WebUtility.HtmlDecode(Spaces().Replace(group.First().Groups[2].Value, " ")).Trim());

    [GeneratedRegex("data-where=\"([^\"]+)\">([^<]*)<")]
    private static partial Regex Fact();

    [GeneratedRegex(@"[ \r\n]+")]
    private static partial Regex Spaces();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
