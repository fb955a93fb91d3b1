using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Webmail.Data;
using Webmail.Tests.Support;

namespace Webmail.Tests.Data;

/// <summary>On both databases: another connection stands for another node. On a server of its own, for whoever writes anywhere on it is noticed.</summary>
public sealed class RowMemoryTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    readonly TemporaryDirectory folder = new();
    readonly CommitCount commits = new();
    DatabaseSettings database = null!;
    RowMemory memory = null!;
    DbConnection elsewhere = null!;
    int reads;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_row_is_kept_until_anyone_writes(bool onPostgres)
    {
        Prepare(onPostgres);
        Assert.Equal("first", await AskAsync());
        Assert.Equal("first", await AskAsync());
        Assert.Equal(1, reads);
        Run("update note set text = 'second'");
        Assert.Equal("second", await AskAsync());
        Assert.Equal("second", await AskAsync());
        Assert.Equal(2, reads);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_request_sees_what_its_own_process_writes_and_what_others_do_from_the_next_request_on(bool onPostgres)
    {
        Prepare(onPostgres);
        await using var request = Request();
        await using var other = Request();
        Assert.Equal("first", await AskAsync(request));
        Run("update note set text = 'second'");
        Assert.Equal("first", await AskAsync(request));
        Assert.Equal("second", await AskAsync());
        await other.Database.ExecuteSqlAsync($"update note set text = 'third'");
        Assert.Equal("third", await AskAsync(request));
        await using (var transaction = await other.Database.BeginTransactionAsync())
        {
            await other.Database.ExecuteSqlAsync($"update note set text = 'fourth'");
            Assert.Equal("third", await AskAsync(request));
            await transaction.CommitAsync();
        }
        Assert.Equal("fourth", await AskAsync(request));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_a_transaction_has_not_yet_committed_is_told_to_nobody_else(bool onPostgres)
    {
        Prepare(onPostgres);
        await using var writer = Request();
        await using (await writer.Database.BeginTransactionAsync())
        {
            await writer.Database.ExecuteSqlAsync($"update note set text = 'second'");
            Assert.Equal("second", await AskAsync(writer));
            Assert.Equal("first", await AskAsync());
        }
        Assert.Equal("first", await AskAsync());
    }

    [Fact]
    public async Task On_postgres_a_transaction_that_began_before_a_row_was_kept_ends_it_when_it_commits()
    {
        Prepare(true);
        Run("begin");
        Run("update note set text = 'second'");
        Assert.Equal("first", await AskAsync());
        Assert.Equal("first", await AskAsync());
        Assert.Equal(1, reads);
        Run("commit");
        Assert.Equal("second", await AskAsync());
    }

    [Fact]
    public async Task What_is_not_there_is_looked_for_each_time()
    {
        Prepare(false);
        Run("delete from note");
        Assert.Null(await AskAsync());
        Assert.Null(await AskAsync());
        Assert.Equal(2, reads);
    }

    void Prepare(bool onPostgres)
    {
        database = onPostgres ? new(postgres.Server.NewDatabase(), Postgres: true) : DatabaseSettings.From(null, folder.Path);
        elsewhere = onPostgres ? new NpgsqlConnection(database.ConnectionString) : new SqliteConnection(database.ConnectionString);
        elsewhere.Open();
        // Autovacuum writes as well.
        foreach (var setting in onPostgres ? (string[])["alter system set autovacuum = off", "select pg_reload_conf()"] : ["pragma journal_mode = wal"]) Run(setting);
        Run("create table note (text text)");
        Run("insert into note values ('first')");
        memory = new(database, commits);
    }

    WebmailDb Request() => database.Postgres
        ? new PostgresWebmailDb(DesignTime.Options<PostgresWebmailDb>().UseNpgsql(database.ConnectionString).AddInterceptors(commits).Options)
        : new SqliteWebmailDb(DesignTime.Options<SqliteWebmailDb>().UseSqlite(database.ConnectionString).AddInterceptors(commits).Options);

    async Task<string?> AskAsync()
    {
        await using var request = Request();
        return await AskAsync(request);
    }

    Task<string?> AskAsync(WebmailDb request) => memory.FindAsync(request, "note", async () =>
    {
        reads++;
        return await request.Database.SqlQuery<string?>($"select text as \"Value\" from note").FirstOrDefaultAsync();
    }, default);

    void Run(string sql)
    {
        using var command = elsewhere.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        memory.Dispose();
        elsewhere.Dispose();
        folder.Dispose();
    }
}
