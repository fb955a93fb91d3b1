using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Webmail.Data;
using Webmail.Mail.Local;

namespace Webmail.Bench.Seeding;

/// <summary>The database behind an application, to make mail in it that nobody could wait for: messages that were delivered, copied with rows, numbers and counters of their own.</summary>
sealed class KeptMail(DatabaseSettings database) : IAsyncDisposable
{
    // Above every number that delivering gives.
    const long Stride = 10_000_000;

    readonly DbConnection connection = database.Postgres
        ? new NpgsqlConnection(database.ConnectionString + ";Command Timeout=1200")
        : new SqliteConnection(database.ConnectionString) { DefaultTimeout = 1200 };

    public async Task<long> VerifiedAsync() => await NumberAsync("select count(*) from \"Pop3Items\" where \"State\" = 1");

    /// <summary>The row of an account's INBOX, which is its UIDVALIDITY too.</summary>
    public async Task<long> InboxAsync(string accountId) => await NumberAsync($"select \"Id\" from \"LocalMailboxes\" where \"AccountId\" = '{accountId}' and \"Name\" = 'INBOX'");

    /// <param name="messages">How many the mailbox has, with UIDs from 1.</param>
    /// <param name="times">How many there are to be, in multiples of that.</param>
    public async Task MultiplyAsync(long mailbox, int messages, int times)
    {
        var copies = $"with recursive copies(n) as (select cast(1 as bigint) union all select n + 1 from copies where n < {times - 1})";
        await RunAsync($"{Into("LocalContents")} {copies} select {Columns<LocalContent>(
            ("Id", $"c.\"Id\" + n * {Stride}"), ("Conversation", $"c.\"Conversation\" + n * {Stride}"),
            ("Sha256", database.Postgres ? "convert_to(n || ':' || c.\"Id\", 'UTF8')" : "cast(n || ':' || c.\"Id\" as blob)"))} from \"LocalContents\" c, copies where c.\"AccountId\" = (select \"AccountId\" from \"LocalMailboxes\" where \"Id\" = {mailbox})");
        await RunAsync($"{Into("LocalMessages")} {copies} select {Columns<LocalMessage>(
            ("Uid", $"c.\"Uid\" + n * {messages}"), ("ContentId", $"c.\"ContentId\" + n * {Stride}"), ("Conversation", $"c.\"Conversation\" + n * {Stride}"))} from \"LocalMessages\" c, copies where c.\"MailboxId\" = {mailbox}");
        await RunAsync($"{Into("LocalThreads")} {copies} select {Columns<LocalThread>(
            ("Newest", $"c.\"Newest\" + n * {messages}"), ("Conversation", $"c.\"Conversation\" + n * {Stride}"))} from \"LocalThreads\" c, copies where c.\"MailboxId\" = {mailbox}");
        await CountAnewAsync(mailbox, messages, times);
    }

    async Task CountAnewAsync(long mailbox, int messages, int times)
    {
        await RunAsync($"delete from \"LocalBlocks\" where \"MailboxId\" = {mailbox}");
        await RunAsync($"insert into \"LocalBlocks\" (\"MailboxId\", \"Number\", \"Messages\", \"Threads\") select {mailbox}, m.\"Uid\" / {LocalBlock.Width}, count(*), 0 from \"LocalMessages\" m where m.\"MailboxId\" = {mailbox} group by m.\"Uid\" / {LocalBlock.Width}");
        await RunAsync($"update \"LocalBlocks\" set \"Threads\" = (select count(*) from \"LocalThreads\" t where t.\"MailboxId\" = {mailbox} and t.\"Newest\" / {LocalBlock.Width} = \"Number\") where \"MailboxId\" = {mailbox}",
            "create index if not exists tmp_newest on \"LocalThreads\" ((\"Newest\" / 2048))", "drop index tmp_newest");
        await RunAsync($"update \"LocalMailboxes\" set \"UidNext\" = {(long)messages * times + 1}, \"Messages\" = \"Messages\" * {times}, \"Unread\" = \"Unread\" * {times}, \"Threads\" = \"Threads\" * {times}, \"Change\" = \"Change\" + 1 where \"Id\" = {mailbox}");
        await RunAsync("analyze");
    }

    static string Into(string table) => $"insert into \"{table}\" ({string.Join(", ", Names(table).Select(name => $"\"{name}\""))})";

    static IEnumerable<string> Names(string table) => table switch
    {
        "LocalContents" => Properties<LocalContent>(),
        "LocalMessages" => Properties<LocalMessage>(),
        _ => Properties<LocalThread>(),
    };

    static IEnumerable<string> Properties<T>() => typeof(T).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal);

    static string Columns<T>(params (string Name, string Value)[] changed) =>
        string.Join(", ", Properties<T>().Select(name => changed.FirstOrDefault(change => change.Name == name).Value ?? $"c.\"{name}\""));

    async Task RunAsync(string sql, string? before = null, string? after = null)
    {
        foreach (var text in (string?[])[before, sql, after])
        {
            if (text is null) continue;
            await using var command = await CommandAsync(text);
            await command.ExecuteNonQueryAsync();
        }
    }

    async Task<long> NumberAsync(string sql)
    {
        await using var command = await CommandAsync(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    async Task<DbCommand> CommandAsync(string sql)
    {
        if (connection.State != System.Data.ConnectionState.Open) await connection.OpenAsync();
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
