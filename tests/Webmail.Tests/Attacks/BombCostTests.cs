using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.MailServers.Processes;
using Webmail.MailServers.Samples;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Attacks;

/// <summary>
/// What a message of up to 50 MiB costs: memory of the application itself, which is everybody's (its workers have limits of their own), and processor time of both. Nothing here measures the time
/// that passes: processor time is the same on a busy machine.
/// </summary>
public sealed class BombCostTests(MailServerFixture mail, ITestOutputHelper output)
{
    const int MostMemory = 256 << 20, MostMilliseconds = 2_000;

    [Fact]
    public async Task A40_A41_A42_A44_no_message_takes_256_MB_or_two_seconds_or_ends_the_application()
    {
        await using var app = new ChildApp(new Dictionary<string, string>
        {
            // What the compiler takes is not counted either.
            ["DOTNET_TieredCompilation"] = "0",
            ["Webmail__Servers__0__Domain"] = "*", ["Webmail__Servers__0__Imap"] = $"imap+plain://127.0.0.1:{mail.Server.Ports.Imap}", ["Webmail__Servers__0__Smtp"] = $"smtp+plain://127.0.0.1:{mail.Server.Ports.Submission}",
        });
        app.Start();
        await app.ReadyAsync();
        var person = await mail.NewUserAsync();
        using var browser = app.Open();
        using var signedIn = await browser.SignInAsync(person.Address, person.Password);
        using var desk = new ReadingDesk(browser, person, await app.InDatabaseAsync(db => db.Set<MailAccount>().SingleAsync(row => row.Address == person.Address)));
        // The code is compiled and the caches are filled by small ones.
        foreach (var source in (string[])[Bombs.Nested(100), Bombs.Parts(1_000), Bombs.Headers(500), HtmlBombs.Make(() => "<p style='width:calc(1px + 1px)'>words</p>", 0)]) await OpenAsync(desk, source);
        var id = app.Id;
        foreach (var bomb in Bombs.All.Concat(HtmlBombs.All.Select(kind => new Bomb(kind.Name, () => HtmlBombs.Make(kind.Html, 1)))))
        {
            var (before, used) = (ProcessMemory.Peak(app.Id, reset: true), new ProcessTree(app.Id).CpuMilliseconds);
            await OpenAsync(desk, bomb.Text());
            var (extra, time) = (ProcessMemory.Peak(app.Id) - before, new ProcessTree(app.Id).CpuMilliseconds - used);
            output.WriteLine($"{bomb.Name}: {extra >> 20} MB more than the {before >> 20} MB before, {time} ms of processor time");
            Assert.True(extra <= MostMemory, $"{bomb.Name}: {extra >> 20} MB");
            Assert.True(time <= MostMilliseconds, $"{bomb.Name}: {time} ms");
        }
        Assert.False(app.HasExited);
        Assert.Equal(id, app.Id);
        await desk.TextAsync($"/mail/{desk.Account}/INBOX");
    }

    static async Task OpenAsync(ReadingDesk desk, string source)
    {
        var message = await desk.ReceiveAsync(source);
        Assert.Contains("data-field=\"subject\"", await desk.TextAsync(message), StringComparison.Ordinal);
        var body = await desk.TextAsync(message + "/body");
        Assert.True(body.Contains("class=\"mail-", StringComparison.Ordinal) || body.Contains("class=\"notice\"", StringComparison.Ordinal), "Nothing is shown, and nothing says why.");
        await desk.TextAsync(message + "/print");
    }
}
