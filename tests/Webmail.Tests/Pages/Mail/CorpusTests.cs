using System.Net;
using MailKit;
using Webmail.MailServers;
using Webmail.Tests.Mail.Sanitizing;
using Webmail.Tests.Support;

namespace Webmail.Tests.Pages.Mail;

/// <summary>Real and hostile mail through a real server, the list, the reader and the body: nothing may break, whatever a sender wrote.</summary>
public sealed class CorpusTests(OwnSqliteApp sqlite, MailServerFixture mail, ITestOutputHelper output) : IClassFixture<OwnSqliteApp>
{
    [Fact]
    public async Task Every_message_lists_opens_and_shows_something()
    {
        var files = Directory.GetFiles(Corpus.Path("messages"), "*.eml");
        var person = await mail.NewUserAsync();
        await person.AppendAsync(files.Select(file => new StoredMessage(WithCrLf(File.ReadAllBytes(file)), MessageFlags.None, null)));
        using var browser = await sqlite.App.SignInAsync(person);
        using var entrance = await browser.GetAsync("/mail");
        var (next, shown) = ((string?)entrance.Headers.Location!.ToString(), new List<string>());
        while (next is not null)
        {
            var list = await browser.TextAsync(next);
            foreach (var link in Links(list)) shown.Add(await ShownAsync(browser, link));
            next = Between(list, "rel=\"next\" data-turbo-frame=\"list\" href=\"", "\"") is { } older ? WebUtility.HtmlDecode(older) : null;
        }
        output.WriteLine(string.Join(", ", shown.CountBy(how => how).Select(count => $"{count.Value} {count.Key}")));
        Assert.Equal(files.Length, shown.Count);
        Assert.DoesNotContain(sqlite.App.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
    }

    static async Task<string> ShownAsync(Browser browser, string link)
    {
        Assert.Contains("data-field=\"subject\"", await browser.TextAsync(link), StringComparison.Ordinal);
        var body = await browser.TextAsync($"{link}/body");
        var says = body.Contains("class=\"notice\"", StringComparison.Ordinal);
        if (body.Contains("class=\"mail-", StringComparison.Ordinal) || body.Contains("<figure", StringComparison.Ordinal)) return says ? "partly" : "fully";
        Assert.True(says, $"{link} shows nothing and does not say why.");
        return "download only";
    }

    static IEnumerable<string> Links(string list)
    {
        foreach (var row in list.Split("<li class=\"row\"").Skip(1)) yield return Between(row, "<a href=\"", "\"")!;
    }

    static string? Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        if (start < 0) return null;
        start += before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    /// <summary>APPEND takes CRLF lines and no NUL (RFC 9051 §4.3); everything else stays as it is.</summary>
    static byte[] WithCrLf(byte[] message)
    {
        var bytes = new List<byte>(message.Length + 1000);
        foreach (var octet in message)
        {
            if (octet == '\n' && (bytes.Count == 0 || bytes[^1] != '\r')) bytes.Add((byte)'\r');
            if (octet != 0) bytes.Add(octet);
        }
        return [.. bytes];
    }
}
