using Webmail.MailServers.Samples;
using Webmail.Tests.Mail.Local;
using Webmail.Tests.Support;

namespace Webmail.Tests.Attacks;

public sealed class KeptBombsOnSqliteTests(OwnSqliteApp fixture, MailServerFixture mail) : KeptBombTests(fixture.App, mail), IClassFixture<OwnSqliteApp>;

public sealed class KeptBombsOnPostgresTests(OwnPostgresApp fixture, MailServerFixture mail) : KeptBombTests(fixture.App, mail), IClassFixture<OwnPostgresApp>;

/// <summary>Bombs that are kept here: nobody's server has looked at them before, and NUL octets are still what they were.</summary>
public abstract class KeptBombTests(WebmailApp app, MailServerFixture mail)
{
    [Fact]
    public async Task A40_A41_A44_A48_bombs_that_are_kept_open()
    {
        var (browser, inbox, account) = await KeptAccount.OpenAsync(app, mail);
        foreach (var bomb in Bombs.All.Concat(CharsetNames.Others.Select(name => new Bomb(name, () => Bombs.InCharset(name, 2_000)))))
        {
            var bytes = bomb.Bytes();
            var kept = await account.DeliverAsync(bytes);
            var key = $"{kept.Validity}-{kept.Uid}";
            Assert.Contains($"data-message=\"{key}\"", await browser.TextAsync(inbox), StringComparison.Ordinal);
            Assert.Contains("data-field=\"subject\"", await browser.TextAsync($"{inbox}/{key}"), StringComparison.Ordinal);
            var body = await browser.TextAsync($"{inbox}/{key}/body");
            Assert.True(body.Contains("class=\"mail-", StringComparison.Ordinal) || body.Contains("class=\"notice\"", StringComparison.Ordinal), bomb.Name);
            Assert.DoesNotContain('\0', body);
            using var source = await browser.GetAsync($"{inbox}/{key}/source?download=1");
            Assert.Equal(bytes, await source.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
        Assert.DoesNotContain(app.Log.All, line => line.Contains("\n   at ", StringComparison.Ordinal));
        browser.Dispose();
    }

    [Theory]
    [InlineData("text/plain"), InlineData("text/html")]
    public async Task A44_words_between_nulls_are_read(string type)
    {
        var (browser, inbox, account) = await KeptAccount.OpenAsync(app, mail);
        var key = await account.DeliverAsync($"Subject: a\0b\r\nContent-Type: {type}", "wor\0ds \0\0and <b\0>more</b>\r\n");
        Assert.Contains("ab", await browser.TextAsync(inbox), StringComparison.Ordinal);
        Assert.Contains("words and", await browser.TextAsync($"{inbox}/{key.Validity}-{key.Uid}/body"), StringComparison.Ordinal);
        browser.Dispose();
    }
}
