using System.Data.Common;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Webmail.Data;
using Webmail.Mail.Local;
using Webmail.Mail.Pop3;
using Webmail.Mail.Sending;
using Webmail.Mail.Stores;

namespace Webmail.Backup;

/// <summary>Puts a backup into a database without people: all of it or nothing.</summary>
sealed class BackupReader(WebmailDb db, TimeProvider time)
{
    readonly bool postgres = db.Database.IsNpgsql();

    /// <summary>Before anything is done: whether it is a backup that fits this application.</summary>
    /// <exception cref="BackupProblem">It is not.</exception>
    public async Task<BackupManifest> ManifestAsync(ZipArchive zip, CancellationToken cancel)
    {
        var entry = zip.GetEntry(BackupManifest.FileName) ?? throw new BackupProblem("This file is no backup of Webmail.");
        await using var stream = await entry.OpenAsync(cancel);
        var manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(stream, JsonSerializerOptions.Web, cancel);
        if (manifest?.Entries is null || manifest.Migration is null) throw BackupProblem.Damaged(BackupManifest.FileName);
        var known = Migrations.All(db);
        if (manifest.Format > BackupManifest.CurrentFormat || !known.Contains(manifest.Migration))
            throw new BackupProblem($"The backup is of a newer Webmail ({manifest.Version}, {manifest.Migration}) than this one ({BackupManifest.CurrentVersion}, {known[^1]}). Install that version or a later one, then restore.");
        if (manifest.Migration != known[^1])
            throw new BackupProblem($"The backup is of an older Webmail ({manifest.Version}, {manifest.Migration}) than this one ({BackupManifest.CurrentVersion}, {known[^1]}). Restore it with that version into an empty database, then start this one: it brings the database up to date.");
        return manifest;
    }

    /// <exception cref="BackupProblem">People are there already, or the backup is damaged.</exception>
    /// <exception cref="DbException">The database does not take it.</exception>
    public async Task RestoreAsync(ZipArchive zip, BackupManifest manifest, CancellationToken cancel)
    {
        var tables = BackupTable.All(db);
        var kept = tables.Where(table => table.IsKept).ToList();
        if (!kept.Select(table => table.Name).Order().SequenceEqual(manifest.Entries.Select(entry => entry.Table).Order())) throw BackupProblem.Damaged(BackupManifest.FileName);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await EmptyAsync(tables, cancel);
        foreach (var table in kept) await TableAsync(table, manifest.Entries.Single(entry => entry.Table == table.Name), zip, transaction.GetDbTransaction(), cancel);
        if (postgres) foreach (var table in kept) await CountOnAsync(table, cancel);
        await SettleAsync(cancel);
        await CountBeyondAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>What an application that has started without people has made for itself gives way: its key ring.</summary>
    async Task EmptyAsync(IReadOnlyList<BackupTable> tables, CancellationToken cancel)
    {
        if (postgres) await db.Database.ExecuteSqlAsync($"lock table \"People\" in exclusive mode", cancel);
        if (await db.Set<Person>().AnyAsync(cancel)) throw new BackupProblem("There are people in this database already. Nothing was changed. Restore into an empty one: a new data directory, or a new PostgreSQL database.");
        foreach (var table in tables.Reverse()) await RunAsync($"delete from {table.Quoted}", cancel);
    }

    async Task TableAsync(BackupTable table, BackupEntry entry, ZipArchive zip, DbTransaction transaction, CancellationToken cancel)
    {
        if (!table.Columns.Select(column => column.Name).SequenceEqual(entry.Columns)) throw BackupProblem.Damaged(entry.FileName);
        var (batch, rows) = (new RowBatch(table, transaction, postgres), 0L);
        using var hash = SHA256.Create();
        try
        {
            await using var packed = await (zip.GetEntry(entry.FileName) ?? throw BackupProblem.Damaged(entry.FileName)).OpenAsync(cancel);
            await using var lines = new CryptoStream(packed, hash, CryptoStreamMode.Read);
            await foreach (var row in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(lines, topLevelValues: true, cancellationToken: cancel))
            {
                await batch.AddAsync(row, cancel);
                rows++;
            }
            await batch.FlushAsync(cancel);
            await lines.CopyToAsync(Stream.Null, cancel);
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException or InvalidDataException)
        {
            throw BackupProblem.Damaged(entry.FileName, unreadable);
        }
        if (rows != entry.Rows || Convert.ToHexStringLower(hash.Hash ?? []) != entry.Sha256) throw BackupProblem.Damaged(entry.FileName);
    }

    /// <summary>New rows are numbered after the old ones. SQLite does so by itself.</summary>
    async Task CountOnAsync(BackupTable table, CancellationToken cancel)
    {
        foreach (var id in table.Columns.Where(column => column.Counts).Select(column => column.Name))
            await RunAsync($"select setval(pg_get_serial_sequence('{table.Quoted}', '{id}'), max({table.Quote(id)})) from {table.Quoted}", cancel);
    }

    /// <summary>
    /// What came after the backup was taken is not in it, but its UIDs, and the numbers of mailboxes made since (their UIDVALIDITY), are known to browsers and may never stand
    /// for something else (RFC 9051 §2.3.1.1). Counting goes on from the clock's seconds: no mailbox has had a message a second since 1970, and until 2106 they fit.
    /// </summary>
    async Task CountBeyondAsync(CancellationToken cancel)
    {
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        await db.Set<LocalMailbox>().Where(row => row.UidNext < seconds).ExecuteUpdateAsync(set => set.SetProperty(row => row.UidNext, seconds), cancel);
        if (postgres)
        {
            await db.Database.ExecuteSqlAsync($"select setval(pg_get_serial_sequence('\"LocalMailboxes\"', 'Id'), greatest({seconds}, (select max(\"Id\") from \"LocalMailboxes\")))", cancel);
            return;
        }
        await db.Database.ExecuteSqlAsync($"insert into sqlite_sequence (name, seq) select 'LocalMailboxes', 0 where not exists (select 1 from sqlite_sequence where name = 'LocalMailboxes')", cancel);
        await db.Database.ExecuteSqlAsync($"update sqlite_sequence set seq = max(seq, {seconds}) where name = 'LocalMailboxes'", cancel);
    }

    /// <summary>
    /// No worker has anything. What was due may have gone out since the backup was taken: nothing is sent twice, so it is looked for in Sent, and else its
    /// person decides. What is due later goes out at its time.
    /// </summary>
    async Task SettleAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await db.Set<Pop3Source>().ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseOwner, "").SetProperty(row => row.LeaseUntil, 0), cancel);
        await db.Set<Submission>().ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseOwner, "").SetProperty(row => row.LeaseUntil, 0), cancel);
        await db.Set<Submission>().Where(row => row.State == SubmissionState.DataStarted || row.State == SubmissionState.Sending || (row.State == SubmissionState.Queued && row.NotBefore <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, SubmissionState.Unknown).SetProperty(row => row.NotBefore, now).SetProperty(row => row.Problem, FailureKind.ConnectionLost), cancel);
    }

    /// <param name="sql">Of names of the model only.</param>
    async Task RunAsync(string sql, CancellationToken cancel)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        (command.Transaction, command.CommandText, command.CommandTimeout) = (db.Database.CurrentTransaction!.GetDbTransaction(), sql, 0);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
