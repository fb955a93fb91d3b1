using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Webmail.Data;

/// <summary>A backup of this database that came to its end, noted so that people can be told when the last one was made. The file itself is where the administrator put it.</summary>
public sealed class BackupRecord
{
    /// <summary>How many are remembered.</summary>
    public const int Kept = 20;

    public required Guid Id { get; init; }
    /// <summary>The moment whose state it has, Unix milliseconds.</summary>
    public required long TakenAt { get; init; }

    /// <summary>Null when there was none.</summary>
    public static async Task<DateTimeOffset?> LastAsync(WebmailDb db, CancellationToken cancel) =>
        await db.Set<BackupRecord>().MaxAsync(record => (long?)record.TakenAt, cancel) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>Once for each backup, however often it is restored.</summary>
    public static async Task NoteAsync(WebmailDb db, DateTimeOffset takenAt, CancellationToken cancel)
    {
        var at = takenAt.ToUnixTimeMilliseconds();
        if (await db.Set<BackupRecord>().AnyAsync(record => record.TakenAt == at, cancel)) return;
        db.Add(new BackupRecord { Id = Guid.CreateVersion7(), TakenAt = at });
        await db.SaveChangesAsync(cancel);
        var old = await db.Set<BackupRecord>().OrderByDescending(record => record.TakenAt).Skip(Kept).Select(record => record.Id).ToListAsync(cancel);
        await db.Set<BackupRecord>().Where(record => old.Contains(record.Id)).ExecuteDeleteAsync(cancel);
    }
}

sealed class BackupRecordTable : IEntityTypeConfiguration<BackupRecord>
{
    public void Configure(EntityTypeBuilder<BackupRecord> builder)
    {
        builder.ToTable("BackupRecords").HasKey(record => record.Id);
        builder.HasIndex(record => record.TakenAt);
    }
}
