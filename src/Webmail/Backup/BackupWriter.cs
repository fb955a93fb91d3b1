using System.Data;
using System.Data.Common;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;
using Webmail.Mail.Accounts;

namespace Webmail.Backup;

/// <summary>Writes all tables as they are at one moment, row by row, while the application goes on working.</summary>
sealed class BackupWriter(WebmailDb db, MasterKeys keys, TimeProvider time)
{
    // Read by this application only, never by a browser.
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="IOException">There is no room for it.</exception>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task<BackupManifest> WriteAsync(Stream file, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        await using var snapshot = await SnapshotAsync(db.Database.GetDbConnection(), cancel);
        await using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        var entries = new List<BackupEntry>();
        foreach (var table in BackupTable.All(db).Where(table => table.IsKept)) entries.Add(await TableAsync(table, snapshot, zip, cancel));
        var manifest = new BackupManifest(BackupManifest.CurrentFormat, BackupManifest.CurrentVersion, Migrations.Last(db), keys.CurrentId, time.GetUtcNow(), entries);
        await using var last = await zip.CreateEntry(BackupManifest.FileName).OpenAsync(cancel);
        await JsonSerializer.SerializeAsync(last, manifest, JsonSerializerOptions.Web, cancel);
        return manifest;
    }

    /// <summary>
    /// One state of the database for all that is read, without keeping anyone from writing (https://sqlite.org/isolation.html,
    /// https://www.postgresql.org/docs/current/transaction-iso.html#XACT-REPEATABLE-READ).
    /// </summary>
    static async Task<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken cancel)
    {
        if (connection is SqliteConnection sqlite) return sqlite.BeginTransaction(IsolationLevel.Serializable, deferred: true);
        var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (snapshot, "set transaction read only");
        await command.ExecuteNonQueryAsync(cancel);
        return snapshot;
    }

    // "Fastest" would not make base64 smaller.
    static async Task<BackupEntry> TableAsync(BackupTable table, DbTransaction snapshot, ZipArchive zip, CancellationToken cancel)
    {
        await using var command = snapshot.Connection!.CreateCommand();
        (command.Transaction, command.CommandText, command.CommandTimeout) = (snapshot, table.Select, 0);
        using var hash = SHA256.Create();
        var rows = 0L;
        await using (var lines = new CryptoStream(await zip.CreateEntry(BackupEntry.FileNameOf(table.Name), CompressionLevel.Optimal).OpenAsync(cancel), hash, CryptoStreamMode.Write))
        await using (var json = new Utf8JsonWriter(lines, Plain))
        await using (var row = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel))
        {
            for (; await row.ReadAsync(cancel); rows++)
            {
                json.WriteStartArray();
                for (var at = 0; at < table.Columns.Count; at++) table.Columns[at].Write(row, at, json);
                json.WriteEndArray();
                await json.FlushAsync(cancel);
                json.Reset();
                lines.WriteByte((byte)'\n');
            }
        }
        return new BackupEntry(table.Name, [.. table.Columns.Select(column => column.Name)], rows, Convert.ToHexStringLower(hash.Hash!));
    }
}
