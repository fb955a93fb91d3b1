using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;

namespace Webmail.Mail.Contacts;

/// <summary>An address that a person has written to, kept without being asked: completion offers it, in the order of use.</summary>
public sealed class CollectedRecipient
{
    public required Guid PersonId { get; init; }
    /// <summary>By <see cref="Folding.Address"/>.</summary>
    public required string Key { get; init; }
    public required string Address { get; set; }
    public required string Name { get; set; }
    public required string SearchText { get; set; }
    /// <summary>How often this address was written to.</summary>
    public int Uses { get; set; }
    /// <summary>Unix milliseconds.</summary>
    public long LastUsedAt { get; set; }
    /// <summary>Taken off the list by the person; counts on, so that it comes back only when it is written to again.</summary>
    public long? ForgottenAt { get; set; }
}

sealed class CollectedRecipientTable : IEntityTypeConfiguration<CollectedRecipient>
{
    public void Configure(EntityTypeBuilder<CollectedRecipient> builder)
    {
        builder.ToTable("CollectedRecipients").HasKey(row => new { row.PersonId, row.Key });
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => new { row.PersonId, row.LastUsedAt });
    }
}
