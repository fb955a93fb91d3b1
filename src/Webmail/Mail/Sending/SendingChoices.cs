using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;

namespace Webmail.Mail.Sending;

/// <summary>How a person wants to send.</summary>
public sealed class SendingChoices
{
    public const int DefaultUndoSeconds = 10, MostUndoSeconds = 30;

    public required Guid PersonId { get; init; }
    /// <summary>How long a message waits after Send, so that it can be taken back: 0 to 30.</summary>
    public int UndoSeconds { get; set; } = DefaultUndoSeconds;
    /// <summary>New messages begin in plain text, because the last one was written so.</summary>
    public bool PlainText { get; set; }
}

sealed class SendingChoicesTable : IEntityTypeConfiguration<SendingChoices>
{
    public void Configure(EntityTypeBuilder<SendingChoices> builder)
    {
        builder.ToTable("SendingChoices").HasKey(choices => choices.PersonId);
        builder.HasOne<Person>().WithOne().HasForeignKey<SendingChoices>(choices => choices.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Reads and keeps <see cref="SendingChoices"/>; who has chosen nothing gets the defaults.</summary>
public sealed class SendingPreferences(WebmailDb db)
{
    public async Task<SendingChoices> OfAsync(Guid personId, CancellationToken cancel) =>
        await db.Set<SendingChoices>().AsNoTracking().FirstOrDefaultAsync(row => row.PersonId == personId, cancel) ?? new SendingChoices { PersonId = personId };

    /// <summary>Remembers the format of a message for the next one.</summary>
    public async Task KeepFormatAsync(Guid personId, bool plain, CancellationToken cancel)
    {
        if ((await OfAsync(personId, cancel)).PlainText == plain) return;
        var known = await db.Set<SendingChoices>().FirstOrDefaultAsync(row => row.PersonId == personId, cancel);
        if (known is null) db.Add(new SendingChoices { PersonId = personId, PlainText = plain });
        else known.PlainText = plain;
        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
    }

    public async Task KeepAsync(Guid personId, int undoSeconds, CancellationToken cancel)
    {
        var seconds = Math.Clamp(undoSeconds, 0, SendingChoices.MostUndoSeconds);
        var known = await db.Set<SendingChoices>().FirstOrDefaultAsync(row => row.PersonId == personId, cancel);
        if (known is null) db.Add(new SendingChoices { PersonId = personId, UndoSeconds = seconds });
        else known.UndoSeconds = seconds;
        await db.SaveChangesAsync(cancel);
    }
}
