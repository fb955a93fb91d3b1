using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Webmail.Data;

/// <summary>
/// Opens every SQLite connection so that what was acknowledged survives a power cut: in WAL mode only synchronous=FULL syncs each commit
/// (https://sqlite.org/pragma.html#pragma_synchronous). A second writer waits instead of failing.
/// </summary>
sealed class DurableSqlite : DbConnectionInterceptor
{
    public static readonly DurableSqlite Instance = new();

    // EF Core opens for every query; behind it the pool hands out the same few connections, which keep their settings.
    readonly ConditionalWeakTable<object, object> prepared = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (connection is not SqliteConnection { Handle: { } handle } || !prepared.TryAdd(handle, handle)) return;
        using var command = connection.CreateCommand();
        command.CommandText = "pragma busy_timeout = 5000; pragma synchronous = full;";
        command.ExecuteNonQuery();
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // SQLite knows no asynchronous calls, and these two touch no disk.
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
