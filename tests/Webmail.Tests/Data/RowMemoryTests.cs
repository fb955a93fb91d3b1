using Microsoft.Data.Sqlite;
using Webmail.Data;
using Webmail.Tests.Support;

namespace Webmail.Tests.Data;

public sealed class RowMemoryTests
{
    [Fact]
    public async Task A_row_is_kept_until_anyone_writes()
    {
        using var folder = new TemporaryDirectory();
        var database = DatabaseSettings.From(null, folder.Path);
        using var elsewhere = new SqliteConnection(database.ConnectionString);
        Run(elsewhere, "pragma journal_mode = wal; create table note (text); insert into note values ('first')");
        using var memory = new RowMemory(database);
        var reads = 0;
        Task<string?> Note() => memory.FindAsync(typeof(string), () => { reads++; return Task.FromResult<string?>(Run(elsewhere, "select text from note")); });

        Assert.Equal("first", await Note());
        Assert.Equal("first", await Note());
        Assert.Equal(1, reads);
        Run(elsewhere, "update note set text = 'second'");
        Assert.Equal("second", await Note());
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task What_is_not_there_is_looked_for_each_time_and_so_is_everything_on_postgres()
    {
        using var folder = new TemporaryDirectory();
        foreach (var database in new[] { DatabaseSettings.From(null, folder.Path), new DatabaseSettings("Host=nowhere", Postgres: true) })
        {
            using var memory = new RowMemory(database);
            var reads = 0;
            Task<string?> Find(string? row) => memory.FindAsync("key", () => { reads++; return Task.FromResult(row); });
            Assert.Null(await Find(null));
            Assert.Equal("there", await Find("there"));
            await Find("there");
            Assert.Equal(database.Postgres ? 3 : 2, reads);
        }
    }

    static string? Run(SqliteConnection connection, string sql)
    {
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }
}
