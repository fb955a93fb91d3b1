using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.Tests.Mail.Sending;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Compose;

/// <summary>Drafts here and in the Drafts mailbox.</summary>
public sealed partial class DraftTests(OwnSqliteApp sqlite, MailServerFixture mail) : IClassFixture<OwnSqliteApp>
{
    [Fact]
    public async Task What_is_typed_is_kept_by_revisions()
    {
        using var browser = await SignInAsync();
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Growing", "one");
        using var first = await composer.KeepAsync();
        Assert.Contains("name=\"revision\" value=\"1\"", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        composer["revision"] = "1";
        composer["body"] = "one two";
        using var second = await composer.KeepAsync();
        Assert.Contains("name=\"revision\" value=\"2\"", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("one two", (await Composer.OpenAsync(browser, $"/compose?draft={composer["id"]}"))["body"]);
    }

    [Fact]
    public async Task A_keep_from_an_old_page_makes_a_draft_of_its_own()
    {
        using var browser = await SignInAsync();
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Forked", "one");
        using var _ = await composer.KeepAsync();
        composer["body"] = "changed by an old page"; // Its revision is still 0.
        using var forked = await composer.KeepAsync();
        var said = await forked.Content.ReadAsStringAsync();
        Assert.DoesNotContain($"value=\"{composer["id"]}\"", said, StringComparison.Ordinal);
        Assert.Contains("This draft was changed elsewhere", said, StringComparison.Ordinal);
        Assert.Equal("one", (await Composer.OpenAsync(browser, $"/compose?draft={composer["id"]}"))["body"]);
    }

    [Fact]
    public async Task The_drafts_mailbox_has_one_copy_that_follows_and_opens_the_draft()
    {
        var person = await mail.NewUserAsync("ann");
        using var browser = await sqlite.App.SignInAsync(person);
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Everywhere", "first words");
        composer["bcc"] = "hidden@example.test";
        using var _ = await composer.PressAsync("act", "save");
        Assert.Contains("hidden@example.test", (await Arrivals.ExpectAsync(person, "Drafts", "Everywhere", 1))[0], StringComparison.Ordinal);
        var again = await Composer.OpenAsync(browser, $"/compose?draft={composer["id"]}");
        again["body"] = "second words";
        using var __ = await again.PressAsync("act", "save");
        await UntilAsync(async () => (await Arrivals.InAsync(person, "Drafts", "Everywhere")) is [var only] && only.Contains("second words", StringComparison.Ordinal));
        using var entrance = await browser.GetAsync("/mail");
        var drafts = entrance.Headers.Location!.ToString().Replace("INBOX", "Drafts", StringComparison.Ordinal);
        var key = Key().Match(await browser.TextAsync(drafts)).Groups[1].Value;
        var opened = await Composer.OpenAsync(browser, $"/compose?kind=EditDraft&account={drafts.Split('/')[2]}&mailbox=Drafts&message={key}");
        Assert.Equal((composer["id"], "second words"), (opened["id"], opened["body"]));
        await opened.SentAsync();
        sqlite.App.Clock.Pass(TimeSpan.FromSeconds(11));
        sqlite.App.Services.GetRequiredService<OutboxSignal>().Raise();
        await Arrivals.ExpectAsync(person, "Sent", "Everywhere", 1);
        await UntilAsync(async () => (await Arrivals.InAsync(person, "Drafts", "Everywhere")).Count == 0);
    }

    [Fact]
    public async Task A_draft_of_another_program_goes_on_here_and_its_old_copy_is_in_the_trash()
    {
        var person = await mail.NewUserAsync("ann");
        await person.AppendAsync(Encoding.ASCII.GetBytes("To: bob@example.test\r\nBcc: carl@example.test\r\nSubject: Begun elsewhere\r\nMessage-ID: <x@y>\r\nIn-Reply-To: <p@q>\r\nReferences: <o@q> <p@q>\r\n\r\nDear Bob\r\n"), "Drafts", MailKit.MessageFlags.Draft);
        using var browser = await sqlite.App.SignInAsync(person);
        using var entrance = await browser.GetAsync("/mail");
        var drafts = entrance.Headers.Location!.ToString().Replace("INBOX", "Drafts", StringComparison.Ordinal);
        var key = Key().Match(await browser.TextAsync(drafts)).Groups[1].Value;
        var opened = await Composer.OpenAsync(browser, $"/compose?kind=EditDraft&account={drafts.Split('/')[2]}&mailbox=Drafts&message={key}");
        Assert.Equal(("bob@example.test", "carl@example.test", "Dear Bob", "<p@q>", "<o@q> <p@q>"), (opened["to"], opened["bcc"], opened["body"], opened["inReplyTo"], opened["references"]));
        using var _ = await opened.PressAsync("act", "save");
        await Arrivals.ExpectAsync(person, "Trash", "Begun elsewhere", 1);
        Assert.Single(await Arrivals.InAsync(person, "Drafts", "Begun elsewhere"));
    }

    [Fact]
    public async Task What_was_thrown_away_leaves_the_mailbox_and_later_the_database()
    {
        var person = await mail.NewUserAsync("ann");
        using var browser = await sqlite.App.SignInAsync(person);
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Rubbish", "x");
        using var _ = await composer.PressAsync("act", "save");
        await Arrivals.ExpectAsync(person, "Drafts", "Rubbish", 1);
        using var __ = await (await Composer.OpenAsync(browser, $"/compose?draft={composer["id"]}")).PressAsync("act", "discard");
        await UntilAsync(async () => (await Arrivals.InAsync(person, "Drafts", "Rubbish")).Count == 0);
        sqlite.App.Clock.Pass(TimeSpan.FromHours(2));
        var id = Guid.Parse(composer["id"]);
        await UntilAsync(async () => await sqlite.App.InDatabaseAsync(db => db.Set<Draft>().AllAsync(draft => draft.Id != id)));
    }

    [Fact]
    public async Task Without_a_session_nothing_is_kept_and_the_page_learns_it()
    {
        using var browser = await SignInAsync();
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Late", "x");
        browser.DropCookie("webmail");
        using var answer = await composer.KeepAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    async Task<Browser> SignInAsync() => await sqlite.App.SignInAsync(await mail.NewUserAsync("ann"));

    async Task UntilAsync(Func<Task<bool>> so)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            if (await so()) return;
            sqlite.App.Services.GetRequiredService<DraftSignal>().Raise();
            await Task.Delay(100);
        }
        Assert.Fail($"It did not come to pass. {string.Join('\n', sqlite.App.Log.All.Where(line => line.StartsWith("Error", StringComparison.Ordinal)))}");
    }

    [GeneratedRegex("data-message=\"([^\"]*)\"")]
    private static partial Regex Key();
}
