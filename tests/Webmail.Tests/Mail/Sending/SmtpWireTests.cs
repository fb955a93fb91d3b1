using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Mail.Writing;
using Webmail.Tests.Pages.Compose;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>What really goes over the wire to a submission server, octet by octet.</summary>
public sealed partial class SmtpWireTests(MailServerFixture mail) : IAsyncLifetime
{
    readonly ScriptedSmtp smtp = new();
    WebmailApp app = null!;

    public ValueTask InitializeAsync()
    {
        app = new WebmailApp(mail.Server, ("Webmail:Servers:0:Smtp", $"smtp+plain://127.0.0.1:{smtp.Port}"));
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("\r\n.\r\n"), InlineData("\n.\n"), InlineData("\r.\r"), InlineData("\n.\r\n"), InlineData("\r\n.\n"), InlineData("\r.\r\n"), InlineData("\r\n.\r"), InlineData("\r\n\0.\r\n")]
    public async Task A71_no_spelling_of_the_end_of_a_message_smuggles_another_one(string end)
    {
        var text = $"before{end}MAIL FROM:<evil@example.test>\r\nRCPT TO:<victim@example.test>\r\nDATA\r\nSubject: smuggled{end}";
        using var ann = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("ann"));
        var draft = ann.NewDraft("bob@example.test", "Smuggling", text);
        await ann.InScopeAsync(async services =>
        {
            var (kept, _) = await services.GetRequiredService<Drafts>().KeepAsync(draft, default);
            var files = services.GetRequiredService<DraftFiles>();
            await files.AddAsync(kept.PersonId, kept.Id, "a.txt", "text/plain", new MemoryStream(Encoding.ASCII.GetBytes(text)), default);
            // Forwarded as it is only if nothing in it could be read in two ways.
            var original = Encoding.ASCII.GetBytes($"Subject: inner\r\n\r\n{text}");
            return await files.AddMessageAsync(kept.PersonId, kept.Id, "inner.eml", await CarriedFiles.TravelsAsync(new MemoryStream(original), default), new MemoryStream(original), default);
        });
        var row = await ann.SendAsync(draft);
        await ann.UntilAsync(row.Id, SubmissionState.Done);
        Assert.DoesNotMatch("\r(?!\n)|(?<!\r)\n|\0", smtp.Wire);
        Assert.Single(EndOfData().Matches(smtp.Wire));
        Assert.Equal(["MAIL", "RCPT", "DATA"], smtp.Commands.Select(line => line.Split(' ')[0]).Where(word => word is "MAIL" or "RCPT" or "DATA"));
        Assert.Equal(row.Sha256, Hash(Assert.Single(smtp.Messages)));
    }

    [Theory]
    [InlineData("\r\n"), InlineData("\r"), InlineData("\n"), InlineData("\0"), InlineData("\u2028"), InlineData("\u0085")]
    public async Task A69_no_header_begins_inside_another(string end)
    {
        using var browser = await app.SignInAsync(await mail.NewUserAsync("ann"));
        foreach (var field in new[] { "to", "cc", "bcc", "subject", "inReplyTo", "references", "sourceMailbox" })
        {
            var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Headers", "Hello");
            composer[field] = $"bob@example.test{end}X-Evil: 1";
            using var answer = await composer.SendAsync();
            Assert.True((int)answer.StatusCode is 400 or 422, $"{field}: {answer.StatusCode}");
        }
        Assert.Equal("", smtp.Wire);
    }

    [Theory]
    [InlineData("\"a\r\nRCPT TO:<victim@example.test>\"@example.test"), InlineData("a> RCPT TO:<victim@example.test"), InlineData("<a@example.test>\nRCPT TO:<victim@example.test>"), InlineData("a@example.test> SIZE=1")]
    public async Task A70_no_address_carries_a_command(string address)
    {
        using var browser = await app.SignInAsync(await mail.NewUserAsync("ann"));
        using var answer = await (await Composer.OpenAsync(browser, "/compose")).Write(address, "Commands", "Hello").SendAsync();
        Assert.True((int)answer.StatusCode is 400 or 422, $"{answer.StatusCode}");
        Assert.Equal("", smtp.Wire);
    }

    [Fact]
    public async Task A70_each_recipient_is_one_command()
    {
        using var ann = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("ann"));
        var row = await ann.SendAsync(string.Join(", ", Enumerable.Range(0, 300).Select(number => $"\"Name, {number}\" <to{number}@example.test>")), "Many");
        await ann.UntilAsync(row.Id, SubmissionState.Done);
        Assert.Equal(Enumerable.Range(0, 300).Select(number => $"RCPT TO:<to{number}@example.test>").Order(), smtp.Commands.Where(line => line.StartsWith("RCPT", StringComparison.Ordinal)).Order());
    }

    [Theory]
    [InlineData("SIZE 20000", true), InlineData("SIZE 0", false), InlineData("SIZE", false)]
    public async Task A_message_that_is_too_large_for_the_server_is_never_begun(string offer, bool refused)
    {
        smtp.Offers = [offer, "AUTH PLAIN"];
        using var ann = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("ann"));
        var row = await ann.SendAsync(ann.NewDraft("bob@example.test", "Large", string.Concat(Enumerable.Repeat("A line of text.\n", 3000))));
        var seen = await ann.UntilAsync(row.Id, now => now.State is SubmissionState.Done or SubmissionState.Rejected);
        Assert.Equal(refused ? (SubmissionState.Rejected, FailureKind.TooLarge) : (SubmissionState.Done, null), (seen.State, seen.Problem));
        Assert.Equal(!refused, smtp.Commands.Contains("DATA"));
    }

    [Fact]
    public async Task The_composer_says_what_the_server_would_refuse_and_keeps_everything()
    {
        smtp.Offers = ["SIZE 1000000", "AUTH PLAIN"];
        using var browser = await app.SignInAsync(await mail.NewUserAsync("ann"));
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test, jos\u00e9@example.test", "Too much", "See file");
        composer.Attach("film.mp4", new byte[1_500_000]);
        using var answer = await composer.SendAsync();
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var again = await Composer.FromAsync(browser, answer);
        Assert.Contains("Your mail server takes messages of up to 1 MB", again.Page.QuerySelector("#composer-files")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("cannot send to \u201cjos\u00e9@example.test\u201d", again.Error("to"), StringComparison.Ordinal);
        Assert.Equal(("See file", "film.mp4"), (again["body"], Assert.Single(again.FileNames)));
        Assert.DoesNotContain(smtp.Commands, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Addresses_in_any_script_go_where_the_server_knows_them()
    {
        smtp.Offers = ["SMTPUTF8", "8BITMIME", "AUTH PLAIN"];
        using var ann = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("ann"));
        var row = await ann.SendAsync("Jos\u00e9 <jos\u00e9@example.test>", "\u00c9t\u00e9");
        await ann.UntilAsync(row.Id, SubmissionState.Done);
        Assert.Contains(smtp.Commands, line => line.StartsWith("MAIL", StringComparison.Ordinal) && line.Contains("SMTPUTF8", StringComparison.Ordinal));
        Assert.Contains("RCPT TO:<jos\u00c3\u00a9@example.test>", smtp.Commands);
        Assert.Equal(row.Sha256, Hash(Assert.Single(smtp.Messages)));
    }

    [Theory]
    [InlineData("DSN", true), InlineData("DSN", false), InlineData("HELP", true)]
    public async Task A_delivery_notice_is_asked_for_where_the_person_wants_it_and_the_server_knows_it(string offer, bool wanted)
    {
        smtp.Offers = [offer, "AUTH PLAIN"];
        using var browser = await app.SignInAsync(await mail.NewUserAsync("ann"));
        var composer = (await Composer.OpenAsync(browser, "/compose")).Write("bob@example.test", "Notice", "Hello");
        if (wanted) composer["deliveryNotice"] = "true";
        await composer.SentAsync();
        app.Clock.Pass(TimeSpan.FromSeconds(11));
        for (var tries = 0; tries < 400 && smtp.Messages.Count == 0; tries++) await Task.Delay(50, TestContext.Current.CancellationToken);
        var (named, asked) = (offer == "DSN", wanted && offer == "DSN");
        Assert.Equal(named, smtp.Commands.Any(line => line.StartsWith("MAIL", StringComparison.Ordinal) && line.Contains("ENVID=", StringComparison.Ordinal)));
        Assert.Equal(asked, smtp.Commands.Any(line => line.StartsWith("RCPT", StringComparison.Ordinal) && line.Contains("NOTIFY=SUCCESS,FAILURE,DELAY", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("AUTH LOGIN PLAIN SCRAM-SHA-1 SCRAM-SHA-256", "AUTH SCRAM-SHA-256"), InlineData("AUTH XOAUTH2 LOGIN PLAIN", "AUTH PLAIN"), InlineData("AUTH NTLM CRAM-MD5 LOGIN", "AUTH LOGIN")]
    public async Task A98_the_way_to_log_in_is_ours_to_choose(string offer, string chosen)
    {
        smtp.Offers = [offer];
        await SendAsync(new ServerAddress(MailProtocol.Smtp, "127.0.0.1", smtp.Port, Encryption.None));
        Assert.StartsWith(chosen, smtp.Commands.First(line => line.StartsWith("AUTH", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("502 not here\r\n"), InlineData("220 go on\r\n250-evil\r\n250 AUTH PLAIN\r\n"), InlineData("454 not now\r\n"), InlineData("220")]
    public async Task A98_nothing_is_said_before_the_road_is_private(string answer)
    {
        smtp.Offers = ["AUTH PLAIN", "STARTTLS"];
        smtp.StartTlsAnswer = answer;
        var how = await SendAsync(new ServerAddress(MailProtocol.Smtp, "127.0.0.1", smtp.Port, Encryption.StartTls));
        Assert.Equal(TransmissionEnd.NotNow, how.End);
        Assert.Equal(["EHLO", "STARTTLS"], smtp.Commands.Select(line => line.Split(' ')[0]).Where(word => word.All(char.IsAsciiLetterUpper)));
        Assert.DoesNotContain("secret", smtp.Wire, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", smtp.Wire, StringComparison.Ordinal);
    }

    static async Task<Transmission> SendAsync(ServerAddress server)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var login = new MailLogin(Guid.NewGuid(), "a", 1, server, "ann@example.test", new Secret("secret"));
        using var message = MimeComposer.Compose(Letter.Of(new Draft { PersonId = Guid.Empty, Id = Guid.NewGuid(), AccountId = "a", CreatedAt = 1, Body = "Hello" }, new Identity { Id = Guid.Empty, PersonId = Guid.Empty, AccountId = "a", Address = "ann@example.test" }, DateTimeOffset.UnixEpoch), []);
        return await new SmtpTransport(new ImapPoolOptions()).SendAsync(login, new SmtpEnvelope("ann@example.test", ["bob@example.test"], 10), message, () => Task.CompletedTask, limit.Token);
    }

    static string Hash(string message) => Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(message)));

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await smtp.DisposeAsync();
    }

    [GeneratedRegex(@"\r\n\.\r\n")]
    private static partial Regex EndOfData();
}
