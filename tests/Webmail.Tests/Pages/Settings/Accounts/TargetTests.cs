using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Labels;
using Webmail.Mail.Local;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Mail.Pop3;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings.Accounts;

/// <summary>Where collected mail is put and what is put on it, as its person says it: a folder here or of an IMAP account, and a label.</summary>
public sealed class TargetTests : IAsyncDisposable
{
    readonly MailServerFixture mail;
    readonly ScriptedPop3 server = new();
    readonly WebmailApp app;

    public TargetTests(MailServerFixture mail)
    {
        this.mail = mail;
        app = new WebmailApp(mail.Server, ("Webmail:Servers:1:Domain", "pop.test"), ("Webmail:Servers:1:Pop3", $"pop3+plain://127.0.0.1:{server.Port}"));
    }

    [Fact]
    public async Task The_target_is_chosen_and_told_and_somebody_elses_account_is_none()
    {
        var (stranger, (other, browser, popped, into)) = (await mail.NewUserAsync(), await NewAsync());
        using var _ = browser;
        (await app.SignInAsync(stranger)).Dispose();
        var theirs = await AccountAsync(stranger.Address);
        var (page, where) = ($"/settings/accounts/{popped.Id}/target", $"/settings/accounts/{popped.Id}/where");
        var text = await browser.TextAsync(page);
        Assert.Contains($"value=\"{into.Id}/Archive\"", text, StringComparison.Ordinal);
        Assert.Contains($"/settings/labels/{popped.Id}", text, StringComparison.Ordinal);
        using (var refused = await browser.PostAsync(page, page, ("into", $"{theirs.Id}/INBOX"))) Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        await ChooseAsync(browser, popped, $"{into.Id}/Archive", "");
        Assert.Contains($"Archive of {other.Address}", await browser.TextAsync(where), StringComparison.Ordinal);
        await FetchAsync(browser, popped, into, "Archive", "Late");
        await Eventually.Async(async () => (await browser.TextAsync(where)).Contains("data-where=\"elsewhere\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_label_is_put_on_what_comes_into_an_IMAP_account_until_it_is_removed()
    {
        var (other, browser, popped, into) = await NewAsync();
        using var _ = browser;
        await LabelAsync(browser, popped, "Old mailbox");
        await ChooseAsync(browser, popped, $"{into.Id}/Archive", "Old mailbox");
        var where = $"/settings/accounts/{popped.Id}/where";
        Assert.Contains($"Archive of {other.Address}, with the label “Old mailbox”", await browser.TextAsync(where), StringComparison.Ordinal);
        Assert.Matches("value=\"Old mailbox\" selected", await browser.TextAsync($"/settings/accounts/{popped.Id}/target"));
        // The account that it comes into has the label from now on.
        Assert.Contains("Old mailbox", await browser.TextAsync($"/settings/labels/{into.Id}"), StringComparison.Ordinal);
        await FetchAsync(browser, popped, into, "Archive", "First");
        Assert.Contains("old_mailbox", Flags(other, "First"), StringComparison.Ordinal);
        using (var removed = await browser.PostAsync($"/settings/labels/{into.Id}", $"/settings/labels/{into.Id}", ("act", "delete"), ("keyword", "old_mailbox"))) Assert.Equal(HttpStatusCode.Redirect, removed.StatusCode);
        Assert.DoesNotContain("with the label", await browser.TextAsync(where), StringComparison.Ordinal);
        await FetchAsync(browser, popped, into, "Archive", "Second");
        Assert.DoesNotContain("old_mailbox", Flags(other, "Second"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_is_put_on_what_is_kept_here()
    {
        var (_, browser, popped, _) = await NewAsync();
        using var end = browser;
        await LabelAsync(browser, popped, "Été");
        await ChooseAsync(browser, popped, $"{popped.Id}/Archive", "Été");
        await FetchAsync(browser, popped, popped, "Archive", "Here");
        Assert.Equal("ete", await app.InDatabaseAsync(db => (from message in db.Set<LocalMessage>() join content in db.Set<LocalContent>() on message.ContentId equals content.Id where content.Subject == "Here" select message.Keywords).SingleAsync()));
        Assert.Contains("Été", await browser.TextAsync($"/mail/{popped.Id}/Archive"), StringComparison.Ordinal);
        var page = $"/settings/accounts/{popped.Id}/target";
        using var wrong = await browser.PostAsync(page, page, ("into", $"{popped.Id}/Archive"), ("label", "Nobody’s"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    /// <summary>Somebody with an IMAP account, and one that is collected.</summary>
    async Task<(MailPerson, Browser, MailAccount Popped, MailAccount Into)> NewAsync()
    {
        var person = await mail.NewUserAsync();
        await mail.Server.CreateMailboxAsync(person.Address, "Archive");
        var browser = await app.SignInAsync(person);
        using (var added = await browser.PostAsync("/settings/accounts/new", "/settings/accounts/new?address=ann@pop.test", ("address", "ann@pop.test"), ("password", "pass")))
            Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        return (person, browser, await AccountAsync("ann@pop.test"), await AccountAsync(person.Address));
    }

    Task<MailAccount> AccountAsync(string address) => app.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking().SingleAsync(row => row.Address == address));

    static async Task LabelAsync(Browser browser, MailAccount account, string name)
    {
        using var made = await browser.PostAsync($"/settings/labels/{account.Id}", $"/settings/labels/{account.Id}", ("act", "create"), ("name", name), ("colour", nameof(LabelColour.Green)));
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
    }

    static async Task ChooseAsync(Browser browser, MailAccount popped, string into, string label)
    {
        var page = $"/settings/accounts/{popped.Id}/target";
        using var chosen = await browser.PostAsync(page, page, ("into", into), ("label", label));
        Assert.Equal($"/settings/accounts/{popped.Id}/where", chosen.Headers.Location?.ToString());
    }

    /// <summary>A message comes to the provider, and is here when this returns.</summary>
    async Task FetchAsync(Browser browser, MailAccount popped, MailAccount into, string mailbox, string subject)
    {
        server.Messages.Add((subject, $"Subject: {subject}\r\nMessage-ID: <{subject}@target.test>\r\n\r\nText\r\n"));
        await browser.TextAsync($"/mail/{into.Id}/INBOX");
        var where = $"/settings/accounts/{popped.Id}/where";
        (await browser.PostAsync($"{where}?handler=fetch", where)).Dispose();
        await Eventually.Async(async () => (await browser.TextAsync($"/mail/{into.Id}/{mailbox}")).Contains($"{subject}", StringComparison.Ordinal));
    }

    string Flags(MailPerson person, string subject) => mail.Server.Doveadm("fetch", "-u", person.Address, "flags", "mailbox", "Archive", "header", "Subject", subject);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await server.DisposeAsync();
    }
}
