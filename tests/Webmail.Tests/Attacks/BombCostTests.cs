using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Attacks;

/// <summary>What a message of up to 50 MiB costs the application itself, whose memory is everybody's: its workers have limits of their own.</summary>
public sealed class BombMemoryTests(MailServerFixture mail, ITestOutputHelper output)
{
    const int MostExtra = 256 << 20;

    [Fact]
    public async Task A40_A41_A44_no_message_takes_256_MB_or_ends_the_application()
    {
        await using var app = new ChildApp(new Dictionary<string, string>
        {
            ["Webmail__Servers__0__Domain"] = "*", ["Webmail__Servers__0__Imap"] = $"imap+plain://127.0.0.1:{mail.Server.Ports.Imap}", ["Webmail__Servers__0__Smtp"] = $"smtp+plain://127.0.0.1:{mail.Server.Ports.Submission}",
        });
        app.Start();
        await app.ReadyAsync();
        var person = await mail.NewUserAsync();
        using var browser = app.Open();
        using var signedIn = await browser.SignInAsync(person.Address, person.Password);
        using var desk = new ReadingDesk(browser, person, await app.InDatabaseAsync(db => db.Set<MailAccount>().Where(row => row.Address == person.Address).Select(row => row.Id).SingleAsync()));
        // The code is compiled and the caches are filled by small ones.
        foreach (var (_, source) in All(1000)) await OpenAsync(desk, source());
        var id = app.Id;
        foreach (var (name, source) in All(1))
        {
            var before = ProcessMemory.Peak(app.Id, reset: true);
            await OpenAsync(desk, source());
            var extra = ProcessMemory.Peak(app.Id) - before;
            output.WriteLine($"{name}: {extra >> 20} MB more than the {before >> 20} MB before");
            Assert.True(extra <= MostExtra, $"{name}: {extra >> 20} MB");
        }
        Assert.False(app.HasExited);
        Assert.Equal(id, app.Id);
        await desk.TextAsync($"/mail/{desk.Account}/INBOX");
    }

    static IEnumerable<(string Name, Func<string> Source)> All(int share) =>
    [
        ("nested parts", () => Bombs.Nested(100_000 / share)), ("parts", () => Bombs.Parts(1_000_000 / share)), ("header fields", () => Bombs.Headers(500_000 / share)),
        .. share > 1 ? [] : (IEnumerable<(string, Func<string>)>)
        [
            ("a line of text", () => Bombs.OneLine("text/plain")), ("a line of HTML", () => Bombs.OneLine("text/html")), ("base64 that is none, text", () => Bombs.BadBase64("text/plain")),
            ("base64 that is none, HTML", () => Bombs.BadBase64("text/html")), ("nulls in text", () => Bombs.Nulls("text/plain")), ("nulls in HTML", () => Bombs.Nulls("text/html")),
            ("boundaries that never come", Bombs.Unbounded), ("every charset", Bombs.InEveryCharset),
        ],
    ];

    static async Task OpenAsync(ReadingDesk desk, string source)
    {
        var message = await desk.ReceiveAsync(source);
        Assert.Contains("data-field=\"subject\"", await desk.TextAsync(message), StringComparison.Ordinal);
        var body = await desk.TextAsync(message + "/body");
        Assert.True(body.Contains("class=\"mail-", StringComparison.Ordinal) || body.Contains("class=\"notice\"", StringComparison.Ordinal), "Nothing is shown, and nothing says why.");
        await desk.TextAsync(message + "/print");
    }
}
