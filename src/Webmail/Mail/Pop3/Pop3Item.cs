using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Webmail.Mail.Pop3;

public enum Pop3ItemState
{
    /// <summary>Committed in one transaction with its bytes.</summary>
    Stored,
    /// <summary>Found again in the place it was put, and equal. Only such a message is ever deleted on the server.</summary>
    Verified,
    /// <summary>Larger than is taken. It stays on the server.</summary>
    Skipped,
    /// <summary>Verified, and then deleted on the server by us; it may take a moment to be gone.</summary>
    Removed,
}

/// <summary>A line of the ledger: a message that was collected, and what is known of the one on the server.</summary>
public sealed class Pop3Item
{
    public required Guid Id { get; init; }
    public required Guid SourceId { get; init; }
    /// <summary>The server's name for it; where it gives none, <c>#</c> and the hash.</summary>
    public required string Uidl { get; set; }
    /// <summary>As LIST says, which may be an estimate.</summary>
    public required int Size { get; set; }
    /// <summary>Of all octets; empty when it was skipped.</summary>
    public required byte[] Sha256 { get; init; }
    /// <summary>Of the header section, for comparing with TOP.</summary>
    public required byte[] HeaderSha256 { get; init; }
    public required Pop3ItemState State { get; set; }
    /// <summary>Where it was put, <c>validity-uid</c>; it may have been filed elsewhere since.</summary>
    public required string TargetUid { get; set; }
    /// <summary>The IMAP account it was put into; null when it is kept here.</summary>
    public string? TargetAccountId { get; init; }
    /// <summary>When we met it first, Unix milliseconds: from then on days are counted, whatever dates the message bears.</summary>
    public required long FirstSeen { get; init; }
    /// <summary>Since when the server does not list it any more. It is remembered for a while: names come back.</summary>
    public long? GoneSince { get; set; }
}

sealed class Pop3ItemTable : IEntityTypeConfiguration<Pop3Item>
{
    public void Configure(EntityTypeBuilder<Pop3Item> builder)
    {
        builder.ToTable("Pop3Items").HasKey(item => item.Id);
        builder.Property(item => item.Uidl).HasMaxLength(100);
        builder.Property(item => item.TargetUid).HasMaxLength(21);
        builder.Property(item => item.TargetAccountId).HasMaxLength(12);
        builder.HasIndex(item => new { item.SourceId, item.Uidl }).IsUnique();
        builder.HasIndex(item => new { item.SourceId, item.Sha256 });
        builder.HasOne<Pop3Source>().WithMany().HasForeignKey(item => item.SourceId).OnDelete(DeleteBehavior.Cascade);
    }
}
