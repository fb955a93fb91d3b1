using System.Net;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Contacts;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Contacts that come with a message, over a real mail server.</summary>
public sealed class CardsTests(SqliteApp sqlite, MailServerFixture fixture) : IClassFixture<SqliteApp>, IAsyncLifetime
{
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    static string Mail(string cards, string head = "Content-Type: text/vcard; charset=utf-8; name=jo.vcf") =>
        $"From: a@b.test\nSubject: cards\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n{head}\nContent-Disposition: attachment; filename=jo.vcf\n\n{cards}\n--b--\n";

    static string Card(string name, string more = "") => $"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEMAIL;TYPE=work:jo@example.test\n{more}END:VCARD\n";

    Task<List<Contact>> ContactsAsync() => app.InDatabaseAsync(db => db.Set<Contact>().Include(row => row.Details).Where(row => row.GoneAt == null && row.PersonId == desk.PersonId).ToListAsync());

    [Theory]
    [InlineData("Content-Type: text/vcard; charset=utf-8; name=jo.vcf")]
    [InlineData("Content-Type: application/octet-stream; name=jo.vcf")]
    public async Task Who_came_with_a_message_is_added_and_taken_back(string head)
    {
        var message = await desk.ReceiveAsync(Mail(Card("José Núñez", "ORG:Acme\n"), head));
        Assert.Contains($"href=\"{message}/cards/2\"", await desk.TextAsync(message), StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode(await desk.TextAsync(message + "/cards/2"));
        Assert.Contains("<h2 dir=\"auto\">José Núñez</h2>", page, StringComparison.Ordinal);
        Assert.Contains("jo@example.test", page, StringComparison.Ordinal);
        using var added = await desk.Browser.PostAsync(message + "/cards/2", message + "/cards/2");
        Assert.Equal(message, added.Headers.Location?.ToString());
        var contact = Assert.Single(await ContactsAsync());
        Assert.Equal(("José Núñez", "jo@example.test"), (contact.Name, contact.Details.Single().Value));
        Assert.Contains("1 contact added.", await desk.TextAsync(message), StringComparison.Ordinal);
        using var again = await desk.Browser.PostAsync(message + "/cards/2", message + "/cards/2");
        Assert.Single(await ContactsAsync());
        Assert.Contains("1 was here already.", await desk.TextAsync(message), StringComparison.Ordinal);
        using var back = await desk.Browser.PostAsync(message + "/cards/2?handler=undo", message, ("id", contact.ImportId.ToString()!));
        Assert.Empty(await ContactsAsync());
    }

    [Fact]
    public async Task A29_hostile_cards_are_text_only()
    {
        var message = await desk.ReceiveAsync(Mail(Card("<img src=x onerror=alert(1)>", "NOTE:<svg onload=alert(1)>\nURL:javascript:alert(1)\nPHOTO;VALUE=uri:http://tracker.test/a.png\n")));
        var page = await desk.TextAsync(message + "/cards/2");
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
        foreach (var alive in new[] { "<img src=x", "<svg onload", "href=\"javascript:", "tracker.test" }) Assert.DoesNotContain(alive, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BEGIN:VCARD\nFN:Not ended\n")]
    [InlineData("name,email\nJo,jo@example.test\n")]
    [InlineData("BEGIN:VCARD\n\0\nEND:VCARD\n")]
    public async Task What_cannot_be_read_says_so_and_can_be_saved(string cards)
    {
        var page = await desk.TextAsync(await desk.ReceiveAsync(Mail(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(cards)), "Content-Type: text/vcard\nContent-Transfer-Encoding: base64")) + "/cards/2");
        Assert.Contains("it cannot be read", page, StringComparison.Ordinal);
        Assert.Contains("/parts/2?download=1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Add to contacts", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_files_of_contacts_are_read_as_such()
    {
        var message = await desk.ReceiveAsync(Mail("x", "Content-Type: text/plain").Replace("jo.vcf", "jo.txt", StringComparison.Ordinal));
        using var none = await desk.GetAsync(message + "/cards/2", HttpStatusCode.NotFound);
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
