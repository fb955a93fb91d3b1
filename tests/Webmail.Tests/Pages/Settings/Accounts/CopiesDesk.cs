using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Pop3;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>Somebody with an IMAP account who has copies made of it.</summary>
public abstract partial class CopiesDesk(MailServerFixture mail) : IAsyncDisposable
{
    private protected WebmailApp App { get; } = new(mail.Server);
    protected MailServerFixture Mail { get; } = mail;

    private protected async Task<(MailPerson, Browser, MailAccount)> NewAsync()
    {
        var person = await Mail.NewUserAsync("ines");
        for (var number = 0; number < 3; number++) await person.AppendAsync($"Letter {number}", $"Text {number}");
        var browser = await App.SignInAsync(person);
        return (person, browser, await App.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking().SingleAsync(row => row.Address == person.Address)));
    }

    private protected async Task KeepAsync(Browser browser, MailAccount account)
    {
        var url = $"/settings/accounts/{account.Id}/copies";
        var page = await browser.TextAsync(url);
        var mailboxes = Checked().Matches(page).Select(match => ("mailboxes", WebUtility.HtmlDecode(match.Groups[1].Value))).ToArray();
        Assert.Contains(("mailboxes", "INBOX"), mailboxes);
        Assert.DoesNotContain(("mailboxes", "Trash"), mailboxes);
        using (var kept = await browser.PostAsync(url, url, mailboxes)) Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);
        await DoneAsync(browser, account, null);
    }

    /// <summary>Until everything is here, as somebody waits for it.</summary>
    private protected Task DoneAsync(Browser browser, MailAccount account, int? messages) => Eventually.Async(async () =>
    {
        await browser.TextAsync($"/mail/{account.Id}/INBOX");
        return await SourceAsync(account) is { LastAt: not null, RoundTotal: 0, LeaseUntil: 0 } source && source.OnServer == (messages ?? source.OnServer);
    });

    private protected async Task FetchAsync(Browser browser, MailAccount account)
    {
        var (before, url) = (await SourceAsync(account), $"/settings/accounts/{account.Id}/where");
        using (var pressed = await browser.PostAsync($"{url}?handler=Fetch", url)) Assert.Equal(HttpStatusCode.Redirect, pressed.StatusCode);
        await Eventually.Async(async () => await SourceAsync(account) is { LeaseUntil: 0, Problem: null } now && now.LastAt > before.LastAt);
    }

    private protected Task<Pop3Source> SourceAsync(MailAccount account) => App.InDatabaseAsync(db => db.Set<Pop3Source>().AsNoTracking().SingleAsync(row => row.AccountId == account.Id));

    private protected static async Task<Dictionary<string, string>> WhereAsync(Browser browser, MailAccount account) => Fact().Matches(await browser.TextAsync($"/settings/accounts/{account.Id}/where"))
        .GroupBy(match => match.Groups[1].Value).ToDictionary(group => group.Key, group => WebUtility.HtmlDecode(Spaces().Replace(group.First().Groups[2].Value, " ")).Trim());

    [GeneratedRegex("data-where=\"([^\"]+)\">([^<]*)<")]
    private static partial Regex Fact();

    [GeneratedRegex(@"[ \r\n]+")]
    private static partial Regex Spaces();

    [GeneratedRegex("name=\"mailboxes\" value=\"([^\"]+)\" checked")]
    private static partial Regex Checked();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return App.DisposeAsync();
    }
}
