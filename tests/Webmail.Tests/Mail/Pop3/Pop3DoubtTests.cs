using System.Text;
using Webmail.Mail.Pop3;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

public sealed class Pop3DoubtOnSqliteTests(MailServerFixture mail, OwnSqliteApp fixture) : Pop3DoubtTests(mail, fixture.App), IClassFixture<OwnSqliteApp>;

public sealed class Pop3DoubtOnPostgresTests(MailServerFixture mail, OwnPostgresApp fixture) : Pop3DoubtTests(mail, fixture.App), IClassFixture<OwnPostgresApp>;

/// <summary>Servers whose lists cannot be trusted (R40, R41), or that fail in the middle.</summary>
public abstract class Pop3DoubtTests(MailServerFixture mail, WebmailApp app) : Pop3Cases(app)
{
    [Fact]
    public async Task R40_when_all_names_change_nothing_comes_twice_and_nothing_is_deleted_until_two_sessions_agree()
    {
        var person = await mail.NewUserAsync();
        byte[][] messages = [.. Enumerable.Range(1, 130).Select(number => Encoding.Latin1.GetBytes(Letter(number, number)))];
        await person.AppendAsync(messages.Select(message => new StoredMessage(message)));
        var desk = await CollectDesk.NewAsync(App, person, policy: Pop3Policy.DeleteAfterDays);
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
}
