using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Accounts.OAuth;
using Webmail.Mail.Imap;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.SignIn;

/// <summary>Mailboxes that open by their provider's sign-in (OAuth 2.0), before a real provider, Dovecot and Exim.</summary>
public sealed class ConnectTests(ConnectedHouse house) : IClassFixture<ConnectedHouse>
{
    [Fact]
    public async Task A_mailbox_opens_by_the_sign_in_of_its_provider_and_sends_by_it()
    {
        var address = house.NewAddress();
        using var browser = await house.SignInAsync(address);
        var account = await AccountAsync(address);
        Assert.Equal("Example", account.ConnectedBy);
        Assert.Contains("data-mailbox=\"INBOX\"", await browser.TextAsync($"/mail/{account.Id}/INBOX"));
        // IMAP by OAUTHBEARER, SMTP by XOAUTH2: the doctor goes both ways.
        using var doctor = await browser.PostAsync($"/settings/accounts/{account.Id}/doctor", $"/settings/accounts/{account.Id}/doctor");
        var page = await doctor.Content.ReadAsStringAsync();
        Assert.DoesNotContain("data-problem", page);
        Assert.Equal(HttpStatusCode.OK, doctor.StatusCode);
        Assert.Contains(house.Server.Ports.Submission.ToString(System.Globalization.CultureInfo.InvariantCulture), page);
    }

    [Fact]
    public async Task The_provider_says_the_address_when_nobody_typed_it()
    {
        var address = house.NewAddress();
        house.Provider.Somebody = address;
        try
        {
            using var browser = await house.SignInAsync("");
            await AccountAsync(address);
        }
        finally
        {
            house.Provider.Somebody = null;
        }
    }

    [Fact]
    public async Task A_mailbox_with_pop3_alone_opens_by_it_too()
    {
        var address = house.NewAddress(MailServer.PopDomain);
        using var browser = await house.SignInAsync(address);
        Assert.True((await AccountAsync(address)).KeptHere);
    }

    [Fact]
    public async Task No_password_is_asked_for_or_tried_where_the_provider_has_a_sign_in()
    {
        var person = await house.Server.NewUserAsync();
        using var browser = house.App.Open();
        using var answer = await browser.SignInAsync(person.Address, person.Password);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Example opens this mailbox with its own sign-in.", page);
        Assert.Contains("Continue with Example", page);
        Assert.DoesNotContain("type=\"password\"", page);
    }

    [Fact]
    public async Task An_answer_that_another_browser_asked_for_or_that_came_twice_opens_nothing()
    {
        var address = house.NewAddress();
        using var attacker = house.App.Open();
        using var victim = house.App.Open();
        var back = await house.ThereAsync(attacker, "/sign-in?here=1", ("email", address)) + "&here=1";
        using var planted = await victim.GetAsync(back);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, planted.StatusCode);
        Assert.Contains("This way back is no longer valid.", WebUtility.HtmlDecode(await planted.Content.ReadAsStringAsync()));
        Assert.Null(victim.Cookie("webmail"));
        using var first = await attacker.GetAsync(back);
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        using var again = await attacker.GetAsync(back);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        // From another site the page only goes on by itself: the session's cookies come along then.
        using var arriving = await attacker.GetAsync(back.Replace("&here=1", "", StringComparison.Ordinal));
        Assert.Contains("&amp;here=1", await arriving.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Another_account_at_the_provider_does_not_open_the_mailbox_that_was_named()
    {
        var (mine, other) = (house.NewAddress(), house.NewAddress());
        using var browser = house.App.Open();
        house.Provider.Somebody = other;
        try
        {
            using var answer = await house.ConnectAsync(browser, "/sign-in?here=1", ("email", mine));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Contains("Example let you in, but not to this mailbox.", await answer.Content.ReadAsStringAsync());
        }
        finally
        {
            house.Provider.Somebody = null;
        }
        Assert.False(await house.App.InDatabaseAsync(db => db.Set<MailAccount>().AnyAsync(account => account.Address == mine || account.Address == other)));
    }

    [Fact]
    public async Task Many_callers_on_two_nodes_cause_one_refresh_each_and_the_changed_token_is_used_next()
    {
        var address = house.NewAddress();
        using var browser = await house.SignInAsync(address);
        var (services, key) = (house.App.Services, await KeyAsync(browser, address));
        AccessTokens[] nodes = [services.GetRequiredService<AccessTokens>(), ActivatorUtilities.CreateInstance<AccessTokens>(services)];
        for (var round = 0; round < 2; round++)
        {
            house.App.Clock.Pass(TimeSpan.FromHours(2));
            var before = house.Provider.Refreshed;
            var tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(caller => nodes[caller % 2].GetAsync(key, TestContext.Current.CancellationToken)));
            Assert.Equal(2, tokens.Select(token => token.Reveal()).Distinct().Count());
            Assert.Equal(2, house.Provider.Refreshed - before);
        }
    }

    [Fact]
    public async Task A_token_that_ended_before_its_time_is_replaced_without_a_word()
    {
        var address = house.NewAddress();
        using var browser = await house.SignInAsync(address);
        var account = await AccountAsync(address);
        house.App.Clock.Pass(TimeSpan.FromMinutes(5));
        house.Provider.ForgetAccess(address);
        house.App.Services.GetRequiredService<ImapSessions>().Forget(account.PersonId, account.Id);
        Assert.Contains("data-mailbox=\"INBOX\"", await browser.TextAsync($"/mail/{account.Id}/INBOX"));
    }

    [Fact]
    public async Task Who_took_the_permission_back_is_asked_to_connect_again_and_for_no_password()
    {
        var address = house.NewAddress();
        using var browser = await house.SignInAsync(address);
        var account = await AccountAsync(address);
        var inbox = await RevokedAsync(account);
        using var asked = await browser.GetAsync(inbox);
        var where = asked.Headers.Location!.ToString();
        Assert.StartsWith("/sign-in?email=", where);
        var page = await browser.TextAsync(where + "&here=1");
        Assert.Contains("Example must let this webmail in once more.", page);
        Assert.DoesNotContain("type=\"password\"", page);
        using var connected = await house.ConnectAsync(browser, "/sign-in?here=1&email=", ("email", address), ("returnUrl", inbox));
        Assert.Equal(inbox, connected.Headers.Location?.ToString());
        await browser.TextAsync(inbox);
    }

    [Fact]
    public async Task An_added_account_is_connected_opens_after_the_next_sign_in_and_is_connected_again()
    {
        var (anna, address) = (await house.NewPersonAsync(), house.NewAddress());
        using (var browser = await house.App.SignInAsync(anna))
        {
            using var added = await house.ConnectAsync(browser, $"/settings/accounts/new?address={address}", ("address", address));
            Assert.Contains($"{address} is connected.", await browser.TextAsync(added.Headers.Location!.ToString()));
        }
        var account = await AccountAsync(address);
        using var later = await house.App.SignInAsync(anna);
        await later.TextAsync($"/mail/{account.Id}/INBOX");
        var inbox = await RevokedAsync(account);
        using var asked = await later.GetAsync(inbox);
        var where = asked.Headers.Location!.ToString();
        Assert.Contains("Example must let this webmail in once more", await later.TextAsync(where));
        using var connected = await house.ConnectAsync(later, where);
        Assert.Equal(inbox, connected.Headers.Location?.ToString());
        await later.TextAsync(inbox);
    }

    [Fact]
    public async Task No_token_is_in_the_database_or_in_the_log()
    {
        using var browser = await house.SignInAsync(house.NewAddress());
        Assert.NotEmpty(house.Provider.Secrets);
        foreach (var secret in house.Provider.Secrets)
        {
            Assert.DoesNotContain(house.App.Log.All, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(Directory.GetFiles(house.App.DataDirectory, "*", SearchOption.AllDirectories), file => Holds(file, secret));
        }
    }

    async Task<string> RevokedAsync(MailAccount account)
    {
        house.Provider.Revoke(account.Address);
        house.App.Clock.Pass(TimeSpan.FromHours(2));
        house.App.Services.GetRequiredService<ImapSessions>().Forget(account.PersonId, account.Id);
        return await Task.FromResult($"/mail/{account.Id}/INBOX");
    }

    Task<MailAccount> AccountAsync(string address) => house.App.InDatabaseAsync(db => db.Set<MailAccount>().AsNoTracking().SingleAsync(account => account.Address == address));

    async Task<GrantKey> KeyAsync(Browser browser, string address)
    {
        var (account, secret) = (await AccountAsync(address), new Secret(browser.Cookie("webmail-key")!));
        var row = await house.App.InDatabaseAsync(db => db.Set<SealedCredential>().AsNoTracking().SingleAsync(credential => credential.AccountId == account.Id));
        return GrantKey.Parse(house.App.Services.GetRequiredService<CredentialVault>().Open(row, account.PersonId, secret)!.Value)!;
    }

    static bool Holds(string file, string secret)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)) >= 0;
    }
}
