using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Accounts;
using Webmail.Mail.Contacts;
using Webmail.MailServers;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>What the reader says about senders, over a real mail server.</summary>
public sealed partial class TrustStripTests(JudgedApp sqlite, MailServerFixture fixture) : IClassFixture<JudgedApp>, IAsyncLifetime
{
    const string Received = "Received: from sender.test (sender.test [192.0.2.1]) by mx.home.test with ESMTPS; Tue, 3 Nov 2026 10:00:00 +0000\n";
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    async Task<List<string>> StripAsync(string headers)
    {
        var page = await desk.TextAsync(await desk.ReceiveAsync(headers + "To: me@home.test\nSubject: Hello\n\ntext\n"));
        return [.. Said().Matches(page).Select(match => match.Groups[1].Value)];
    }

    [Fact]
    public async Task A_sender_whose_domain_vouches_is_said_to_be_real_in_one_line()
    {
        Assert.Equal(["Verified"], await StripAsync("Authentication-Results: mx.home.test; dmarc=pass header.from=shop.test\n" + Received + "From: Shop <news@shop.test>\n"));
        Assert.Equal(["Failed"], await StripAsync("Authentication-Results: mx.home.test; dmarc=fail header.from=shop.test\n" + Received + "From: Shop <news@shop.test>\n"));
        Assert.Empty(await StripAsync(Received + "From: Shop <news@shop.test>\n"));
    }

    [Fact]
    public async Task A63_a_forged_result_in_a_received_message_says_nothing()
    {
        Assert.Empty(await StripAsync(Received + "Received: from x by evil.test; Tue, 3 Nov 2026 09:00:00 +0000\nAuthentication-Results: mx.home.test; dmarc=pass\nFrom: Shop <news@shop.test>\n"));
        Assert.Empty(await StripAsync("Authentication-Results: mx.evil.test; dmarc=pass\nFrom: Shop <news@shop.test>\n"));
    }

    public static TheoryData<string> Mailsploit =>
    [
        "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?=@evil.test", "=?utf-8?Q?=70=6F=74=75=73=40=77=68=69=74=65=68=6F=75=73=65=2E=67=6F=76?=@evil.test",
        "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?==?utf-8?Q?=00?=@evil.test", "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?==?utf-8?Q?=0A=00?=@evil.test",
        "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?==?utf-8?b?AAo=?=@evil.test", "\"potus@whitehouse.gov\" <x@evil.test>", "\"potus@whitehouse.gov\\0\" <x@evil.test>",
        "=?utf-8?b?InBvdHVzQHdoaXRlaG91c2UuZ292Ig==?= <x@evil.test>", "potus@whitehouse.gov <x@evil.test>", "=?utf-8?Q?potus@whitehouse.gov=0A?= <x@evil.test>",
        "<potus@whitehouse.gov> <x@evil.test>", "\"=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?=\" <x@evil.test>", "potus@whitehouse.gov,x@evil.test", "x@evil.test (potus@whitehouse.gov)",
    ];

    [Theory, MemberData(nameof(Mailsploit))]
    public async Task A59_the_sender_shown_is_never_the_forged_one(string from)
    {
        var page = await desk.TextAsync(await desk.ReceiveAsync($"Authentication-Results: mx.home.test; dmarc=pass header.from=evil.test\n{Received}From: {from}\nSubject: x\n\ntext\n"));
        var who = WebUtility.HtmlDecode(Who().Match(page).Groups[1].Value);
        var warned = Said().Matches(page).Select(match => match.Groups[1].Value).ToList();
        // Either the true domain stands there, or the strip says what is wrong.
        Assert.True(who.Contains("evil.test", StringComparison.Ordinal) || warned.Exists(sign => sign is "NoAddress" or "SeveralSenders" or "TwoReadings" or "Failed"), $"{who}: {string.Join(", ", warned)}");
        Assert.True(who.Contains("evil.test", StringComparison.Ordinal) || !warned.Contains("Verified"));
    }

    [Fact]
    public async Task A61_a_look_alike_is_marked_in_the_list_and_in_the_reader()
    {
        var message = await desk.ReceiveAsync("From: PayPal <service@xn--pypal-4ve.test>\nSubject: x\n\ntext\n");
        Assert.Contains("data-trust=\"MixedLetters\"", await desk.TextAsync(message), StringComparison.Ordinal);
        Assert.Contains("class=\"deceives icon\"", await desk.TextAsync(message[..message.LastIndexOf('/')]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A61_a_domain_that_looks_like_one_of_the_address_book_is_warned_of()
    {
        await app.InDatabaseAsync(async db =>
        {
            var person = await db.Set<MailAccount>().Where(account => account.Id == desk.Account).Select(account => account.PersonId).SingleAsync();
            var book = new AddressBook(db, new ContactGroups(db, TimeProvider.System), TimeProvider.System);
            return await book.KeepAsync(person, new ContactCard { Name = "Ann", Details = [new(DetailKind.Email, "", "ann@modern.test")] }, [], null, default);
        });
        Assert.Contains("LookAlike", await StripAsync("From: Ann <ann@modem.test>\n"));
        Assert.DoesNotContain("LookAlike", await StripAsync("From: Ann <ann@modern.test>\n"));
    }

    [Fact]
    public async Task A_first_message_is_said_to_be_one_until_there_is_another()
    {
        var first = await desk.ReceiveAsync("From: Ann <ann.new@example.test>\nSubject: x\n\ntext\n");
        using var note = await desk.GetAsync(first + "/sender", HttpStatusCode.OK, ("Turbo-Frame", "sender-note"));
        Assert.Contains("First message from ann.new@example.test", await note.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var second = await desk.ReceiveAsync("From: Ann <ann.new@example.test>\nSubject: y\n\ntext\n");
        using var again = await desk.GetAsync(second + "/sender", HttpStatusCode.OK, ("Turbo-Frame", "sender-note"));
        Assert.DoesNotContain("First message", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_seen_on_the_newest_page_is_not_looked_for_in_the_mailbox()
    {
        await using var proxy = new CutProxy(fixture.Server.Ports.Imap);
        await using var through = new WebmailApp(fixture.Server, ("Webmail:Servers:0:Imap", $"imap+plain://127.0.0.1:{proxy.Port}"));
        using var reader = await ReadingDesk.SitDownAsync(through, fixture);
        (string, string) frame = ("Turbo-Frame", "sender-note");
        using var first = await reader.GetAsync(await reader.ReceiveAsync("From: Ann <ann.new@example.test>\nSubject: x\n\ntext\n") + "/sender", HttpStatusCode.OK, frame);
        Assert.Equal(2, proxy.CommandsWith("ann.new@example.test"));
        using var second = await reader.GetAsync(await reader.ReceiveAsync("From: Ann <Ann.New@example.test>\nSubject: y\n\ntext\n") + "/sender", HttpStatusCode.OK, frame);
        Assert.DoesNotContain("First message", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, proxy.CommandsWith("ann.new@example.test"));
    }

    [Fact]
    public async Task The_page_behind_it_tells_the_way_in_words_and_in_French()
    {
        var message = await desk.ReceiveAsync("Authentication-Results: mx.home.test; dmarc=pass header.from=shop.test; dkim=pass header.d=shop.test\n" + Received + "From: Shop <news@shop.test>\nX-Evil: <script>alert(1)</script>\nSubject: x\n\ntext\n");
        var page = WebUtility.HtmlDecode(await desk.TextAsync(message + "/sender"));
        Assert.Contains("mx.home.test took it over from sender.test.", page, StringComparison.Ordinal);
        Assert.Contains("over an encrypted connection", page, StringComparison.Ordinal);
        Assert.Contains("vouches for this message (DMARC)", page, StringComparison.Ordinal);
        using var french = await desk.GetAsync(message + "/sender", HttpStatusCode.OK, ("Accept-Language", "fr"));
        Assert.Contains("mx.home.test l’a reçu de sender.test.", WebUtility.HtmlDecode(await french.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex("data-trust=\"(\\w+)\"")]
    private static partial Regex Said();

    [GeneratedRegex("<div class=\"who\">(.*?)</div>", RegexOptions.Singleline)]
    private static partial Regex Who();
}
