using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keeping;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>Copies that are ended and deleted: what is nowhere else goes only when its number was said and agreed to.</summary>
public sealed class ErasureTests(MailServerFixture mail) : CopiesDesk(mail)
{
    [Fact]
    public async Task Copies_of_what_is_on_the_server_go_at_once_and_the_account_reads_on()
    {
        var (_, browser, account) = await NewAsync();
        using var end = browser;
        await KeepAsync(browser, account);
        var url = Url(account);
        var page = await browser.TextAsync(url);
        Assert.Contains("3 messages are kept here.", page, StringComparison.Ordinal);
        Assert.Contains("No message would be lost", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"known\"", page, StringComparison.Ordinal);
        using (var erased = await browser.PostAsync(url, url)) Assert.Equal($"/settings/accounts/{account.Id}/where", erased.Headers.Location?.ToString());
        Assert.Equal((0, 0, 0), await LeftAsync(account));
        var list = await browser.TextAsync($"/mail/{account.Id}/INBOX");
        Assert.Contains("Letter 2", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Kept here</h2>", list, StringComparison.Ordinal);
        using (var gone = await browser.GetAsync(url)) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        // And from the beginning, if its person wants them again.
        await KeepAsync(browser, account);
        Assert.Equal("3 messages", (await WhereAsync(browser, account))["here"]);
    }

    [Fact]
    public async Task What_is_only_here_is_said_in_words_and_number_and_stays_until_that_number_is_agreed_to()
    {
        var (person, browser, account) = await NewAsync();
        using var end = browser;
        await KeepAsync(browser, account);
        Mail.Server.Doveadm("expunge", "-u", person.Address, "mailbox", "INBOX", "header", "Subject", "Letter 0");
        await FetchAsync(browser, account);
        var url = Url(account);
        Assert.Contains("1 message is only here, and would be lost for ever.", await browser.TextAsync(url), StringComparison.Ordinal);
        await RefusedAsync(browser, account);
        // One more is being taken off the server in this moment.
        await App.InDatabaseAsync(db => db.Set<Pop3Item>().Where(item => db.Set<LocalContent>().Any(content => content.Sha256 == item.Sha256 && content.Subject == "Letter 1"))
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.State, Pop3ItemState.Removed)));
        Assert.Contains("2 messages are only here", await RefusedAsync(browser, account, ("known", "1")), StringComparison.Ordinal);
        Assert.Equal((3, 1, 1), await LeftAsync(account));
        using (var erased = await browser.PostAsync(url, url, ("known", "2"))) Assert.Equal(HttpStatusCode.Redirect, erased.StatusCode);
        Assert.Equal((0, 0, 0), await LeftAsync(account));
    }

    [Fact]
    public async Task A_session_that_is_at_work_stores_nothing_afterwards_and_takes_nothing_off_the_server()
    {
        var (_, browser, account) = await NewAsync();
        using var end = browser;
        await KeepAsync(browser, account);
        var source = await SourceAsync(account);
        await App.InDatabaseAsync(db => db.Set<Pop3Source>().ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseOwner, "at work")));
        source.LeaseOwner = "at work";
        await using var scope = App.Services.CreateAsyncScope();
        Assert.True(await scope.ServiceProvider.GetRequiredService<CopyErasure>().RunAsync(account.PersonId, account.Id, 0, default));
        await Assert.ThrowsAsync<LeaseLostException>(() => scope.ServiceProvider.GetRequiredService<Pop3Ledger>().AdvanceAsync(source, 0, default));
    }

    [Fact]
    public async Task Nobody_elses_copies_are_touched()
    {
        var (_, browser, account) = await NewAsync();
        using var end = browser;
        await KeepAsync(browser, account);
        var (_, stranger, _) = await NewAsync();
        using var other = stranger;
        using (var seen = await stranger.GetAsync(Url(account))) Assert.Equal(HttpStatusCode.NotFound, seen.StatusCode);
        using (var refused = await stranger.PostAsync(Url(account), "/settings/screen", ("known", "9"))) Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal((3, 1, 1), await LeftAsync(account));
    }

    static string Url(MailAccount account) => $"/settings/accounts/{account.Id}/copies/erasure";

    static async Task<string> RefusedAsync(Browser browser, MailAccount account, params (string, string)[] fields)
    {
        using var refused = await browser.PostAsync(Url(account), Url(account), fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        return await refused.Content.ReadAsStringAsync();
    }

    Task<(int Contents, int Sources, int Accounts)> LeftAsync(MailAccount account) => App.InDatabaseAsync(async db => (await db.Set<LocalContent>().CountAsync(row => row.AccountId == account.Id),
        await db.Set<Pop3Source>().CountAsync(row => row.AccountId == account.Id), await db.Set<MailAccount>().CountAsync(row => row.Id == account.Id && row.HasCopies)));
}
