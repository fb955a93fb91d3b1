using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Invitations by mail, over a real mail server and in real workers.</summary>
public sealed class InvitationTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;
    string own = "";

    public async ValueTask InitializeAsync()
    {
        desk = await ReadingDesk.SitDownAsync(app, fixture);
        own = await app.InDatabaseAsync(db => db.Set<MailAccount>().Where(row => row.Id == desk.Account).Select(row => row.Address).SingleAsync());
    }

    string Calendar(string method = "REQUEST", string more = "", string summary = "Plan of the year") =>
        $"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:{method}\nBEGIN:VEVENT\nUID:u1@x\nDTSTAMP:20261101T090000Z\nDTSTART;TZID=Europe/Paris:20261105T090000\nDTEND;TZID=Europe/Paris:20261105T100000\nSUMMARY:{summary}\nLOCATION:Room 1\n"
        + $"ORGANIZER;CN=Ann:mailto:ann@example.test\nATTENDEE;CN=Me;PARTSTAT=NEEDS-ACTION:mailto:{own}\n{more}END:VEVENT\nEND:VCALENDAR\n";

    static string Mail(string calendar, string method = "REQUEST") =>
        $"From: Ann <ann@example.test>\nSubject: Invitation\nMessage-ID: <i1@example.test>\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nCome!\n--b\nContent-Type: text/calendar; charset=utf-8; method={method}\n\n{calendar}\n--b--\n";

    async Task<string> ReadAsync(string message)
    {
        desk.Browser.SetCookie("webmail-zone", "America/New_York");
        return WebUtility.HtmlDecode(await desk.TextAsync(message)).Replace('\u202f', ' ');
    }

    [Fact]
    public async Task What_when_and_where_are_said_in_the_persons_own_time_and_words()
    {
        var page = await ReadAsync(await desk.ReceiveAsync(Mail(Calendar(more: "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=5\n"))));
        Assert.Contains("<h2 dir=\"auto\">Plan of the year</h2>", page, StringComparison.Ordinal);
        Assert.Contains("Thursday 5 November 2026, 3:00 AM – 4:00 AM<", page, StringComparison.Ordinal);
        Assert.Contains("Every 2 weeks: Monday, Thursday, 5 times", page, StringComparison.Ordinal);
        Assert.Contains("Room 1", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("W. Europe Standard Time", "3:00 AM – 4:00 AM<")]
    [InlineData("/citadel.org/20210210_1/Europe/Paris", "3:00 AM – 4:00 AM<")]
    [InlineData("Customized Time Zone", "9:00 AM – 10:00 AM<small> (local time there)")]
    public async Task Zones_are_known_by_all_their_names(string zone, string time) =>
        Assert.Contains(time, await ReadAsync(await desk.ReceiveAsync(Mail(Calendar().Replace("Europe/Paris", zone, StringComparison.Ordinal)))), StringComparison.Ordinal);

    [Fact]
    public async Task It_is_accepted_once_and_the_answer_can_be_taken_back()
    {
        var message = await desk.ReceiveAsync(Mail(Calendar()));
        var press = Guid.NewGuid().ToString();
        using var accepted = await desk.Browser.PostAsync(message + "/answers", message, ("answer", "Accepted"), ("press", press));
        Assert.Equal(message, accepted.Headers.Location?.ToString());
        using var twice = await desk.Browser.PostAsync(message + "/answers", message, ("answer", "Accepted"), ("press", press));
        var row = await app.InDatabaseAsync(db => db.Set<Submission>().Include(row => row.Recipients).SingleAsync(row => row.AccountId == desk.Account));
        Assert.Equal("ann@example.test", row.Recipients.Single().Address);
        await using (var bytes = await app.InDatabaseAsync(db => Webmail.Mail.Writing.Blobs.OpenAsync(db, row.Id, CancellationToken.None)))
        {
            using var mime = await MimeKit.MimeMessage.LoadAsync(bytes, TestContext.Current.CancellationToken);
            var part = mime.BodyParts.OfType<MimeKit.TextPart>().Single(part => part.ContentType.IsMimeType("text", "calendar"));
            Assert.Equal("REPLY", part.ContentType.Parameters["method"]);
            Assert.Contains($"PARTSTAT=ACCEPTED;CN=Me:mailto:{own}", part.Text.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("UID:u1@x", part.Text, StringComparison.Ordinal);
        }
        Assert.Contains("data-answered=\"Accepted\"", await desk.TextAsync(message), StringComparison.Ordinal);
        using var back = await desk.Browser.PostAsync("/outbox?handler=recall", message, ("id", row.Id.ToString()), ("back", message));
        Assert.DoesNotContain("data-answered", await desk.TextAsync(message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_no_server_takes_is_none()
    {
        var message = await desk.ReceiveAsync(Mail(Calendar()));
        using var declined = await desk.Browser.PostAsync(message + "/answers", message, ("answer", "Declined"), ("press", Guid.NewGuid().ToString()));
        Assert.Contains("data-answered=\"Declined\"", await desk.TextAsync(message), StringComparison.Ordinal);
        await app.InDatabaseAsync(db => db.Set<Submission>().Where(row => row.AccountId == desk.Account).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, SubmissionState.Rejected)));
        Assert.DoesNotContain("data-answered", await desk.TextAsync(message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_comes_for_programs_and_as_a_file_is_offered_once()
    {
        var both = Mail(Calendar()).Replace("--b--", $"--b\nContent-Type: application/ics; name=invite.ics\nContent-Disposition: attachment; filename=invite.ics\n\n{Calendar()}\n--b--", StringComparison.Ordinal);
        var page = await desk.TextAsync(await desk.ReceiveAsync(both));
        Assert.Contains("data-attachment=\"invite.ics\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("attachment-1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_meeting_says_so_and_asks_nothing()
    {
        var page = await ReadAsync(await desk.ReceiveAsync(Mail(Calendar("CANCEL", "STATUS:CANCELLED\n"), "CANCEL")));
        Assert.Contains("data-invitation=\"Cancelled\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/answers", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A29_hostile_calendars_are_text_only()
    {
        var page = await desk.TextAsync(await desk.ReceiveAsync(Mail(Calendar(summary: "<img src=x onerror=alert(1)>", more: "DESCRIPTION:<script>alert(1)</script>\nX-ALT-DESC;FMTTYPE=text/html:<svg onload=alert(1)>\n"))));
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg onload", page, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:99999999T999999Z\nRRULE:FREQ=SECONDLY;COUNT=2147483647\nEND:VEVENT\nEND:VCALENDAR\n")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=Nowhere/Land:20261105T090000\nATTENDEE:javascript:alert(1)\nORGANIZER:http://x/\nEND:VEVENT\nEND:VCALENDAR\n")]
    public async Task A29_what_cannot_be_understood_keeps_nobody_from_reading(string calendar) =>
        Assert.Contains("data-field=\"subject\">Invitation", await desk.TextAsync(await desk.ReceiveAsync(Mail(calendar))), StringComparison.Ordinal);

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
