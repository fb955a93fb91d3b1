using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Stores;

namespace Webmail.Tests.Mail.Imap;

public sealed class HostileServerTests
{
    const string Row = "UID 5 FLAGS () INTERNALDATE \"01-Jan-2026 00:00:00 +0000\"";

    [Fact]
    public async Task An_envelope_of_nothing_is_a_row_of_nothing()
    {
        await using var server = new ScriptedImap();
        server.Answers.Add(("FETCH", $"* 1 FETCH ({Row} ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) BODYSTRUCTURE NIL)\r\n% OK done\r\n"));
        await using var pool = new PoolUnderTest();
        var store = Store(pool, server);
        var row = Assert.Single((await store.PageAsync("INBOX", PageRequest.Newest, default)).Envelopes);
        Assert.Equal((new MessageKey(7, 5), "", 0, 0, null, false, ""), (row.Key, row.Subject, row.From.Count, row.To.Count, row.Date, row.HasAttachments, row.Snippet));
        Assert.Null((await store.OpenAsync("INBOX", row.Key, default)).Structure);
    }

    [Theory]
    [InlineData("(\"bad date\" \"=?utf-8?q?a=0D=0Ab=00c?=\" ((NIL NIL \"x\\\"y\" \"z\")) NIL NIL ((NIL NIL \"group\" NIL)(NIL NIL NIL NIL)) NIL NIL NIL \"<id>\")", "a  b c")]
    [InlineData("(\"Fri, 31 Feb 2026 99:00:00\" \"=?nonsense?x?y?=\" ((NIL NIL NIL NIL)) NIL NIL NIL NIL NIL NIL \"<<>\")", "=?nonsense?x?y?=")]
    public async Task A_broken_envelope_is_shown_as_far_as_it_goes(string envelope, string subject)
    {
        await using var server = new ScriptedImap();
        server.Answers.Add(("FETCH", $"* 1 FETCH ({Row} ENVELOPE {envelope})\r\n% OK done\r\n"));
        await using var pool = new PoolUnderTest();
        var row = Assert.Single((await Store(pool, server).PageAsync("INBOX", PageRequest.Newest, default)).Envelopes);
        Assert.Equal((subject, null), (row.Subject, row.Date));
    }

    [Fact]
    public async Task Rows_nobody_asked_for_are_not_shown()
    {
        await using var server = new ScriptedImap();
        server.Answers.Add(("FETCH", $"* 9 FETCH ({Row})\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (UID 6 FLAGS ())\r\n* 4000000000 EXISTS\r\n% OK done\r\n"));
        await using var pool = new PoolUnderTest();
        try { Assert.Equal(6u, Assert.Single((await Store(pool, server).PageAsync("INBOX", PageRequest.Newest, default)).Envelopes).Key.Uid); }
        catch (MailFailure failure) { Assert.Equal(FailureKind.Damaged, failure.Kind); }
    }

    public static TheoryData<string, FailureKind> Answers => new()
    {
        { "* 1 FETCH (UID 1 BODYSTRUCTURE " + new string('(', 100_000) + "\r\n% OK done\r\n", FailureKind.TooLarge },
        { "* 1 FETCH (UID 1 ENVELOPE (" + string.Concat(Enumerable.Repeat("\"a\\\"b\" \"]\r\n", 3)) + "\r\n% OK done\r\n", FailureKind.TooLarge },
        { "* 1 FETCH (UID 1 ENVELOPE {2000000000}\r\nabc\r\n% OK done\r\n", FailureKind.TooLarge },
        { "* 1 FETCH (UID 1 ENVELOPE {5}((((\r\nabc\r\n% OK done\r\n", FailureKind.TooLarge },
        { "* 1 FETCH (UID 1 ENVELOPE (\"" + new string('a', 300_000) + "\r\n% OK done\r\n", FailureKind.TooLarge },
        { string.Concat(Enumerable.Repeat("* OK still here\r\n", 80_000)), FailureKind.TooLarge },
        { "% NO [SERVERBUG] no\r\n", FailureKind.Refused },
        { "* BYE enough\r\n^", FailureKind.ConnectionLost },
        { "^", FailureKind.ConnectionLost },
        { "* 1 FETCH (UID 1 ENV", FailureKind.TimedOut },
        { "* 1 FETCH UID 1 oops\r\n% OK done\r\n", FailureKind.Damaged },
        { "\0\0\0\r\n% OK done\r\n", FailureKind.Damaged },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_hostile_answer_fails_within_its_budget_and_hurts_nobody_else(string answer, FailureKind kind)
    {
        await using var server = new ScriptedImap();
        server.Answers.Add(("FETCH", answer));
        await using var honest = new ScriptedImap();
        honest.Answers.Add(("FETCH", $"* 1 FETCH ({Row})\r\n% OK done\r\n"));
        var limits = new ResponseLimits(Octets: 1 << 20, Line: 1 << 18, Literal: 1 << 18, Depth: 300);
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { Limits = limits, CommandDeadline = TimeSpan.FromSeconds(kind == FailureKind.TimedOut ? 1 : 60) });

        var failure = await Assert.ThrowsAsync<MailFailure>(() => Store(pool, server).PageAsync("INBOX", PageRequest.Newest, default));

        Assert.Equal(kind, failure.Kind);
        Assert.Single((await Store(pool, honest).PageAsync("INBOX", PageRequest.Newest, default)).Envelopes);
    }

    [Fact]
    public async Task A_structure_as_deep_as_the_limit_is_read()
    {
        await using var server = new ScriptedImap();
        var structure = string.Concat(Enumerable.Repeat("(", 280)) + "\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)" + string.Concat(Enumerable.Repeat(" \"mixed\")", 279));
        server.Answers.Add(("FETCH", $"* 1 FETCH ({Row} BODYSTRUCTURE {structure})\r\n% OK done\r\n"));
        await using var pool = new PoolUnderTest();
        var opened = await Store(pool, server).OpenAsync("INBOX", new MessageKey(7, 5), default);
        Assert.Equal(101, opened.Structure!.SelfAndDescendants().Count());
    }

    [Fact]
    public async Task A_header_without_end_keeps_no_message_from_being_opened()
    {
        await using var server = new ScriptedImap();
        server.Answers.Add((@"FETCH.*BODY\.PEEK\[HEADER\]", $"* 1 FETCH ({Row} BODY[HEADER] {{300000}}\r\n{new string('a', 300_000)} ENVELOPE NIL)\r\n% OK done\r\n"));
        server.Answers.Add(("FETCH", $"* 1 FETCH ({Row} ENVELOPE (NIL \"Endless\" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n% OK done\r\n"));
        await using var pool = new PoolUnderTest();
        var opened = await Store(pool, server).OpenAsync("INBOX", new MessageKey(7, 5), default);
        Assert.Equal(("Endless", null), (opened.Envelope.Subject, opened.Header));
    }

    [Theory]
    [InlineData("% NO [AUTHENTICATIONFAILED] no\r\n", FailureKind.WrongPassword, 1)]
    [InlineData("% NO no\r\n", FailureKind.WrongPassword, 1)]
    [InlineData("% NO [UNAVAILABLE] later\r\n", FailureKind.Refused, 2)]
    [InlineData("% NO [ALERT] Maximum number of connections from user+IP exceeded\r\n", FailureKind.TooManyConnections, 8)]
    [InlineData("% BAD what\r\n", FailureKind.Refused, 2)]
    public async Task Only_a_wrong_password_stops_an_account(string answer, FailureKind kind, int logins)
    {
        await using var server = new ScriptedImap();
        server.Answers.Add(("AUTHENTICATE", answer));
        await using var pool = new PoolUnderTest(PoolUnderTest.Quick with { AfterLimit = TimeSpan.FromMilliseconds(2) });
        for (var i = 0; i < 2; i++)
            Assert.Equal(kind, (await Assert.ThrowsAsync<MailFailure>(() => Store(pool, server).PageAsync("INBOX", PageRequest.Newest, default))).Kind);
        Assert.InRange(server.Commands.Count(command => command.StartsWith("AUTHENTICATE", StringComparison.Ordinal)), logins, logins + 2);
    }

    [Theory]
    [InlineData("INBOX\r\nA1 DELETE INBOX"), InlineData("a\nb"), InlineData("a\0b"), InlineData("")]
    public async Task Nothing_that_is_no_name_reaches_the_wire(string name)
    {
        await using var server = new ScriptedImap();
        await using var pool = new PoolUnderTest();
        var store = Store(pool, server);
        MessageKey[] keys = [new(7, 5)];
        foreach (var call in new Func<Task>[]
        {
            () => store.PageAsync(name, PageRequest.Newest, default), () => store.OpenAsync(name, keys[0], default),
            () => store.FlagAsync(name, keys, MessageFlags.Seen, MessageFlags.None, default), () => store.MoveAsync("INBOX", keys, name, default),
            () => store.ExpungeAsync(name, keys, default), () => store.CopySourceAsync(name, keys[0], Stream.Null, default),
        }) Assert.Equal(FailureKind.MailboxGone, (await Assert.ThrowsAsync<MailFailure>(call)).Kind);
        Assert.Equal(0, server.Connections);
    }

    [Theory]
    [InlineData("1]\r\nA1 LOGOUT\r\n"), InlineData("MIME"), InlineData("1.MIME.1"), InlineData("TEXT"), InlineData("0"), InlineData("1."), InlineData("HEADER.FIELDS (X)")]
    public async Task Nothing_that_is_no_part_reaches_the_wire(string specifier)
    {
        await using var server = new ScriptedImap();
        await using var pool = new PoolUnderTest();
        var part = new MessagePart(specifier, "text/plain", new Dictionary<string, string>(), "", 1, "", "", "", []);
        var failure = await Assert.ThrowsAsync<MailFailure>(() => Store(pool, server).ReadPartAsync("INBOX", new MessageKey(7, 5), part, 10, default));
        Assert.Equal(FailureKind.MessageGone, failure.Kind);
        Assert.DoesNotContain(server.Commands, command => command.Contains("FETCH", StringComparison.Ordinal));
    }

    static ImapStore Store(PoolUnderTest pool, ScriptedImap server) => new(pool.Sessions, new MailLogin(
        Guid.Empty, "", 1, new ServerAddress(MailProtocol.Imap, "127.0.0.1", server.Port, Encryption.None), "ann", new Secret("pass")), ChosenRoles.None);
}
