using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Tests.Support;

namespace Webmail.Tests.Data;

public sealed class MigrationTests(SharedApps shared)
{
    [Fact]
    public void The_sqlite_migrations_hold_the_whole_model()
    {
        using var db = new SqliteDesign().CreateDbContext([]);
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Contains(db.Model.GetEntityTypes(), entity => entity.GetTableName() == "AspNetUserPasskeys");
    }

    [Fact]
    public void The_postgres_migrations_hold_the_whole_model()
    {
        using var db = new PostgresDesign().CreateDbContext([]);
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Contains(db.Model.GetEntityTypes(), entity => entity.GetTableName() == "AspNetUserPasskeys");
    }

    [Fact]
    public async Task Nodes_that_start_together_on_sqlite_both_work()
    {
        using var folder = new TemporaryDirectory();
        using var key = new TemporaryDirectory();
        await StartTogetherAsync(("Webmail:DataDirectory", folder.Path), KeyIn(key));
    }

    [Fact]
    public async Task Nodes_that_start_together_on_postgres_both_work()
    {
        using var key = new TemporaryDirectory();
        await StartTogetherAsync(("ConnectionStrings:Webmail", await shared.NewDatabaseAsync()), KeyIn(key));
    }

    [Fact]
    public async Task A_migration_lock_that_a_killed_process_left_does_not_block_the_start()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "webmail.db");
        await using (var db = new SqliteWebmailDb(new DbContextOptionsBuilder<SqliteWebmailDb>().UseSqlite($"Data Source={file};Pooling=False").Options))
        {
            await db.Database.ExecuteSqlAsync($"create table \"__EFMigrationsLock\" (\"Id\" integer not null primary key, \"Timestamp\" text not null)");
            await db.Database.ExecuteSqlAsync($"insert into \"__EFMigrationsLock\" values (1, '2026-01-01')");
        }
        await using var app = new WebmailApp(null, ("Webmail:DataDirectory", folder.Path));
        Assert.Empty(await app.InDatabaseAsync(db => db.Database.GetPendingMigrationsAsync()));
    }

    [Fact]
    public async Task What_sqlite_acknowledges_is_on_the_disk()
    {
        await using var app = new WebmailApp(null);
        Assert.Equal("wal", await app.InDatabaseAsync(db => db.Database.SqlQuery<string>($"select journal_mode as \"Value\" from pragma_journal_mode").SingleAsync()));
        Assert.Equal(2, await app.InDatabaseAsync(db => db.Database.SqlQuery<int>($"select synchronous as \"Value\" from pragma_synchronous").SingleAsync()));
        Assert.Equal(1, await app.InDatabaseAsync(db => db.Database.SqlQuery<int>($"select foreign_keys as \"Value\" from pragma_foreign_keys").SingleAsync()));
    }

    static (string, string) KeyIn(TemporaryDirectory folder) =>
        ("Webmail:MasterKeyFile", folder.Write("master.key", Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32))));

    static async Task StartTogetherAsync(params (string, string)[] settings)
    {
        var nodes = Enumerable.Range(0, 3).Select(_ => new WebmailApp(null, settings)).ToArray();
        var pending = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.InDatabaseAsync(db => db.Database.GetPendingMigrationsAsync()))));
        Assert.All(pending, Assert.Empty);
        foreach (var node in nodes) await node.DisposeAsync();
    }
}
