using Microsoft.Data.Sqlite;

namespace Webmail.Data;

/// <summary>Which database is used: PostgreSQL when a connection string names a host, else one SQLite file in the data directory.</summary>
public sealed record DatabaseSettings(string ConnectionString, bool Postgres)
{
    public static DatabaseSettings From(string? connectionString, string dataDirectory) =>
        string.IsNullOrWhiteSpace(connectionString)
            ? new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, "webmail.db") }.ToString(), Postgres: false)
            : new(connectionString, connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase));

    /// <summary>The SQLite file; empty for PostgreSQL.</summary>
    public string File => Postgres ? "" : new SqliteConnectionStringBuilder(ConnectionString).DataSource;
}
