using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Caching.Memory;

namespace Webmail.Data;

/// <summary>
/// Rows that every request asks for, kept for exactly as long as nothing was written: SQLite counts the commits of all other connections, of this process and
/// of others (https://sqlite.org/pragma.html#pragma_data_version), and is asked each time, so that a sign-out holds from the next request on. PostgreSQL has no
/// such number and is asked for the rows.
/// </summary>
public sealed class RowMemory : IDisposable
{
    readonly record struct Kept(long Version, object Row);

    readonly Lock gate = new();
    readonly MemoryCache rows = new(new MemoryCacheOptions { SizeLimit = 20_000 });
    readonly SqliteConnection? connection;
    SqliteCommand? version;

    public RowMemory(DatabaseSettings database)
    {
        // Not of the pool: the number counts for one connection.
        if (!database.Postgres) connection = new SqliteConnection(new SqliteConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ToString());
    }

    /// <param name="key">Names the row, with its type: <c>(typeof(…), …)</c>.</param>
    /// <param name="read">Reads it untracked: requests share what it returns, and none may change it.</param>
    public async Task<T?> FindAsync<T>(object key, Func<Task<T?>> read) where T : class
    {
        // Before the row: a commit between the two costs a second reading, not a stale row.
        if (Version() is not { } now) return await read();
        if (rows.TryGetValue(key, out Kept kept) && kept.Version == now) return (T)kept.Row;
        var row = await read();
        if (row is not null) rows.Set(key, new Kept(now, row), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });
        return row;
    }

    long? Version()
    {
        if (connection is null) return null;
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
