using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Accounts;
using Webmail.Mail.Reading;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>What comes back later of what a server had taken: real returns from Exim, and reports that are not to be believed.</summary>
public sealed class ReturnsTests(MailServerFixture mail) : IAsyncLifetime
{
    readonly WebmailApp app = new(mail.Server);
    OutboxDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await OutboxDesk.OpenAsync(app, await mail.NewUserAsync("ann"));

    [Fact]
    public async Task A_message_that_comes_back_is_shown_where_it_was_sent_and_can_be_sent_anew()
    {
        var bob = await mail.NewUserAsync("bob");
        var nobody = $"nobody-{Guid.NewGuid():N}@example.test";
        var row = await desk.SendAsync($"{bob.Address}, {nobody}", "Comes back");
        await desk.UntilAsync(row.Id, SubmissionState.Done);
        await desk.OutboxAsync(async outbox => { await outbox.DismissAsync(row.PersonId, row.Id, default); return true; });
        await Arrivals.ExpectAsync(desk.Person, "INBOX", "delivery failed", 1);
        await using (var watch = await desk.InScopeAsync(async services => new ReturnsWatch(
            services.GetRequiredService<IServiceScopeFactory>(), row.PersonId, (await StoreAsync(services)), NullLogger<ReturnsWatch>.Instance)))
        {
            var seen = await desk.UntilAsync(row.Id, now => now.DismissedAt is null);
            Assert.Equal((RecipientState.Accepted, RecipientState.Returned), (StateOf(seen, bob.Address), StateOf(seen, nobody)));
        }
        var outbox = WebUtility.HtmlDecode(await desk.Browser.TextAsync("/outbox"));
        foreach (var said in new[] { "Sent, but it came back", "was returned", "This address does not exist there." }) Assert.Contains(said, outbox, StringComparison.Ordinal);
        Assert.Contains("data-outbox-notice=\"Done\"", await desk.Browser.TextAsync($"/mail/{desk.Account.Id}/INBOX"), StringComparison.Ordinal);
        using var again = await desk.Browser.PostAsync("/outbox?handler=again", "/outbox", ("id", $"{row.Id}"));
        var composer = await desk.Browser.TextAsync(again.Headers.Location!.ToString());
        Assert.Contains(nobody, composer, StringComparison.Ordinal);

        // The copy in Sent says so, too.
        var key = await desk.InScopeAsync(async services => (await (await StoreAsync(services)).FindAsync("Sent", row.MessageId, default))[0]);
        Assert.Contains($"Your message did not reach {nobody}.", WebUtility.HtmlDecode(await desk.Browser.TextAsync($"/mail/{desk.Account.Id}/Sent/{key}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_reads_the_report_has_it_noted()
    {
        var row = await DoneAsync("carol@example.test", "dave@example.test");
        await desk.Person.AppendAsync(System.Text.Encoding.ASCII.GetBytes(("From: MTA <mta@mx.test>\nSubject: Delay\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nWords\n--b\nContent-Type: message/delivery-status\n\n"
            + "Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; carol@example.test\nAction: delayed\nStatus: 4.4.1\n--b\nContent-Type: text/rfc822-headers\n\n" + $"Message-ID: <{row.MessageId}>\nSubject: x\n--b--\n").ReplaceLineEndings("\r\n")));
        var key = await desk.InScopeAsync(async services => (await (await StoreAsync(services)).KeysAsync("INBOX", MessageOrder.Arrival, null, default))[0]);
        await desk.Browser.TextAsync($"/mail/{desk.Account.Id}/INBOX/{key}");
        Assert.Equal(RecipientState.Delayed, StateOf(await desk.LookAsync(row.Id), "carol@example.test"));
        Assert.Contains("Sent, still on its way", await desk.Browser.TextAsync("/outbox"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_only_lead_onwards()
    {
        var row = await DoneAsync("carol@example.test", "dave@example.test");
        Assert.NotNull(await NoteAsync(row.PersonId, Report(row, "carol@example.test", "delayed")));
        Assert.NotNull(await NoteAsync(row.PersonId, Report(row, "CAROL@example.test", "failed")));
        await NoteAsync(row.PersonId, Report(row, "carol@example.test", "delayed"));
        await NoteAsync(row.PersonId, Report(row, "carol@example.test", "delivered"));
        await NoteAsync(row.PersonId, Report(row, "dave@example.test", "relayed"));
        var seen = await desk.LookAsync(row.Id);
        Assert.Equal((RecipientState.Returned, RecipientState.Accepted), (StateOf(seen, "carol@example.test"), StateOf(seen, "dave@example.test")));
        Assert.Equal("5.1.1 no such user", seen.Recipients.Single(recipient => recipient.State == RecipientState.Returned).Reply);
    }

    [Fact]
    public async Task Of_a_single_recipient_it_is_known_who_is_meant_though_mail_was_passed_on()
    {
        var row = await DoneAsync("carol@example.test");
        await NoteAsync(row.PersonId, Report(row, "carols-other@elsewhere.test", "failed") with { MessageId = "", EnvelopeId = $"{row.Id:N}" });
        Assert.Equal(RecipientState.Returned, StateOf(await desk.LookAsync(row.Id), "carol@example.test"));
    }

    [Fact]
    public async Task A_report_about_somebody_elses_message_or_an_old_one_or_none_changes_nothing()
    {
        var row = await DoneAsync("carol@example.test", "dave@example.test");
        var report = Report(row, "carol@example.test", "failed");
        Assert.Null(await NoteAsync(Guid.NewGuid(), report));
        Assert.Null(await NoteAsync(row.PersonId, report with { MessageId = "other@example.test" }));
        Assert.Null(await NoteAsync(row.PersonId, report with { MessageId = "", EnvelopeId = $"{Guid.NewGuid():N}" }));
        await NoteAsync(row.PersonId, Report(row, "eve@example.test", "failed"));
        app.Clock.Pass(TimeSpan.FromDays(9));
        Assert.Null(await NoteAsync(row.PersonId, report));
        Assert.All((await desk.LookAsync(row.Id)).Recipients, recipient => Assert.Equal(RecipientState.Accepted, recipient.State));
    }

    static MailReport.Delivery Report(Submission row, string address, string action) => new([new(address, action, DeliveryReason.NoSuchAddress, "5.1.1", "no such user")]) { MessageId = row.MessageId };

    static RecipientState StateOf(Submission row, string address) => row.Recipients.Single(recipient => recipient.Address == address).State;

    Task<Submission?> NoteAsync(Guid person, MailReport.Delivery report) => desk.InScopeAsync(services => services.GetRequiredService<Returns>().NoteAsync(person, report, default));

    async Task<IMailStore> StoreAsync(IServiceProvider services) => (await services.GetRequiredService<MailStores>().OpenAsync(desk.Account.PersonId, desk.Account.Id, desk.SessionSecret, default))!.Store;

    /// <summary>A message that a server has taken for these, without a server: what it was is not what is asked here.</summary>
    async Task<Submission> DoneAsync(params string[] people)
    {
        var row = await desk.SendAsync(desk.NewDraft(string.Join(", ", people)), TimeSpan.FromDays(1));
        var now = app.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await app.InDatabaseAsync(async db =>
        {
            await db.Set<SubmissionRecipient>().Where(recipient => recipient.SubmissionId == row.Id).ExecuteUpdateAsync(set => set.SetProperty(recipient => recipient.State, RecipientState.Accepted));
            return await db.Set<Submission>().Where(one => one.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.State, SubmissionState.Done).SetProperty(one => one.AcceptedAt, now));
        });
        return row;
    }

    public async ValueTask DisposeAsync()
    {
        desk.Dispose();
        await app.DisposeAsync();
    }
}
