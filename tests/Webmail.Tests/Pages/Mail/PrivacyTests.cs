using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Sending;
using Webmail.Mail.Trust;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Pictures, receipts, lists: what a sender learns, and only when the person wants it.</summary>
public sealed class PrivacyTests(JudgedApp sqlite, MailServerFixture fixture) : IClassFixture<JudgedApp>, IAsyncLifetime
{
    const string Proven = "Authentication-Results: mx.home.test; dmarc=pass header.from=shop.test\nReceived: from a.test by mx.home.test; Tue, 3 Nov 2026 10:00:00 +0000\n";
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    Task<string> NewsAsync(string head, string from = "news@shop.test") => desk.ReceiveAsync(
        $"{head}From: Shop <{from}>\nSubject: News\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>Hello</p><img src=https://shop.test/a.png width=300><img src=https://shop.test/p.gif width=1 height=1>\n");

    static bool ShowsPictures(string reader) => reader.Contains("/body?images=1", StringComparison.Ordinal);

    [Fact]
    public async Task A49_pictures_of_an_allowed_sender_are_shown_and_a_forged_one_stays_blocked()
    {
        var message = await NewsAsync(Proven);
        var blocked = await desk.TextAsync(message);
        Assert.False(ShowsPictures(blocked));
        Assert.Contains("1 tracker blocked: shop.test.", blocked, StringComparison.Ordinal);
        using var given = await desk.Browser.PostAsync(message + "/pictures", message);
        Assert.Equal((HttpStatusCode.SeeOther, message), (given.StatusCode, given.Headers.Location?.ToString()));
        Assert.True(ShowsPictures(await desk.TextAsync(await NewsAsync(Proven))));
        Assert.False(ShowsPictures(await desk.TextAsync(await NewsAsync(""))));
        Assert.False(ShowsPictures(await desk.TextAsync(await NewsAsync("Authentication-Results: mx.evil.test; dmarc=pass\n"))));
        Assert.False(ShowsPictures(await desk.TextAsync(await NewsAsync(Proven, "other@shop.test"))));
        Assert.False(ShowsPictures(await desk.TextAsync(message + "?images=false")));
        Assert.Contains("news@shop.test", await desk.TextAsync("/settings/privacy"), StringComparison.Ordinal);
        using var withdrawn = await desk.Browser.PostAsync("/settings/privacy?handler=withdraw", "/settings/privacy", ("sender", "news@shop.test"));
        Assert.False(ShowsPictures(await desk.TextAsync(message)));
    }

    [Fact]
    public async Task A49_in_a_conversation_each_letter_has_its_own_consent_and_its_own_pictures()
    {
        var proven = await NewsAsync(Proven + "Message-ID: <c1@shop.test>\n");
        var forged = await NewsAsync("In-Reply-To: <c1@shop.test>\nMessage-ID: <c2@shop.test>\nDisposition-Notification-To: <news@shop.test>\n");
        var inbox = proven[..proven.LastIndexOf('/')];
        (await desk.Browser.PostAsync($"{inbox}/conversations", inbox, ("grouped", "true"), ("back", ""))).Dispose();
        var stack = await desk.TextAsync(forged);
        Assert.Equal((false, false), (StacksPictures(stack, proven), StacksPictures(stack, forged)));
        Assert.Contains($"action=\"{proven}/pictures\"", stack, StringComparison.Ordinal);
        Assert.DoesNotContain($"action=\"{forged}/pictures\"", stack, StringComparison.Ordinal);
        Assert.Contains($"action=\"{forged}/receipts\"", stack, StringComparison.Ordinal);

        (await desk.Browser.PostAsync(proven + "/pictures", forged)).Dispose();
        stack = await desk.TextAsync(forged);
        Assert.Equal((true, false), (StacksPictures(stack, proven), StacksPictures(stack, forged)));
        var place = proven[(proven.LastIndexOf("/INBOX", StringComparison.Ordinal) + 1)..];
        var hidden = await desk.TextAsync($"{forged}?expand={place}&images=false");
        Assert.Equal((false, false), (StacksPictures(hidden, proven), StacksPictures(hidden, forged)));
        var once = await desk.TextAsync(forged + "?images=true");
        Assert.Equal((true, true), (StacksPictures(once, proven), StacksPictures(once, forged)));

        // A letter that comes into its own frame is judged as in the stack.
        using var alone = await desk.GetAsync($"{forged}?expand={place}", HttpStatusCode.OK, ("Turbo-Frame", "letter-" + place.Replace('/', '-')));
        Assert.True(StacksPictures(await alone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), proven));
    }

    static bool StacksPictures(string reader, string message)
    {
        Assert.Contains($"{message}/body?stacked=1", reader, StringComparison.Ordinal);
        return reader.Contains($"{message}/body?stacked=1&amp;images=1", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A49_nobody_can_be_allowed_whose_message_is_not_proven()
    {
        var message = await NewsAsync("");
        Assert.DoesNotContain("Always for", await desk.TextAsync(message), StringComparison.Ordinal);
        using var refused = await desk.Browser.PostAsync(message + "/pictures", message);
        Assert.Contains("It is not proven", WebUtility.HtmlDecode(await desk.TextAsync(message)), StringComparison.Ordinal);
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Set<PictureConsent>().CountAsync(row => row.PersonId == desk.PersonId)));
    }

    const string Wanted = "Disposition-Notification-To: <ann@example.test>\nReturn-Receipt-To: <ann@example.test>\nX-Confirm-Reading-To: <ann@example.test>\nFrom: Ann <ann@example.test>\nMessage-ID: <r1@example.test>\nSubject: Read me\n\ntext\n";

    [Fact]
    public async Task A53_no_receipt_goes_without_the_person_and_it_is_asked_once()
    {
        var message = await desk.ReceiveAsync(Wanted);
        Assert.Contains("asks to be told that you have read this", await desk.TextAsync(message), StringComparison.Ordinal);
        Assert.Equal(0, await SubmissionsAsync());
        using var never = await desk.Browser.PostAsync(message + "/receipts?handler=never", message);
        Assert.DoesNotContain("asks to be told", await desk.TextAsync(message), StringComparison.Ordinal);
        Assert.Equal(0, await SubmissionsAsync());
    }

    [Fact]
    public async Task A53_a_receipt_that_is_given_is_a_disposition_notification_and_says_where_it_goes()
    {
        var elsewhere = await desk.ReceiveAsync(Wanted.Replace("From: Ann <ann@example.test>", "From: Eve <eve@example.test>", StringComparison.Ordinal));
        Assert.Contains("asks that ann@example.test be told", await desk.TextAsync(elsewhere), StringComparison.Ordinal);
        using var sent = await desk.Browser.PostAsync(elsewhere + "/receipts", elsewhere);
        var said = WebUtility.HtmlDecode(await desk.TextAsync(elsewhere));
        Assert.Contains("Receipt sent.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("be told that you", said, StringComparison.Ordinal);
        using var twice = await desk.Browser.PostAsync(elsewhere + "/receipts", elsewhere);
        var row = await app.InDatabaseAsync(db => db.Set<Submission>().Include(row => row.Recipients).SingleAsync(row => row.AccountId == desk.Account));
        Assert.Equal("ann@example.test", row.Recipients.Single().Address);
        await using var bytes = await app.InDatabaseAsync(db => Webmail.Mail.Writing.Blobs.OpenAsync(db, row.Id, CancellationToken.None));
        using var mime = await MimeKit.MimeMessage.LoadAsync(bytes);
        Assert.Equal("disposition-notification", Assert.IsType<MimeKit.MultipartReport>(mime.Body).ReportType);
        Assert.Contains("Original-Message-ID: <r1@example.test>", mime.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A54_a_list_is_left_by_mail_after_a_question()
    {
        var message = await desk.ReceiveAsync("From: List <l@list.test>\nList-Unsubscribe: <mailto:leave@list.test?subject=out>\nSubject: x\n\ntext\n");
        Assert.Contains("/unsubscriptions", await desk.TextAsync(message), StringComparison.Ordinal);
        Assert.Contains("A short message goes from", await desk.TextAsync(message + "/unsubscriptions"), StringComparison.Ordinal);
        Assert.Equal(0, await SubmissionsAsync());
        using var left = await desk.Browser.PostAsync(message + "/unsubscriptions", message + "/unsubscriptions");
        Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
        Assert.Equal("leave@list.test", (await app.InDatabaseAsync(db => db.Set<Submission>().Include(row => row.Recipients).SingleAsync(row => row.AccountId == desk.Account))).Recipients.Single().Address);
    }

    [Theory]
    [InlineData("https%3A%2F%2Fbank.test%40evil.test%2Fa&shown=bank.test", "evil.test")]
    [InlineData("http%3A%2F%2F203.0.113.9%2F", "203.0.113.9")]
    [InlineData("https%3A%2F%2Fxn--pypal-4ve.test%2F", "xn--pypal-4ve.test")]
    public async Task A67_the_page_in_between_says_the_host_and_goes_nowhere_by_itself(string query, string host)
    {
        using var nobody = app.Open();
        var page = await nobody.TextAsync("/leaving?to=" + query);
        Assert.Contains($"<strong>{host}</strong>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@evil", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("javascript%3Aalert(1)"), InlineData("data%3Atext%2Fhtml%2Cx"), InlineData(""), InlineData("%2F%2Fevil.test"), InlineData("https%3A%2F%2F")]
    public async Task A67_it_leads_to_web_pages_only(string to)
    {
        using var nobody = app.Open();
        using var answer = await nobody.GetAsync("/leaving?to=" + to);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    Task<int> SubmissionsAsync() => app.InDatabaseAsync(db => db.Set<Submission>().CountAsync(row => row.AccountId == desk.Account));

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
