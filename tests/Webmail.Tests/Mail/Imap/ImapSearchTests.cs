using System.Text;
using Webmail.Mail.Searching;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Imap;

/// <summary>Questions to a real server, and what goes over the wire for them.</summary>
public sealed class ImapSearchTests(MailServerFixture mail)
{
    const string Everything = "SORT SORT=DISPLAY ESORT ESEARCH SEARCHRES CONTEXT=SEARCH PARTIAL LITERAL+ SEARCH=FUZZY";

    [Theory]
    [InlineData("budget", "Budget 2027")]
    [InlineData("résumé", "Mon résumé")]
    [InlineData("会議", "会議の議事録")]
    [InlineData("from:zoé", "Mon résumé")]
    [InlineData("to:kenji", "会議の議事録")]
    [InlineData("cc:carla", "Budget 2027")]
    [InlineData("subject:budget", "Budget 2027")]
    [InlineData("body:\"quarter figures\"", "Budget 2027")]
    [InlineData("budget OR 会議", "会議の議事録", "Budget 2027")]
    [InlineData("-budget -is:starred is:unread -has:attachment", "会議の議事録", "Alternative only")]
    [InlineData("has:attachment", "With a file")]
    [InlineData("has:attachment OR subject:budget", "With a file", "Budget 2027")]
    [InlineData("is:flagged", "Mon résumé")]
    [InlineData("is:read", "Mon résumé")]
    [InlineData("larger:50k", "With a file")]
    [InlineData("before:2020-06-01", "Budget 2027")]
    [InlineData("on:2020-05-04", "Budget 2027")]
    [InlineData("after:2020-06-01 smaller:50k -alternative", "会議の議事録", "Mon résumé")]
    [InlineData("label:$Work", "Budget 2027")]
    public async Task Every_operator_finds_what_it_says(string typed, params string[] found)
    {
        var person = await NewPersonAsync();
        foreach (var lacking in (string[])["", "SORT", "ESEARCH", "SEARCH=FUZZY", Everything])
        {
            await using var proxy = new CutProxy(mail.Server.Ports.Imap);
            if (lacking.Length > 0) proxy.Without(lacking.Split(' '));
            await using var pool = new PoolUnderTest();
            var page = await pool.Store(person, proxy).PageAsync("INBOX", Ask(typed), default);
            Assert.Equal((lacking, string.Join("|", found)), (lacking, string.Join("|", page.Envelopes.Select(envelope => envelope.Subject))));
            Assert.Equal(found.Length, page.Total);
        }
    }

    public static TheoryData<string> Payloads => ["\"", "\\", "a\\\" ALL", "x) UID STORE 1:* +FLAGS (\\Deleted", "{5}", "{5+}", "%", "*", "~{3}", "NIL", "\u007f", "é\"", "{99999999}", "a]b"];

    [Theory, MemberData(nameof(Payloads))]
    public async Task A_text_is_data_in_every_field(string payload)
    {
        await using var proxy = new CutProxy(mail.Server.Ports.Imap);
        await using var pool = new PoolUnderTest();
        var person = await mail.NewUserAsync();
        await person.AppendAsync($"Holds {payload} in it", "Nothing else");
        await person.AppendAsync("Another", "Text");
        var store = pool.Store(person, proxy);
        await store.PageAsync("INBOX", PageRequest.Newest, default);
        var before = proxy.Commands.Count;
        foreach (var field in Enum.GetValues<SearchedField>())
            foreach (var order in (OrderBy[])[OrderBy.Arrival, OrderBy.Subject])
                await store.PageAsync("INBOX", PageRequest.Newest with { Only = new MessageQuery.Text(field, payload + "\r\nA9 UID STORE 1:* +FLAGS (\\Deleted)\0"), Order = new(order) }, default);
        Assert.DoesNotContain(proxy.Commands.Skip(before), line => line.Contains(" UID STORE", StringComparison.Ordinal) && !line.Contains("SEARCH", StringComparison.Ordinal)
            && !line.Contains("SORT", StringComparison.Ordinal));
        Assert.All((await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes, envelope => Assert.Equal(MessageFlags.None, envelope.Flags));
        var found = await store.PageAsync("INBOX", PageRequest.Newest with { Only = new MessageQuery.Text(SearchedField.Subject, payload, true) }, default);
        if (payload != "\u007f") Assert.Contains(found.Envelopes, envelope => envelope.Subject.StartsWith("Holds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_keyword_that_is_no_atom_is_never_sent() => await Assert.ThrowsAsync<ArgumentException>(() => Task.FromResult(new MessageQuery.Keyword("a) ALL")));

    [Fact]
    public async Task Gmail_is_asked_in_its_own_words()
    {
        await using var server = new ScriptedImap { Capabilities = "IMAP4rev1 AUTH=PLAIN SASL-IR X-GM-EXT-1 ESEARCH" };
        await using var pool = new PoolUnderTest();
        var person = new MailPerson(mail.Server, "a@example.test", "secret");
        await pool.Store(person, server.Port).PageAsync("INBOX", Ask("budget \"say \\ \" has:attachment"), default);
        var search = server.Commands.Single(command => command.StartsWith("UID SEARCH", StringComparison.Ordinal));
        Assert.Contains("X-GM-RAW \"\\\"budget\\\"\"", search, StringComparison.Ordinal);
        Assert.Contains("X-GM-RAW \"\\\"say\\\"\"", search, StringComparison.Ordinal);
        Assert.Matches("X-GM-RAW \"?has:attachment", search);
    }

    [Theory]
    [InlineData("IMAP4rev1 AUTH=PLAIN SASL-IR"), InlineData("IMAP4rev1 AUTH=PLAIN SASL-IR ESEARCH SEARCH=FUZZY"), InlineData("IMAP4rev1 AUTH=PLAIN SASL-IR X-GM-EXT-1")]
    public async Task A72_A75_CVE_2026_35538_CVE_2026_75002_CVE_2022_27924_one_question_is_one_command_whatever_was_typed(string capabilities)
    {
        await using var server = new ScriptedImap { Capabilities = capabilities };
        await using var pool = new PoolUnderTest();
        var store = pool.Store(new MailPerson(mail.Server, "a@example.test", "secret"), server.Port);
        await store.PageAsync("INBOX", Ask("first"), default);
        foreach (var field in (string[])["", "from:", "to:", "cc:", "bcc:", "subject:", "body:"])
        {
            var before = server.Commands.Count;
            await store.PageAsync("INBOX", Ask($"{field}\"x\r\nA9 UID STORE 1:* +FLAGS (\\Deleted) {{3+}}\0\""), default);
            var said = server.Commands.Skip(before).Where(command => command != "NOOP").ToList();
            Assert.StartsWith("UID SEARCH", Assert.Single(said), StringComparison.Ordinal);
        }
    }

    static PageRequest Ask(string typed) => PageRequest.Newest with { Only = QueryParser.Parse(typed, new DateOnly(2026, 11, 24)).Query!.Query };

    async Task<MailPerson> NewPersonAsync()
    {
        var person = await mail.NewUserAsync();
        var old = new DateTimeOffset(2020, 5, 4, 12, 0, 0, TimeSpan.Zero);
        await person.AppendAsync([
            new StoredMessage(Messages.Raw("From: Ann <ann@example.test>\r\nTo: bob@example.test\r\nCc: carla@example.test\r\nSubject: Budget 2027", "The quarter figures.\r\n"), Received: old, Keywords: ["$Work"]),
            new StoredMessage(Messages.Raw("From: =?utf-8?q?Zo=C3=A9?= <z@example.test>\r\nTo: bob@example.test\r\nSubject: =?utf-8?q?Mon_r=C3=A9sum=C3=A9?="), MailKit.MessageFlags.Seen | MailKit.MessageFlags.Flagged),
            new StoredMessage(Messages.Raw("From: d@example.test\r\nTo: bob@example.test\r\nSubject: Alternative only\r\nContent-Type: multipart/alternative; boundary=x",
                "--x\r\n\r\nplain\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--x--\r\n")),
            new StoredMessage(Messages.WithAttachment("With a file", "Here", "a.bin", Encoding.ASCII.GetBytes(new string('x', 60_000)))),
            new StoredMessage(Messages.Raw("From: e@example.test\r\nTo: =?utf-8?B?5YGl5LqM?= <kenji@example.test>\r\nSubject: =?utf-8?B?5Lya6K2w44Gu6K2w5LqL6Yyy?=")),
        ]);
        return person;
    }
}
