using Microsoft.Data.Sqlite;

namespace Webmail.Data;

/// <summary>Which database is used: PostgreSQL when a connection string names a host, else one SQLite file in the data directory.</summary>
public sealed record DatabaseSettings(string ConnectionString, bool Postgres)
{
    public static DatabaseSettings From(string? connectionString, string dataDirectory) =>
        string.IsNullOrWhiteSpace(connectionString)
            ? new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, "webmail.db") }.ToString(), Postgres: false)
            : connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? new(Prepared + connectionString, Postgres: true) : new(connectionString, Postgres: false);

    // What is asked often is planned once for each connection (https://www.npgsql.org/doc/prepare.html#automatic-preparation); and nothing is set back between two questions,
    // as nothing is ever set in a session. They come first, because the last word counts, which is the administrator's.
    const string Prepared = "Max Auto Prepare=100;Auto Prepare Min Usages=2;No Reset On Close=true;";

    /// <summary>The SQLite file; empty for PostgreSQL.</summary>
    public string File => Postgres ? "" : new SqliteConnectionStringBuilder(ConnectionString).DataSource;
}
