using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keeping;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Stores;
using Webmail.MailServers;
using Webmail.Tests.Mail.Imap;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Keeping;

/// <summary>An IMAP account whose copies are made session by session, when a test says so: the worker of its application never finds it due.</summary>
sealed record CopyDesk(WebmailApp App, MailPerson Person, string Account, Guid Source, KeepingStore Store) : IAsyncDisposable
{
    /// <summary>The collector's own: days pass for it alone.</summary>
    public ShiftedClock Clock { get; } = new();

    public PoolUnderTest? Pool { get; init; }

    /// <summary>What is said to the database of a session before it begins.</summary>
    public Func<WebmailDb, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    public static async Task<CopyDesk> NewAsync(WebmailApp app, MailPerson person, int? port = null)
    {
        var (owner, account, source) = (Guid.NewGuid(), MailAccount.NewId(), Guid.NewGuid());
        await app.InDatabaseAsync(async db =>
        {
            db.Add(new Person { Id = owner, UserName = account, NormalizedUserName = account });
            db.Add(new MailAccount { Id = account, PersonId = owner, Address = $"{account}@example.test", Imap = $"imap+plain://127.0.0.1:{person.Server.Ports.Imap}", HasCopies = true, UserName = person.Address, CreatedAt = 1 });
            db.Add(new Pop3Source { Id = source, PersonId = owner, AccountId = account, NotBefore = long.MaxValue, LeaseOwner = "desk" });
            return await db.SaveChangesAsync();
        });
        var pool = new PoolUnderTest();
        var kept = new LocalStore(app.Services.GetRequiredService<LocalMail>(), account, ChosenRoles.None);
        return new CopyDesk(app, person, account, source, new KeepingStore(pool.Store(person, port).InBulk, kept)) { Pool = pool };
    }

    /// <summary>Sessions until nothing is left to copy. Fails with what the collector fails with.</summary>
    public async Task CollectAsync()
    {
        while ((await SessionAsync()).More) { }
    }

    public async Task<Pop3Outcome> SessionAsync()
    {
        await using var scope = App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebmailDb>();
        var source = await LookAsync();
        await Prepare(db);
        return await new CopyCollector(db, scope.ServiceProvider.GetRequiredService<LocalDelivery>(), new Pop3Ledger(db, Clock), Clock) { MostMessages = 30 }.RunAsync(source, Store, CancellationToken.None);
    }

    /// <summary>Sessions that may be cut off. True when they came to their end.</summary>
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

    public Task<List<Pop3Item>> ItemsAsync() => App.InDatabaseAsync(db => db.Set<Pop3Item>().AsNoTracking().Where(row => row.SourceId == Source).ToListAsync());

    public Task DeleteAfterAsync(int days) => App.InDatabaseAsync(db => db.Set<Pop3Source>().Where(row => row.Id == Source)
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.Policy, Pop3Policy.DeleteAfterDays).SetProperty(row => row.Days, days)));

    /// <summary>Every message of a mailbox as it can be read: hash, date, what is marked on it.</summary>
    public static async Task<List<string>> SeenAsync(IMailStore store, string mailbox)
    {
        var seen = new List<string>();
        foreach (var marks in await store.MarksAsync(mailbox, await store.KeysAsync(mailbox, MessageOrder.Arrival, null, default), default))
        {
            using var raw = new MemoryStream();
            await store.CopySourceAsync(mailbox, marks.Key, raw, default);
            seen.Add($"{Convert.ToHexStringLower(SHA256.HashData(raw.ToArray()))} {marks.Received.ToUnixTimeSeconds()} {marks.Flags} {marks.Keywords}");
        }
        return [.. seen.Order(StringComparer.Ordinal)];
    }

    public Task<List<string>> ThereAsync(string mailbox = "INBOX") => SeenAsync(Store.Live, mailbox);

    public Task<List<string>> HereAsync(string mailbox = "INBOX") => SeenAsync(Store.Kept, mailbox);

    /// <summary>Copies that match, as a search finds them.</summary>
    public async Task<int> FoundAsync(MessageQuery query, string mailbox = "INBOX") =>
        (await Store.PageAsync(KeptNames.Of(mailbox), PageRequest.Newest with { Only = query }, default)).Total;

    public ValueTask DisposeAsync() => Pool?.DisposeAsync() ?? default;
}
