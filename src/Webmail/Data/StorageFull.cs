using Microsoft.Data.Sqlite;
using Npgsql;

namespace Webmail.Data;

/// <summary>Whether a database has refused to grow: its disk is full.</summary>
public static class StorageFull
{
    // https://sqlite.org/rescode.html#full, https://www.postgresql.org/docs/current/errcodes-appendix.html
    const int Full = 13;
    const string DiskFull = "53100";

    public static bool Is(Exception exception) => exception switch
    {
        SqliteException full => full.SqliteErrorCode == Full,
        PostgresException full => full.SqlState == DiskFull,
        { InnerException: { } inner } => Is(inner),
        _ => false,
    };
}
