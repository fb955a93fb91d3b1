using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Webmail.Mail.Local;

/// <summary>A conversation as a mailbox has it: a row of its list, which stands where its newest message stands.</summary>
public sealed class LocalThread
{
    public required long MailboxId { get; init; }
    public required long Conversation { get; init; }
    public required long Newest { get; set; }
    public required int Messages { get; set; }
}

/// <summary>Which conversation a Message-ID belongs to, whether there is such a message or one that only names it.</summary>
public sealed class LocalReference
{
    /// <summary>Longer ones are nobody's: no program makes them.</summary>
    public const int LongestId = 500;

    public required string AccountId { get; init; }
    public required string MessageId { get; init; }
    public required long Conversation { get; set; }
}

/// <summary>How much there is among <see cref="Width"/> UIDs: where a message stands in a mailbox is found by adding up a few of these.</summary>
public sealed class LocalBlock
{
    public const int Width = 2048;

    public required long MailboxId { get; init; }

    /// <summary>UID divided by the width.</summary>
    public required long Number { get; init; }
    public int Messages { get; set; }

    /// <summary>Conversations whose newest message is among them.</summary>
    public int Threads { get; set; }
}

sealed class LocalThreadTable : IEntityTypeConfiguration<LocalThread>, IEntityTypeConfiguration<LocalReference>, IEntityTypeConfiguration<LocalBlock>
{
    public void Configure(EntityTypeBuilder<LocalThread> builder)
    {
        builder.ToTable("LocalThreads").HasKey(thread => new { thread.MailboxId, thread.Conversation });
        builder.HasIndex(thread => new { thread.MailboxId, thread.Newest }).IsDescending(false, true);
        builder.HasOne<LocalMailbox>().WithMany().HasForeignKey(thread => thread.MailboxId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<LocalReference> builder)
    {
        builder.ToTable("LocalReferences").HasKey(reference => new { reference.AccountId, reference.MessageId });
        builder.Property(reference => reference.AccountId).HasMaxLength(12);
        builder.Property(reference => reference.MessageId).HasMaxLength(LocalReference.LongestId);
        builder.HasIndex(reference => new { reference.AccountId, reference.Conversation });
        builder.HasOne<LocalAccount>().WithMany().HasForeignKey(reference => reference.AccountId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<LocalBlock> builder)
    {
        builder.ToTable("LocalBlocks").HasKey(block => new { block.MailboxId, block.Number });
        builder.HasOne<LocalMailbox>().WithMany().HasForeignKey(block => block.MailboxId).OnDelete(DeleteBehavior.Cascade);
    }
}
