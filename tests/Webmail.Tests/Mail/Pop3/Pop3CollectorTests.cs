using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

public sealed class Pop3CollectorOnSqliteTests(MailServerFixture mail, OwnSqliteApp fixture) : Pop3CollectorTests(mail, fixture.App), IClassFixture<OwnSqliteApp>;

public sealed class Pop3CollectorOnPostgresTests(MailServerFixture mail, OwnPostgresApp fixture) : Pop3CollectorTests(mail, fixture.App), IClassFixture<OwnPostgresApp>;

/// <summary>What is collected, and what is deleted on the server and when.</summary>
public abstract class Pop3CollectorTests(MailServerFixture mail, WebmailApp app) : Pop3Cases(app)
{
    [Fact]
    public async Task Everything_comes_once_in_sessions_of_a_hundred_and_stays_on_the_server()
    {
        var person = await mail.NewUserAsync();
        var messages = Enumerable.Range(1, 230).Select(number => Encoding.Latin1.GetBytes(Letter(number, number * 10))).ToList();
        // Equal to the last octet, and two messages all the same.
        messages.Add(messages[7]);
        await person.AppendAsync(messages.Select(message => new StoredMessage(message)));
        var desk = await CollectDesk.NewAsync(App, person);
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
        await App.InDatabaseAsync(db => db.Set<Pop3Item>().Where(item => item.SourceId == desk.Source && item.Uidl == "u1").ExecuteUpdateAsync(set => set.SetProperty(item => item.FirstSeen, item => item.FirstSeen - (15L * 86_400_000))));
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
        await App.InDatabaseAsync(db => db.Set<Pop3Item>().Where(item => item.SourceId == desk.Source).ExecuteUpdateAsync(set => set.SetProperty(item => item.State, Pop3ItemState.Stored)));
        var damaged = await App.InDatabaseAsync(db => db.Set<LocalContent>().Where(content => content.AccountId == desk.Account).MinAsync(content => content.Id));
        await App.InDatabaseAsync(db => db.Set<LocalChunk>().Where(chunk => chunk.ContentId == damaged).ExecuteUpdateAsync(set => set.SetProperty(chunk => chunk.Bytes, new byte[] { 1, 2, 3 })));
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
    public async Task Who_has_lost_the_lease_stores_nothing()
    {
        await using var server = Server(3);
        await using var road = new CutProxy(server.Port);
        var desk = await CollectDesk.NewAsync(App, road.Port);
        road.StallWhen(From.Client, "^RETR 2");
        var session = desk.SessionAsync();
        for (var tries = 0; tries < 2400 && !road.IsStalled; tries++) await Task.Delay(25);
        await App.InDatabaseAsync(db => db.Set<Pop3Source>().Where(row => row.Id == desk.Source).ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseOwner, "other")));
        road.Pass();
        await Assert.ThrowsAsync<LeaseLostException>(() => session);
        Assert.Empty(await desk.HashesAsync());
        await desk.CollectAsync();
        await desk.ExpectAsync([Letter(1), Letter(2), Letter(3)]);
    }

    [Fact]
    public async Task One_that_cannot_be_had_among_those_that_were_asked_for_ahead_leaves_each_answer_with_its_question()
    {
        await using var server = Server(40);
        server.Capabilities += "PIPELINING\r\n";
        server.Answers.Add(("^RETR 7$", "-ERR no such message\r\n"));
        var desk = await DeskAsync(server);
        await desk.CollectAsync();
        var items = await desk.ItemsAsync();
        Assert.Equal(39, items.Count);
        Assert.All(items, item => Assert.Equal(SHA256.HashData(Encoding.Latin1.GetBytes(Letter(int.Parse(item.Uidl[1..], CultureInfo.InvariantCulture)))), item.Sha256));
        server.Answers.Clear();
        await desk.CollectAsync();
        await desk.ExpectAsync(Enumerable.Range(1, 40).Select(number => Letter(number)));
    }
}
