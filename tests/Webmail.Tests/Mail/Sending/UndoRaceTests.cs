using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Sending;
using Webmail.Mail.Writing;
using Webmail.Tests.Support;

namespace Webmail.Tests.Mail.Sending;

/// <summary>R31: the person takes a message back in the very moment in which two workers want it. One of the three has it, and nobody else.</summary>
public sealed class UndoRaceTests(SharedApps shared) : IDisposable
{
    readonly TemporaryDirectory folder = new();

    [Fact]
    public Task R31_ten_thousand_races_on_sqlite() => RaceAsync(LongRuns.Of(10_000), async () =>
    {
        var db = new SqliteWebmailDb(DesignTime.Options<SqliteWebmailDb>().UseSqlite($"Data Source={Path.Combine(folder.Path, "race.db")}").AddInterceptors(DurableSqlite.Instance).Options);
        await db.Database.OpenConnectionAsync();
        // What survives a power cut is not the question here.
        await db.Database.ExecuteSqlAsync($"pragma synchronous = off");
        return db;
    });

    [Fact]
    public async Task R31_a_thousand_races_on_postgres()
    {
        var database = await shared.NewDatabaseAsync();
        await RaceAsync(LongRuns.Of(1_000), async () =>
        {
            var db = new PostgresWebmailDb(DesignTime.Options<PostgresWebmailDb>().UseNpgsql(database).Options);
            await db.Database.OpenConnectionAsync();
            return db;
        });
    }

    static async Task RaceAsync(int races, Func<Task<WebmailDb>> open)
    {
        await using var first = await open();
        await first.Database.MigrateAsync();
        var (person, ids) = await SeedAsync(first, races);
        await using var second = await open();
        await using var third = await open();
        using var start = new Barrier(3);
        using var signal = new OutboxSignal();
        var outbox = new Outbox(first, signal, new KeysAtHand(), TimeProvider.System);
        var (one, other) = (new SubmissionSteps(second, TimeProvider.System), new SubmissionSteps(third, TimeProvider.System));
        var racers = await Task.WhenAll(
            RunAsync(id => outbox.GiveUpAsync(person, id, default)), RunAsync(id => one.ClaimAsync(id, "one", default)), RunAsync(id => other.ClaimAsync(id, "other", default)));
        var states = await first.Set<Submission>().AsNoTracking().ToDictionaryAsync(row => row.Id, row => (row.State, row.LeaseOwner));
        for (var race = 0; race < races; race++)
        {
            Assert.Equal(1, racers.Count(racer => racer[race]));
            Assert.Equal(racers[0][race] ? (SubmissionState.Cancelled, "") : (SubmissionState.Sending, racers[1][race] ? "one" : "other"), states[ids[race]]);
        }
        // Otherwise it was no race.
        Assert.All(racers, racer => Assert.Contains(true, racer));

        Task<List<bool>> RunAsync(Func<Guid, Task<bool>> act) => Task.Factory.StartNew(() =>
        {
            var won = new List<bool>(races);
            foreach (var id in ids)
            {
                start.SignalAndWait();
                won.Add(act(id).GetAwaiter().GetResult());
            }
            return won;
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    static async Task<(Guid Person, List<Guid> Ids)> SeedAsync(WebmailDb db, int races)
    {
        var person = new Person { Id = Guid.CreateVersion7(), UserName = "ann@example.test", CreatedAt = 1 };
        var account = new MailAccount { Id = MailAccount.NewId(), PersonId = person.Id, Address = "ann@example.test", Imap = "imaps://localhost", UserName = "ann", CreatedAt = 1 };
        db.AddRange(person, account, new Draft { PersonId = person.Id, Id = Guid.CreateVersion7(), AccountId = account.Id, CreatedAt = 1 });
        List<Guid> ids = [.. Enumerable.Range(0, races).Select(_ => Guid.CreateVersion7())];
        db.AddRange(ids.Select(id => new Submission
        {
            Id = id, PersonId = person.Id, AccountId = account.Id, ClientId = $"{id}", DraftId = id, NotBefore = 0, CreatedAt = 1, Sender = "ann@example.test", MessageId = $"{id}@example.test", Subject = "", Sha256 = "", Octets = 0,
        }));
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        return (person.Id, ids);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}
