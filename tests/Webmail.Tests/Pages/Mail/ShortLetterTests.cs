using Microsoft.EntityFrameworkCore;
using MimeKit;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>What a button sends goes out as whom the message was for: others know that address, and need not learn of another.</summary>
public sealed class ShortLetterTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    const string Role = "sales@example.test";
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync()
    {
        desk = await ReadingDesk.SitDownAsync(app, fixture);
        using var kept = await desk.Browser.PostAsync($"/settings/identities/{Guid.NewGuid()}?account={desk.Account}", $"/settings/identities/{Guid.NewGuid()}?account={desk.Account}", ("name", "Sales desk"), ("address", Role));
    }

    [Fact]
    public async Task A_receipt_comes_from_the_identity_that_read()
    {
        var message = await desk.ReceiveAsync($"Disposition-Notification-To: <ann@example.test>\nFrom: Ann <ann@example.test>\nTo: {Role}\nMessage-ID: <r1@example.test>\nSubject: Read me\n\ntext\n");
        var letter = await PressAsync(message + "/receipts", message);
        Assert.Contains($"Final-Recipient: rfc822; {Role}", letter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_who_asks_the_person_from_another_address_of_theirs_is_not_asked_back() =>
        Assert.DoesNotContain("/receipts", await desk.TextAsync(await desk.ReceiveAsync($"Disposition-Notification-To: <{Role}>\nFrom: {Role}\nSubject: Read me\n\ntext\n")), StringComparison.Ordinal);

    [Fact]
    public async Task A_list_is_left_with_the_address_that_it_knows()
    {
        var message = await desk.ReceiveAsync($"From: List <l@list.test>\nTo: {Role}\nList-Unsubscribe: <mailto:leave@list.test?subject=out>\nSubject: x\n\ntext\n");
        Assert.Contains($"A short message goes from {Role}", await desk.TextAsync(message + "/unsubscriptions"), StringComparison.Ordinal);
        await PressAsync(message + "/unsubscriptions", message + "/unsubscriptions");
    }

    [Fact]
    public async Task An_invitation_is_answered_by_whom_it_names_wherever_it_went()
    {
        var calendar = $"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:u1@x\nDTSTAMP:20261101T090000Z\nDTSTART:20261105T090000Z\nSUMMARY:Plan\nORGANIZER:mailto:ann@example.test\nATTENDEE;CN=Desk:mailto:{Role}\nEND:VEVENT\nEND:VCALENDAR\n";
        var message = await desk.ReceiveAsync($"From: Ann <ann@example.test>\nTo: everybody@example.test\nSubject: Invitation\nMIME-Version: 1.0\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{calendar}");
        var letter = await PressAsync(message + "/answers", message, ("answer", "Accepted"), ("press", $"{Guid.NewGuid()}"));
        Assert.Contains("Sales desk", letter, StringComparison.Ordinal);
        var own = calendar.Replace("ann@example.test", Role, StringComparison.Ordinal);
        Assert.DoesNotContain("/answers", await desk.TextAsync(await desk.ReceiveAsync($"From: {Role}\nSubject: Mine\nMIME-Version: 1.0\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{own}")), StringComparison.Ordinal);
    }

    /// <summary>The letter that a button has sent: who it is from stands in its envelope and in its head.</summary>
    async Task<string> PressAsync(string url, string page, params (string, string)[] fields)
    {
        using var pressed = await desk.Browser.PostAsync(url, page, fields);
        var row = await app.InDatabaseAsync(db => db.Set<Submission>().SingleAsync(row => row.AccountId == desk.Account));
        await using var bytes = await app.InDatabaseAsync(db => Blobs.OpenAsync(db, row.Id, CancellationToken.None));
        using var mime = await MimeMessage.LoadAsync(bytes, TestContext.Current.CancellationToken);
        Assert.Equal((Role, $"\"Sales desk\" <{Role}>"), (row.Sender, mime.From.ToString()));
        return mime.ToString();
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
