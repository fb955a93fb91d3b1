using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keys;
using Webmail.Security;
using Webmail.Tests.Mail.Keys;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Settings;

/// <summary>The person's keys, as a browser without JavaScript sees them.</summary>
public sealed class KeysTests(SqliteApp sqlite, MailServerFixture mail) : IClassFixture<SqliteApp>
{
    const string Page = "/settings/keys";

    [Fact]
    public async Task A_key_is_imported_locked_unlocked_exported_and_deleted_and_is_nobody_elses()
    {
        using var gpg = new GnuPg().Make("Ann <ann@example.test>");
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        using var other = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        var secret = Encoding.ASCII.GetString(gpg.Secret("ann@example.test"));
        using var refused = await browser.PostAsync(Page + "?handler=import", Page, ("text", secret), ("passphrase", "wrong"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("does not open this key", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await SaysAsync(browser, "?handler=import", "is imported and unlocked", ("text", secret), ("passphrase", GnuPg.Passphrase));
        Assert.Contains(">Unlocked<", await browser.TextAsync(Page), StringComparison.Ordinal);
        Assert.DoesNotContain("data-key", await other.TextAsync(Page), StringComparison.Ordinal);

        await SaysAsync(browser, "?handler=lock", "are locked");
        using var wrong = await browser.PostAsync(Page + "?handler=unlock", Page, ("passphrase", "wrong"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var back = await browser.PostAsync(Page + "?handler=unlock", Page, ("passphrase", GnuPg.Passphrase), ("back", "/mail"));
        Assert.Equal("/mail", back.Headers.Location?.ToString());

        var id = Regex.Match(await browser.TextAsync(Page), "keys/([0-9a-f-]{36})/public").Groups[1].Value;
        gpg.Import(await browser.TextAsync($"{Page}/{id}/public"));
        foreach (var leaf in new[] { "public", "removal" })
        {
            using var hidden = await other.GetAsync($"{Page}/{id}/{leaf}");
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        }
        using var theirs = await other.PostAsync($"{Page}/{id}/removal", Page);
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        Assert.Contains("cannot be read here any more", await browser.TextAsync($"{Page}/{id}/removal"), StringComparison.Ordinal);
        using var gone = await browser.PostAsync($"{Page}/{id}/removal", $"{Page}/{id}/removal");
        Assert.Equal(Page, gone.Headers.Location?.ToString());
        Assert.DoesNotContain("data-key", await browser.TextAsync(Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_made_here_opens_in_its_session_only_and_ends_with_it()
    {
        var person = await mail.NewUserAsync();
        using var browser = await sqlite.App.SignInAsync(person);
        using var second = await sqlite.App.SignInAsync(person);
        var identity = Regex.Match(await browser.TextAsync(Page), "<option value=\"([^\"]+)\"").Groups[1].Value;
        using var weak = await browser.PostAsync(Page + "?handler=make", Page, ("identity", identity), ("passphrase", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);
        await SaysAsync(browser, "?handler=make", "is made", ("identity", identity), ("passphrase", GnuPg.Passphrase));
        Assert.Contains(">Unlocked<", await browser.TextAsync(Page), StringComparison.Ordinal);
        Assert.Contains(">Locked<", await second.TextAsync(Page), StringComparison.Ordinal);
        var id = Guid.Parse(Regex.Match(await browser.TextAsync(Page), "keys/([0-9a-f-]{36})/public").Groups[1].Value);
        Assert.True(await sqlite.App.InDatabaseAsync(db => db.Set<UnlockedKey>().AnyAsync(key => key.KeyId == id)));
        using var left = await browser.PostAsync("/sign-out", Page);
        Assert.False(await sqlite.App.InDatabaseAsync(db => db.Set<UnlockedKey>().AnyAsync(key => key.KeyId == id)));
        Assert.DoesNotContain(string.Join("\n", sqlite.App.Log.All), GnuPg.Passphrase, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_older_master_key_sealed_is_sealed_anew_when_its_passphrase_is_given()
    {
        using var browser = await sqlite.App.SignInAsync(await mail.NewUserAsync());
        var identity = Regex.Match(await browser.TextAsync(Page), "<option value=\"([^\"]+)\"").Groups[1].Value;
        await SaysAsync(browser, "?handler=make", "is made", ("identity", identity), ("passphrase", GnuPg.Passphrase));
        var id = Guid.Parse(Regex.Match(await browser.TextAsync(Page), "keys/([0-9a-f-]{36})/public").Groups[1].Value);
        var (older, newer) = (Convert.FromBase64String(await File.ReadAllTextAsync(sqlite.App.MasterKeyPath)), RandomNumberGenerator.GetBytes(MasterKeys.Size));
        KeySafe before = new(new MasterKeys(older)), rotated = new(new MasterKeys(newer, older)), after = new(new MasterKeys(newer));
        var person = await sqlite.App.InDatabaseAsync(db => db.Set<PersonKey>().Where(key => key.Id == id).Select(key => key.PersonId).SingleAsync());
        var (passphrase, early, late) = (new Secret(GnuPg.Passphrase), await BeginSessionAsync(person), await BeginSessionAsync(person));
        foreach (var (safe, session) in new[] { (before, early), (before, late), (rotated, late) }) Assert.Equal(1, await InBookAsync(safe, book => book.UnlockAsync(person, passphrase, session, default)));

        Assert.Single(await InBookAsync(after, book => book.OpenAsync(person, late, default)));
        Assert.Equal(1, await InBookAsync(after, async book => await book.UnlockAsync(person, passphrase, await BeginSessionAsync(person), default)));
        // Another session had it open, and did nothing.
        Assert.Single(await InBookAsync(rotated, book => book.OpenAsync(person, early, default)));
    }

    async Task<Secret> BeginSessionAsync(Guid person)
    {
        var secret = CredentialVault.NewSessionSecret();
        await sqlite.App.InDatabaseAsync(db =>
        {
            db.Add(new SignedInSession { TicketHash = $"{Guid.NewGuid():N}", PersonId = person, Address = "", Holder = CredentialVault.HolderOf(secret), Keep = true, CreatedAt = 0, SeenAt = 0, ExpiresAt = long.MaxValue });
            return db.SaveChangesAsync();
        });
        return secret;
    }

    Task<T> InBookAsync<T>(KeySafe safe, Func<KeyBook, Task<T>> look) => sqlite.App.InDatabaseAsync(db => look(new KeyBook(db, safe, TimeProvider.System)));

    static async Task SaysAsync(Browser browser, string handler, string sentence, params (string, string)[] fields)
    {
        using var done = await browser.PostAsync(Page + handler, Page, fields);
        Assert.Equal(Page, done.Headers.Location?.ToString());
        Assert.Contains(sentence, await browser.TextAsync(Page), StringComparison.Ordinal);
    }
}
