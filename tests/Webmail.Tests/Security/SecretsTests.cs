using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Tests.Support;

namespace Webmail.Tests.Security;

public sealed class SecretsTests(MailServerFixture mail)
{
    [Fact]
    public async Task A100_SnappyMail_2_19_7_no_secret_is_in_the_log_in_the_database_or_on_an_error_page()
    {
        await using var app = new WebmailApp(mail.Server, ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft", "Trace"), ("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Trace"));
        var person = await mail.NewUserAsync();
        using var browser = await app.SignInAsync(person);
        using var stranger = app.Open();
        using var wrong = await stranger.SignInAsync(person.Address, "canary-wrong-password");
        using var misplaced = await stranger.SignInAsync("canary-in-address-field", "canary-second");
        using var inbox = await browser.GetAsync("/mail");
        using var broken = await browser.GetAsync(inbox.Headers.Location + "/broken");
        string[] secrets =
        [
            person.Password, "canary-wrong-password", "canary-in-address-field", "canary-second", browser.Cookie("webmail")!, browser.Cookie("webmail-key")!,
            File.ReadAllText(app.MasterKeyPath).Trim(),
        ];
        var page = await wrong.Content.ReadAsStringAsync() + await broken.Content.ReadAsStringAsync();
        Assert.NotEmpty(app.Log.All);
        foreach (var secret in secrets)
        {
            Assert.Equal("", string.Join('\n', app.Log.All.Where(line => line.Contains(secret, StringComparison.Ordinal))));
            Assert.DoesNotContain(secret, page);
            Assert.False(Files(app.DataDirectory).Any(file => Holds(file, secret)), "A secret is in a file of the data directory.");
        }
    }

    [Fact]
    public async Task The_key_ring_is_sealed_and_survives_a_restart()
    {
        using var folder = new TemporaryDirectory();
        (string, string)[] settings = [("Webmail:DataDirectory", Path.Combine(folder.Path, "data")), ("Webmail:MasterKeyFile", folder.Write("key", Convert.ToBase64String(new byte[32])))];
        await using (var before = new WebmailApp(null, settings))
        {
            using var browser = before.Open();
            await browser.TextAsync("/sign-in");
        }
        await using var after = new WebmailApp(null, settings);
        using var again = after.Open();
        await again.TextAsync("/sign-in");
        var ring = await after.InDatabaseAsync(db => db.DataProtectionKeys.Select(key => key.Xml).ToListAsync());
        Assert.Contains("<sealed", Assert.Single(ring));
        Assert.DoesNotContain("masterKey xmlns", ring[0]);
    }

    [Fact]
    public async Task A_session_whose_half_of_the_key_is_gone_is_asked_to_sign_in_again()
    {
        await using var app = new WebmailApp(mail.Server);
        var person = await mail.NewUserAsync();
        using var browser = await app.SignInAsync(person);
        using var inbox = await browser.GetAsync("/mail");
        browser.DropCookie("webmail-key");
        using var answer = await browser.GetAsync(inbox.Headers.Location!.ToString());
        Assert.StartsWith("/sign-in?", answer.Headers.Location?.ToString());
        var form = await browser.TextAsync(answer.Headers.Location!.ToString());
        Assert.Contains("Please sign in again.", form);
        Assert.Contains($"value=\"{person.Address}\"", form);
    }

    static string[] Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories);

    static bool Holds(string file, string secret)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0;
    }
}
