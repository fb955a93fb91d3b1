using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Webmail.Data;

/// <summary>
/// Rows that every request asks for, kept for exactly as long as nothing was written. The database is asked for its version once for a request (a lease of a
/// context), and again when this process has written since: so a sign-out elsewhere holds from the next request on.
/// </summary>
/// <remarks>
/// SQLite counts the commits of all other connections, of this process and of others (https://sqlite.org/pragma.html#pragma_data_version). PostgreSQL tells which transactions a
/// snapshot sees (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT): two that see the same see the same rows. A server that
/// has taken over from another counts on from where the other was, so it is told by its start.
/// </remarks>
public sealed class RowMemory : IDisposable
{
    const string Snapshot = "select pg_current_snapshot()::text || ' ' || extract(epoch from pg_postmaster_start_time())::text";

    readonly record struct Kept(string Version, object Row);

    readonly Lock gate = new();
    readonly MemoryCache rows = new(new MemoryCacheOptions { SizeLimit = 20_000 });
    readonly CommitCount commits;
    readonly SqliteConnection? connection;
    SqliteCommand? version;

    public RowMemory(DatabaseSettings database, CommitCount commits)
    {
        this.commits = commits;
        // Not of the pool: the number counts for one connection.
        if (!database.Postgres) connection = new SqliteConnection(new SqliteConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ToString());
    }

    /// <param name="key">Names the row, with its type: <c>(typeof(…), …)</c>.</param>
    /// <param name="read">Reads it untracked: requests share what it returns, and none may change it.</param>
    public async Task<T?> FindAsync<T>(WebmailDb db, object key, Func<Task<T?>> read, CancellationToken cancel) where T : class
    {
        // A transaction sees what it has written itself, which nobody else may.
        if (db.Database.CurrentTransaction is not null) return await read();
        // Before the row: a commit between the two costs a second reading, not a stale row.
        var now = await VersionAsync(db, cancel);
        if (rows.TryGetValue(key, out Kept kept) && kept.Version == now) return (T)kept.Row;
        var row = await read();
        if (row is not null) rows.Set(key, new Kept(now, row), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });
        return row;
    }

    async ValueTask<string> VersionAsync(WebmailDb db, CancellationToken cancel)
    {
        var written = commits.Now;
        if (db.Seen is { } seen && seen.Lease == db.ContextId && seen.Written == written) return seen.Version;
        var now = connection is null ? await SnapshotAsync(db, cancel) : DataVersion(connection).ToString(CultureInfo.InvariantCulture);
        db.Seen = new SeenVersion(db.ContextId, written, now);
        return now;
    }

    static async Task<string> SnapshotAsync(WebmailDb db, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = Snapshot;
            return (string)(await command.ExecuteScalarAsync(cancel))!;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    long DataVersion(SqliteConnection connection)
    {
        lock (gate)
        {
            if (version is null)
            {
                connection.Open();
                version = connection.CreateCommand();
                version.CommandText = "pragma data_version";
                version.Prepare();
            }
            return (long)version.ExecuteScalar()!;
        }
    }

    public void Dispose()
    {
        version?.Dispose();
        connection?.Dispose();
        rows.Dispose();
    }
}

/// <summary>What the database's version was when somebody first asked during a lease of a context.</summary>
/// <param name="Written">Of <see cref="CommitCount"/>.</param>
sealed record SeenVersion(DbContextId Lease, long Written, string Version);
