using System.Net;
using System.Text;
using MailKit;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Endpoints;

/// <summary>A signed-in person with one message in the inbox, before the real application and a real mail server.</summary>
sealed class ReadingDesk(Browser browser, MailPerson person, MailAccount account) : IDisposable
{
    public Browser Browser => browser;
    public string Account => account.Id;
    public Guid PersonId => account.PersonId;
    public string Address => person.Address;

    public static async Task<ReadingDesk> SitDownAsync(WebmailApp app, MailServerFixture fixture)
    {
        var person = await fixture.NewUserAsync();
        var browser = await app.SignInAsync(person);
        var account = await app.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == person.Address));
        return new(browser, person, account);
    }

    /// <summary>Puts a message into the inbox and returns its address without a leaf: <c>/mail/…/INBOX/1-1</c>.</summary>
    public async Task<string> ReceiveAsync(string source)
    {
        await person.AppendAsync(Encoding.UTF8.GetBytes(source.ReplaceLineEndings("\r\n")));
        using var imap = await TrustedImap.OpenAsync(person);
        await imap.Inbox.OpenAsync(FolderAccess.ReadOnly);
        var newest = (await imap.Inbox.FetchAsync(imap.Inbox.Count - 1, -1, MessageSummaryItems.UniqueId))[0];
        // A person comes to a message by the list, which asks the server for what is new.
        using var list = await browser.GetAsync($"/mail/{Account}/INBOX");
        return $"/mail/{Account}/INBOX/{imap.Inbox.UidValidity}-{newest.UniqueId.Id}";
    }

    public async Task<HttpResponseMessage> GetAsync(string url, HttpStatusCode status = HttpStatusCode.OK, params (string, string)[] headers)
    {
        var answer = await browser.GetAsync(url, headers);
        Assert.Equal(status, answer.StatusCode);
        return answer;
    }

    public async Task<string> TextAsync(string url)
    {
        using var answer = await GetAsync(url);
        return await answer.Content.ReadAsStringAsync();
    }

    public void Dispose() => browser.Dispose();
}
