using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Pop3;

/// <summary>An account that is collected session by session, when a test says so: the worker of its application never finds it due.</summary>
sealed record CollectDesk(WebmailApp App, Guid PersonId, string Account, Guid Source, MailLogin Login)
{
    public Pop3Limits Limits { get; init; } = new();

    /// <summary>Where it is put, when that is not here.</summary>
    public Pop3Forwarding? Elsewhere { get; init; }

    /// <summary>Put on what is new.</summary>
    public string Keyword { get; init; } = "";

    /// <summary>What is said to the database of a session before it begins.</summary>
    public Func<WebmailDb, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    public static async Task<CollectDesk> NewAsync(WebmailApp app, int port, string user = "ann", string password = "pass", Pop3Policy policy = Pop3Policy.Leave)
    {
        var (person, account, source) = (Guid.NewGuid(), MailAccount.NewId(), Guid.NewGuid());
        var server = new ServerAddress(MailProtocol.Pop3, "127.0.0.1", port, Encryption.None);
        await app.InDatabaseAsync(async db =>
        {
            db.Add(new Person { Id = person, UserName = account, NormalizedUserName = account });
            db.Add(new MailAccount { Id = account, PersonId = person, Address = $"{account}@example.test", Imap = "", Pop3 = server.ToString(), UserName = user, CreatedAt = 1 });
            db.Add(new Pop3Source { Id = source, PersonId = person, AccountId = account, Policy = policy, NotBefore = long.MaxValue, LeaseOwner = "desk" });
            return await db.SaveChangesAsync();
        });
        return new CollectDesk(app, person, account, source, new MailLogin(person, account, 1, server, user, new Secret(password)));
    }

    public static Task<CollectDesk> NewAsync(WebmailApp app, MailPerson person, int? port = null, Pop3Policy policy = Pop3Policy.Leave) =>
        NewAsync(app, port ?? person.Server.Ports.Pop3, person.Address, person.Password, policy);

    /// <summary>Sessions until nothing is left to get. Fails with what the collector fails with.</summary>
    public async Task<int> CollectAsync()
    {
        for (var sessions = 1; ; sessions++)
            if (!(await SessionAsync()).More) return sessions;
    }

    public async Task<Pop3Outcome> SessionAsync()
    {
        await using var scope = App.Services.CreateAsyncScope();
        var (db, time) = (scope.ServiceProvider.GetRequiredService<WebmailDb>(), scope.ServiceProvider.GetRequiredService<TimeProvider>());
        var source = await db.Set<Pop3Source>().AsNoTracking().SingleAsync(row => row.Id == Source);
        await Prepare(db);
        var door = new Pop3Door(new ImapPoolOptions(), time, Limits);
        return await new Pop3Collector(door, db, scope.ServiceProvider.GetRequiredService<LocalDelivery>(), new Pop3Ledger(db, time), time) { MostMessages = 100, Elsewhere = Elsewhere, Keyword = Keyword }.RunAsync(source, Login, CancellationToken.None);
    }

    /// <summary>A session that may be cut off. True when it came to its end.</summary>
    public async Task<bool> TryAsync()
    {
        try
        {
            await CollectAsync();
            return true;
        }
        catch (MailFailure)
        {
            return false;
        }
    }

    public Task<Pop3Source> LookAsync() => App.InDatabaseAsync(db => db.Set<Pop3Source>().AsNoTracking().SingleAsync(row => row.Id == Source));

    public Task<List<Pop3Item>> ItemsAsync() => App.InDatabaseAsync(db => db.Set<Pop3Item>().AsNoTracking().Where(row => row.SourceId == Source).OrderBy(row => row.FirstSeen).ThenBy(row => row.Uidl).ToListAsync());

    public Task ChooseAsync(Pop3Policy policy, int days = 14) => App.InDatabaseAsync(db => db.Set<Pop3Source>().Where(row => row.Id == Source)
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.Policy, policy).SetProperty(row => row.Days, days)));

    /// <summary>The hash of every message in INBOX, also of those that are there twice.</summary>
    public Task<List<string>> HashesAsync() => App.InDatabaseAsync(async db =>
        (await (from message in db.Set<LocalMessage>()
                join mailbox in db.Set<LocalMailbox>() on message.MailboxId equals mailbox.Id
                join content in db.Set<LocalContent>() on message.ContentId equals content.Id
                where mailbox.AccountId == Account && mailbox.Name == "INBOX"
                select content.Sha256).ToListAsync()).Select(Convert.ToHexStringLower).Order(StringComparer.Ordinal).ToList());

    /// <summary>Exactly these messages are here, each as often as it is named.</summary>
    public async Task ExpectAsync(IEnumerable<byte[]> messages) =>
        Assert.Equal(messages.Select(message => Convert.ToHexStringLower(SHA256.HashData(message))).Order(StringComparer.Ordinal), await HashesAsync());

    public Task ExpectAsync(IEnumerable<string> messages) => ExpectAsync(messages.Select(Encoding.Latin1.GetBytes));

    /// <summary>Removes a message from the account for ever, as its person may.</summary>
    public Task RemoveAsync(string message) => App.InDatabaseAsync(async db =>
    {
        var hash = SHA256.HashData(Encoding.Latin1.GetBytes(message));
        return await db.Set<LocalContent>().Where(content => content.AccountId == Account && content.Sha256 == hash).ExecuteDeleteAsync();
    });
}
