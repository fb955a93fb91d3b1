using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Webmail.Data;

/// <summary>Brings the database up to date before the first request. Two nodes that start together wait for each other.</summary>
sealed partial class Migrator(IServiceScopeFactory scopes, DatabaseSettings database, ILogger<Migrator> log) : IHostedLifecycleService
{
    // Any number will do, as long as nothing else in this database uses it.
    const long LockKey = 0x7765626d61696c;

    /// <summary>Runs before any other hosted service starts, and before Kestrel listens.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebmailDb>();
        if (database.Postgres) await MigratePostgresAsync(db, cancellationToken);
        else await MigrateSqliteAsync(db, cancellationToken);
    }

    async Task MigratePostgresAsync(WebmailDb db, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ToString());
        await connection.OpenAsync(cancel);
        await using var take = new NpgsqlCommand("select pg_advisory_lock($1)", connection) { CommandTimeout = 300, Parameters = { new() { Value = LockKey } } };
        await take.ExecuteNonQueryAsync(cancel);
        // Large tables take their time; half a minute for each command is for requests.
        db.Database.SetCommandTimeout(0);
        // The lock ends with its connection, also when this process dies.
        await MigrateAsync(db, cancel);
        await using var release = new NpgsqlCommand("select pg_advisory_unlock($1)", connection) { Parameters = { new() { Value = LockKey } } };
        await release.ExecuteNonQueryAsync(cancel);
    }

    async Task MigrateSqliteAsync(WebmailDb db, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(database.File))!);
        await using var held = await TakeFileLockAsync(database.File + ".migrating", cancel);
        await db.Database.OpenConnectionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"pragma journal_mode = wal", cancel);
        await ForgetAbandonedLockAsync(db, cancel);
        await MigrateAsync(db, cancel);
    }

    static async Task<FileStream> TakeFileLockAsync(string path, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
            catch (IOException) when (tries < 600) { await Task.Delay(100, cancel); }
        }
    }

    // EF Core's own lock on SQLite is a row that outlives a killed process and then blocks every start for ever
    // (https://learn.microsoft.com/ef/core/providers/sqlite/limitations#concurrent-migrations-protection). We hold the file lock, so a row is abandoned.
    static async Task ForgetAbandonedLockAsync(WebmailDb db, CancellationToken cancel)
    {
        var tables = await db.Database.SqlQuery<int>($"select count(*) as \"Value\" from sqlite_master where name = '__EFMigrationsLock'").SingleAsync(cancel);
        if (tables > 0) await db.Database.ExecuteSqlAsync($"delete from \"__EFMigrationsLock\"", cancel);
    }

    async Task MigrateAsync(WebmailDb db, CancellationToken cancel)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancel)).Count();
        if (pending == 0) return;
        LogMigrating(pending);
        await db.Database.MigrateAsync(cancel);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Applying {Count} database migrations")]
    partial void LogMigrating(int count);
}
