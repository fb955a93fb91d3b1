using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>
/// A message in a mailbox: what can differ between two copies of it, or change. What it says is its <see cref="LocalContent"/>, which copies share. Narrow,
/// because counting and filtering go through many.
/// </summary>
public sealed class LocalMessage
{
    public required long MailboxId { get; init; }
    public required long Uid { get; init; }
    public required long ContentId { get; init; }

    /// <summary>The same in all messages of a conversation, in whichever mailbox.</summary>
    public required long Conversation { get; init; }

    /// <summary><see cref="MessageFlags"/>, as a number that both databases can mask.</summary>
    public required int Flags { get; init; }

    /// <summary>In order, with a space between.</summary>
    public required string Keywords { get; init; }

    /// <summary>INTERNALDATE in Unix milliseconds.</summary>
    public required long Received { get; init; }
}

sealed class LocalMessageTable : IEntityTypeConfiguration<LocalMessage>
{
    public void Configure(EntityTypeBuilder<LocalMessage> builder)
    {
        builder.ToTable("LocalMessages").HasKey(message => new { message.MailboxId, message.Uid });
        builder.Property(message => message.Uid).ValueGeneratedNever();
        builder.HasIndex(message => new { message.MailboxId, message.Conversation, message.Uid });
        builder.HasIndex(message => message.ContentId);
        builder.HasOne<LocalMailbox>().WithMany().HasForeignKey(message => message.MailboxId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<LocalContent>().WithMany().HasForeignKey(message => message.ContentId).OnDelete(DeleteBehavior.Cascade);
    }
}
