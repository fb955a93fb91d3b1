using Webmail.MailServers.Samples;
using Webmail.Tests.Endpoints;
using Webmail.Tests.Support;

namespace Webmail.Tests.Attacks;

/// <summary>
/// Messages built to exhaust whoever reads them, through a real server, the list, the reader and the body: each is listed, opens, and shows
/// something or says why not; nothing is logged with a stack trace.
/// </summary>
public sealed class BombTests(OwnSqliteApp sqlite, MailServerFixture fixture) : IClassFixture<OwnSqliteApp>, IAsyncLifetime
{
    const string From = Bombs.From;
    readonly WebmailApp app = sqlite.App;
    ReadingDesk desk = null!;

    public async ValueTask InitializeAsync() => desk = await ReadingDesk.SitDownAsync(app, fixture);

    [Theory]
    [InlineData(100)]
    [InlineData(2_000)]
    [InlineData(100_000)]
    public Task A40_deep_multiparts_open(int depth) => OpensAsync(Bombs.Nested(depth));

    [Fact]
    public Task A40_deep_messages_in_messages_open() =>
        OpensAsync(From + "Subject: bomb\n" + string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\nSubject: in\nMIME-Version: 1.0\n", 5_000)) + "\ninnermost\n");

    [Fact]
    public Task A41_a_million_parts_open() => OpensAsync(Bombs.Parts(1_000_000));

    [Fact]
    public Task A41_half_a_million_headers_open() => OpensAsync(Bombs.Headers(500_000));

    [Theory]
    [InlineData("Subject: bomb\n =?utf-8?q?x?=\n", 50_000, "\nwords\n")]
    [InlineData("Subject: bomb\nContent-Type: text/plain; name*0=a;\n name*1=b;\n", 20_000, " charset=utf-8\n\nwords\n")]
    [InlineData("Subject: bomb\nReferences: <a@b>\n <c@d>\n", 100_000, "\nwords\n")]
    [InlineData("Subject: bomb\nTo: a@b.test,\n x@y.test,\n", 100_000, " z@z.test\n\nwords\n")]
    public Task A41_long_header_fields_open(string fields, int times, string rest)
    {
        var cut = fields.LastIndexOf("\n ", StringComparison.Ordinal) + 1;
        return OpensAsync(From.Replace("To: b@b.test\n", "", StringComparison.Ordinal) + fields[..cut] + Bombs.Times(fields[cut..], times) + rest);
    }

    [Fact]
    public async Task A41_one_message_with_long_fields_leaves_the_others_as_they_are()
    {
        await desk.ReceiveAsync(From + "Subject: an ordinary one\n\nwords\n");
        await OpensAsync(From + "Subject: long " + new string('x', 20_000) + "\nContent-Type: text/plain; name=\"" + new string('n', 20_000) + "\"\n\nwords\n");
        var list = await desk.TextAsync($"/mail/{desk.Account}/INBOX");
        Assert.Contains("an ordinary one", list, StringComparison.Ordinal);
        Assert.Contains("long xxx", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<ul><li>")]
    [InlineData("<blockquote>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<b><p>")]
    [InlineData("<a href=x><p>")]
    [InlineData("<font color=red><div>")]
    [InlineData("<svg><g>")]
    [InlineData("<p style='width:calc(((((((((((((((((1px)'>")]
    [InlineData("<!--")]
    [InlineData("<p a=1 b=2 c=3 d=4>")]
    [InlineData("<i></p>")]
    [InlineData("&amp;&nbsp;")]
    [InlineData("<style>a{}</style>")]
    public Task A42_deep_and_wide_html_opens(string piece) => OpensAsync(From + "Subject: bomb\nContent-Type: text/html\n\n<p>words</p>" + Bombs.Times(piece, 20_000));

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    [InlineData("text/plain; format=flowed; delsp=yes")]
    public Task A44_fifty_megabytes_in_one_line_open(string type) => OpensAsync(Bombs.OneLine(type));

    [Fact]
    public async Task A48_all_octets_in_every_charset_open()
    {
        foreach (var name in CharsetNames.All) await OpensAsync(Bombs.InCharset(name, 2_000));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    public Task A44_fifty_megabytes_of_nulls_open(string type) => OpensAsync(Bombs.Nulls(type));

    [Theory]
    [InlineData("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n****====!!!!\nd29yZHM\n=\n")]
    [InlineData("Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n=00=ZZ=\nwords=0\n=")]
    [InlineData("Content-Type: text/plain\nContent-Transfer-Encoding: x-unknown\n\nwords\n")]
    [InlineData("Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n#!!!\nend\n")]
    [InlineData("Content-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\nwords\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nwords\n")]
    [InlineData("Content-Type: multipart/alternative; boundary=never\n\nwords\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nwords")]
    [InlineData("Content-Type: multipart/related; boundary=b; start=\"<nowhere>\"\n\n--b\nContent-Type: text/html\n\nwords\n--b--\n")]
    [InlineData("Content-Type: /; charset\n\nwords\n")]
    [InlineData("Content-Type: text/plain; charset=\"\n\nwords\n")]
    [InlineData("Content-Type:\nContent-Disposition: ;;;\n\nwords\n")]
    public Task Broken_structure_opens(string rest) => OpensAsync(From + "Subject: bomb\n" + rest);

    [Fact]
    public async Task A48_every_charset_opens_and_the_same_words_come_out_where_they_can()
    {
        foreach (var name in CharsetNames.All)
        {
            var body = await OpensAsync(From + $"Subject: =?{name}?q?bomb?=\nContent-Type: text/plain; charset={name}\nContent-Transfer-Encoding: quoted-printable\n\n{Bombs.Ambiguous}");
            Assert.DoesNotContain("<script", body, StringComparison.OrdinalIgnoreCase);
        }
    }

    async Task<string> OpensAsync(string source)
    {
        var message = await desk.ReceiveAsync(source);
        using (var list = await desk.Browser.GetAsync(message[..message.LastIndexOf('/')])) Assert.True(list.IsSuccessStatusCode, string.Join("\n", app.Log.All.TakeLast(5)));
        Assert.Contains("data-message=\"" + message[(message.LastIndexOf('/') + 1)..], await desk.TextAsync(message[..message.LastIndexOf('/')]), StringComparison.Ordinal);
        Assert.Contains("data-field=\"subject\"", await desk.TextAsync(message), StringComparison.Ordinal);
        var body = await desk.TextAsync(message + "/body");
        Assert.True(body.Contains("class=\"mail-", StringComparison.Ordinal) || body.Contains("class=\"notice\"", StringComparison.Ordinal), "Nothing is shown, and nothing says why.");
        using var whole = await desk.GetAsync(message + "/source?download=1");
        Assert.DoesNotContain(app.Log.All, line => line.Contains("\n   at ", StringComparison.Ordinal));
        return body;
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return ValueTask.CompletedTask;
    }
}
