using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Webmail.Data;

/// <summary>
/// Opens every SQLite connection so that what was acknowledged survives a power cut: in WAL mode only synchronous=FULL syncs each commit
/// (https://sqlite.org/pragma.html#pragma_synchronous). A second writer waits instead of failing.
/// </summary>
sealed class DurableSqlite : DbConnectionInterceptor
{
    public static readonly DurableSqlite Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Pragmas(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Pragmas(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static DbCommand Pragmas(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = "pragma busy_timeout = 5000; pragma synchronous = full;";
        return command;
    }
}
