using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

public sealed class Pop3CollectorOnSqliteTests(MailServerFixture mail, SqliteApp fixture) : Pop3CollectorTests(mail, fixture.App), IClassFixture<SqliteApp>;

public sealed class Pop3CollectorOnPostgresTests(MailServerFixture mail, PostgresApp fixture) : Pop3CollectorTests(mail, fixture.App), IClassFixture<PostgresApp>;

/// <summary>What is collected, what is deleted on the server and when, and servers whose lists cannot be trusted (R40, R41).</summary>
public abstract class Pop3CollectorTests(MailServerFixture mail, WebmailApp app)
{
    static string Letter(int number, int length = 40) =>
        string.Create(CultureInfo.InvariantCulture, $"Message-ID: <{number}@pop.test>\r\nSubject: Number {number}\r\n\r\n{new string('x', length)}\r\n");

    static List<(string, string)> Letters(int count, string prefix = "u") => [.. Enumerable.Range(1, count).Select(number => ($"{prefix}{number}", Letter(number)))];

    static ScriptedPop3 Server(int count)
    {
        var server = new ScriptedPop3();
        server.Messages.AddRange(Letters(count));
        return server;
    }

    Task<CollectDesk> DeskAsync(ScriptedPop3 server, Pop3Policy policy = Pop3Policy.Leave) => CollectDesk.NewAsync(app, server.Port, policy: policy);

    [Fact]
    public async Task Everything_comes_once_in_sessions_of_a_hundred_and_stays_on_the_server()
    {
        var person = await mail.NewUserAsync();
        var messages = Enumerable.Range(1, 230).Select(number => Encoding.Latin1.GetBytes(Letter(number, number * 10))).ToList();
        // Equal to the last octet, and two messages all the same.
        messages.Add(messages[7]);
        await person.AppendAsync(messages.Select(message => new StoredMessage(message)));
        var desk = await CollectDesk.NewAsync(app, person);
        Assert.Equal(3, await desk.CollectAsync());
        await desk.ExpectAsync(messages);
        Assert.All(await desk.ItemsAsync(), item => Assert.Equal((Pop3ItemState.Verified, (long?)null), (item.State, item.GoneSince)));
        var source = await desk.LookAsync();
        Assert.Equal((231, 0, 0, Pop3Mode.Uidl, 0), (source.OnServer, source.RoundTotal, source.RoundDone, source.Mode, source.Doubts));
        Assert.NotNull(source.LastAt);

        await person.AppendAsync("One more", "text");
        Assert.Equal(1, await desk.CollectAsync());
        Assert.Equal(232, (await desk.HashesAsync()).Count);
        Assert.Equal(232, (await desk.LookAsync()).OnServer);
    }

    [Fact]
    public async Task A_list_that_has_not_changed_costs_no_message()
    {
        await using var server = Server(3);
        var desk = await DeskAsync(server);
        await desk.CollectAsync();
        var said = server.Commands.Count;
        await desk.CollectAsync();
        Assert.DoesNotContain(server.Commands.Skip(said), command => command.StartsWith("RETR", StringComparison.Ordinal) || command.StartsWith("TOP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delete_at_once_is_never_in_the_session_that_stored()
    {
        await using var server = Server(3);
        var desk = await DeskAsync(server, Pop3Policy.DeleteAtOnce);
        await desk.CollectAsync();
        Assert.Equal((3, 0), (server.Messages.Count, server.Said("DELE")));
        server.Messages.Add(("new", Letter(9)));
        Assert.Equal(3, (await desk.SessionAsync()).Deleted);
        Assert.Equal(["new"], server.Messages.Select(message => message.Uidl));
        await desk.ExpectAsync([Letter(1), Letter(2), Letter(3), Letter(9)]);
        Assert.Equal(1, (await desk.SessionAsync()).Deleted);
        await desk.SessionAsync();
        Assert.All(await desk.ItemsAsync(), item => Assert.NotNull(item.GoneSince));
        await desk.ExpectAsync([Letter(1), Letter(2), Letter(3), Letter(9)]);
    }

    [Fact]
    public async Task Days_are_counted_from_when_we_saw_it_first()
    {
        await using var server = Server(2);
        var desk = await DeskAsync(server, Pop3Policy.DeleteAfterDays);
        await desk.CollectAsync();
        await desk.CollectAsync();
        Assert.Equal(2, server.Messages.Count);
        await app.InDatabaseAsync(db => db.Set<Pop3Item>().Where(item => item.SourceId == desk.Source && item.Uidl == "u1").ExecuteUpdateAsync(set => set.SetProperty(item => item.FirstSeen, item => item.FirstSeen - (15L * 86_400_000))));
        await desk.CollectAsync();
        Assert.Equal(["u2"], server.Messages.Select(message => message.Uidl));
    }

    [Fact]
    public async Task Mirrored_is_what_was_deleted_here_for_ever_and_nothing_else()
    {
        await using var server = Server(3);
        var desk = await DeskAsync(server, Pop3Policy.Mirror);
        await desk.CollectAsync();
        await desk.RemoveAsync(Letter(2));
        await desk.CollectAsync();
        Assert.Equal(["u1", "u3"], server.Messages.Select(message => message.Uidl));
        await desk.CollectAsync();
        await desk.ExpectAsync([Letter(1), Letter(3)]);
    }

    [Fact]
    public async Task What_cannot_be_read_back_is_not_deleted()
    {
        await using var server = Server(2);
        var desk = await DeskAsync(server);
        await desk.CollectAsync();
        // As a kill between storing and reading back leaves it; and then the bytes are damaged.
        await app.InDatabaseAsync(db => db.Set<Pop3Item>().Where(item => item.SourceId == desk.Source).ExecuteUpdateAsync(set => set.SetProperty(item => item.State, Pop3ItemState.Stored)));
        var damaged = await app.InDatabaseAsync(db => db.Set<LocalContent>().Where(content => content.AccountId == desk.Account).MinAsync(content => content.Id));
        await app.InDatabaseAsync(db => db.Set<LocalChunk>().Where(chunk => chunk.ContentId == damaged).ExecuteUpdateAsync(set => set.SetProperty(chunk => chunk.Bytes, new byte[] { 1, 2, 3 })));
        await desk.ChooseAsync(Pop3Policy.DeleteAtOnce);
        for (var sessions = 0; sessions < 3; sessions++) await desk.CollectAsync();
        Assert.Equal(["u1"], server.Messages.Select(message => message.Uidl));
        Assert.Equal(Pop3ItemState.Stored, (await desk.ItemsAsync()).Single(item => item.GoneSince is null).State);
    }

    [Fact]
    public async Task A_message_that_is_too_large_stays_there_and_stops_nothing()
    {
        await using var server = Server(2);
        server.Messages.Insert(1, ("large", Letter(7, 5000)));
        server.Messages.Insert(2, ("liar", Letter(8, 5000)));
        // Its size is a lie: the transfer shows it.
        server.Size = message => message.Uidl == "liar" ? 100 : message.Text.Length;
        var desk = await DeskAsync(server, Pop3Policy.DeleteAtOnce) with { Limits = new Pop3Limits(Message: 2000) };
        Assert.Equal(FailureKind.TooLarge, (await Assert.ThrowsAsync<MailFailure>(desk.CollectAsync)).Kind);
        await desk.CollectAsync();
        await desk.ExpectAsync([Letter(1), Letter(2)]);
        await desk.CollectAsync();
        Assert.Equal(["large", "liar"], (await desk.ItemsAsync()).Where(item => item.State == Pop3ItemState.Skipped).Select(item => item.Uidl).Order());
        Assert.Equal(["large", "liar"], server.Messages.Select(message => message.Uidl));
    }

    [Fact]
    public async Task R40_when_all_names_change_nothing_comes_twice_and_nothing_is_deleted_until_two_sessions_agree()
    {
        var person = await mail.NewUserAsync();
        byte[][] messages = [.. Enumerable.Range(1, 130).Select(number => Encoding.Latin1.GetBytes(Letter(number, number)))];
        await person.AppendAsync(messages.Select(message => new StoredMessage(message)));
        var desk = await CollectDesk.NewAsync(app, person, policy: Pop3Policy.DeleteAfterDays);
        await desk.CollectAsync();
        // Dovecot with another pop3_uidl_format: a mailbox that was moved to other software.
        await using var moved = await RenamingProxy(person);
        var after = desk with { Login = desk.Login with { Server = desk.Login.Server with { Port = moved.Port } } };
        await after.ChooseAsync(Pop3Policy.DeleteAtOnce);
        await after.CollectAsync();
        await desk.ExpectAsync(messages);
        var source = await desk.LookAsync();
        Assert.Equal((Pop3Mode.Hash, 2), (source.Mode, source.Doubts));
        Assert.Equal(0, (await after.SessionAsync()).Deleted);
        Assert.Equal(0, (await after.SessionAsync()).Deleted);
        Assert.Equal((Pop3Mode.Uidl, 0), ((await desk.LookAsync()).Mode, (await desk.LookAsync()).Doubts));
        Assert.Equal(100, (await after.SessionAsync()).Deleted);
        await desk.ExpectAsync(messages);
        Assert.All(await desk.ItemsAsync(), item => Assert.StartsWith("moved", item.Uidl, StringComparison.Ordinal));
    }

    /// <summary>The same mailbox under other names.</summary>
    static Task<CutProxy> RenamingProxy(MailPerson person)
    {
        var proxy = new CutProxy(person.Server.Ports.Pop3);
        proxy.Replace("^(\\d+) ([0-9a-fA-F]{16})\r?$", "$1 moved$2\r");
        return Task.FromResult(proxy);
    }

    [Fact]
    public async Task R41_without_UIDL_everything_comes_once_and_nothing_is_deleted()
    {
        await using var server = Server(5);
        server.Answers.Add(("^UIDL", "-ERR no such command\r\n"));
        server.Capabilities = "USER\r\nTOP\r\nSASL PLAIN\r\n";
        var desk = await DeskAsync(server, Pop3Policy.DeleteAtOnce);
        for (var sessions = 0; sessions < 4; sessions++) await desk.CollectAsync();
        await desk.ExpectAsync(Enumerable.Range(1, 5).Select(number => Letter(number)));
        server.Messages.RemoveAt(1);
        server.Messages.Insert(2, ("", Letter(6)));
        for (var sessions = 0; sessions < 3; sessions++) await desk.CollectAsync();
        await desk.ExpectAsync(Enumerable.Range(1, 6).Select(number => Letter(number)));
        Assert.Equal((0, Pop3Mode.Hash), (server.Said("DELE"), (await desk.LookAsync()).Mode));
    }

    [Fact]
    public async Task R41_without_UIDL_and_without_TOP_it_takes_more_transfers_and_is_as_right()
    {
        await using var server = Server(130);
        server.Answers.AddRange([("^UIDL", "-ERR no\r\n"), ("^TOP", "-ERR no\r\n")]);
        server.Capabilities = "USER\r\nSASL PLAIN\r\n";
        var desk = await DeskAsync(server, Pop3Policy.DeleteAtOnce);
        await desk.CollectAsync();
        server.Messages.Add(("", Letter(131)));
        await desk.CollectAsync();
        await desk.ExpectAsync(Enumerable.Range(1, 131).Select(number => Letter(number)));
        Assert.Equal(0, server.Said("DELE"));
    }

    [Theory]
    [InlineData("+OK\r\n1 same\r\n2 same\r\n3 u3\r\n.\r\n"), InlineData("+OK\r\n1 u1\r\n2 u2\r\n.\r\n"), InlineData("+OK\r\n1 u1\r\n2 u2\r\n3 u3\r\n4 u4\r\n.\r\n"), InlineData("+OK\r\n1 u1\r\n3 u3\r\n2 u2\r\n.\r\n")]
    public async Task R41_names_that_are_twice_or_not_as_many_as_the_messages_are_not_believed(string names)
    {
        await using var server = Server(3);
        var desk = await DeskAsync(server, Pop3Policy.DeleteAtOnce);
        await desk.CollectAsync();
        server.Answers.Add(("^UIDL", names));
        for (var sessions = 0; sessions < 3; sessions++) await desk.TryAsync();
        Assert.Equal((0, 3), (server.Said("DELE"), server.Messages.Count));
        await desk.ExpectAsync([Letter(1), Letter(2), Letter(3)]);
        server.Answers.Clear();
        for (var sessions = 0; sessions < 4; sessions++) await desk.CollectAsync();
        await desk.ExpectAsync([Letter(1), Letter(2), Letter(3)]);
        Assert.Empty(server.Messages);
    }

    [Theory]
    [InlineData(40), InlineData(41)]
    public async Task R41_a_name_that_is_given_to_another_message_never_deletes_it(int length)
    {
        await using var server = Server(3);
        var desk = await DeskAsync(server, Pop3Policy.DeleteAtOnce);
        await desk.CollectAsync();
        // Under the old name, and of the same size or another.
        server.Messages[1] = ("u2", Letter(7, length));
        await desk.SessionAsync();
        Assert.Contains(server.Messages, message => message.Text == Letter(7, length));
        if (length != 40) await desk.ExpectAsync([Letter(1), Letter(2), Letter(3), Letter(7, length)]);
    }

    [Fact]
    public async Task R41_a_name_that_comes_back_is_the_old_message_or_a_new_one()
    {
        await using var server = Server(3);
        var desk = await DeskAsync(server);
        await desk.CollectAsync();
        server.Messages.RemoveRange(1, 2);
        await desk.CollectAsync();
        Assert.Equal(2, (await desk.ItemsAsync()).Count(item => item.GoneSince is not null));
        server.Messages.AddRange([("u2", Letter(2)), ("u3", Letter(33))]);
        await desk.CollectAsync();
        await desk.ExpectAsync([Letter(1), Letter(2), Letter(3), Letter(33)]);
        Assert.Equal(3, (await desk.ItemsAsync()).Count(item => item.GoneSince is null));
    }

    [Fact]
    public async Task R41_lines_of_a_hundred_kilobytes_are_kept_as_they_are()
    {
        await using var server = new ScriptedPop3();
        var text = $"Subject: long\r\nX-Long: {new string('h', 100_000)}\r\n\r\n{new string('y', 300_000)}\r\n.{new string('z', 100_000)}\r\n";
        server.Messages.Add(("long", text));
        var desk = await DeskAsync(server);
        await desk.CollectAsync();
        await desk.ExpectAsync([text]);
    }

    [Theory]
    [InlineData("^RETR 2$", "-ERR [SYS/TEMP] not now\r\n"), InlineData("^RETR 2$", "+OK\r\nSubject: ha^"), InlineData("^RETR 2$", "^"), InlineData("^LIST$", "-ERR [SYS/TEMP] no\r\n"), InlineData("^STAT$", "-ERR no\r\n"), InlineData("^UIDL$", "+OK\r\n1 u1^")]
    [InlineData("^DELE", "-ERR read only\r\n"), InlineData("^QUIT", "-ERR some deleted messages not removed\r\n"), InlineData("^QUIT", "^")]
    public async Task R41_what_fails_in_the_middle_loses_nothing_and_goes_on_later(string command, string answer)
    {
        await using var server = Server(3);
        var desk = await DeskAsync(server, Pop3Policy.DeleteAtOnce);
        server.Answers.Add((command, answer));
        for (var sessions = 0; sessions < 3; sessions++) await desk.TryAsync();
        server.Answers.Clear();
        for (var sessions = 0; sessions < 4; sessions++) await desk.CollectAsync();
        await desk.ExpectAsync([Letter(1), Letter(2), Letter(3)]);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Who_has_lost_the_lease_stores_nothing()
    {
        await using var server = Server(3);
        await using var road = new CutProxy(server.Port);
        var desk = await CollectDesk.NewAsync(app, road.Port);
        road.StallWhen(From.Client, "^RETR 2");
        var session = desk.SessionAsync();
        for (var tries = 0; tries < 2400 && !road.IsStalled; tries++) await Task.Delay(25);
        await app.InDatabaseAsync(db => db.Set<Pop3Source>().Where(row => row.Id == desk.Source).ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseOwner, "other")));
        road.Pass();
        await Assert.ThrowsAsync<LeaseLostException>(() => session);
        Assert.Empty(await desk.HashesAsync());
        await desk.CollectAsync();
        await desk.ExpectAsync([Letter(1), Letter(2), Letter(3)]);
    }
}
