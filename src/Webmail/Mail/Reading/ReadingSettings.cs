using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;

namespace Webmail.Mail.Reading;

/// <summary>How a person wants to see messages. Without a row it is as the first values say.</summary>
public sealed class ReadingSettings
{
    public required Guid PersonId { get; init; }

    /// <summary>Plain text in letters of one width.</summary>
    public bool Monospace { get; set; }

    /// <summary>HTML in the sender's colours, also on a dark screen.</summary>
    public bool OriginalColours { get; set; }
}

sealed class ReadingSettingsTable : IEntityTypeConfiguration<ReadingSettings>
{
    public void Configure(EntityTypeBuilder<ReadingSettings> builder)
    {
        builder.ToTable("ReadingSettings").HasKey(settings => settings.PersonId);
        builder.HasOne<Person>().WithOne().HasForeignKey<ReadingSettings>(settings => settings.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Reads and keeps a person's choices about reading. Every query names the person.</summary>
public sealed class ReadingChoices(WebmailDb db, RowMemory memory)
{
    public async Task<ReadingSettings> OfAsync(Guid personId, CancellationToken cancel) =>
        (await memory.FindAsync(db, (typeof(ReadingSettings), personId), async () =>
            await db.Set<ReadingSettings>().AsNoTracking().FirstOrDefaultAsync(row => row.PersonId == personId, cancel) ?? new ReadingSettings { PersonId = personId }, cancel))!;

    public async Task KeepAsync(Guid personId, bool monospace, bool originalColours, CancellationToken cancel)
    {
        var row = await db.Set<ReadingSettings>().FirstOrDefaultAsync(row => row.PersonId == personId, cancel);
        if (row is null) db.Add(row = new ReadingSettings { PersonId = personId });
        (row.Monospace, row.OriginalColours) = (monospace, originalColours);
        await db.SaveChangesAsync(cancel);
    }
}
