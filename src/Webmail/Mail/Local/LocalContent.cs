using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Webmail.Mail.Local;

/// <summary>
/// What a message says, once for an account however many copies there are: found by the SHA-256 of its bytes, gone with the last copy. Everything but
/// the conversation follows from the bytes (<see cref="LocalChunk"/>) and never changes.
/// </summary>
public sealed class LocalContent
{
    public long Id { get; init; }
    public required string AccountId { get; init; }
    public required byte[] Sha256 { get; init; }
    public required long Octets { get; init; }
    public long Conversation { get; set; }

    /// <summary>Without angle brackets, or empty.</summary>
    public required string MessageId { get; init; }
    public required string InReplyTo { get; init; }
    public required string Subject { get; init; }

    /// <summary>Correspondents as <see cref="LocalWords"/> writes them.</summary>
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Cc { get; init; }
    public required string Bcc { get; init; }
    public required string ReplyTo { get; init; }

    /// <summary>Unix milliseconds; null when there is none that can be read.</summary>
    public required long? Date { get; init; }

    /// <summary>Minutes east of Greenwich, as the sender's clock said.</summary>
    public required int DateOffset { get; init; }
    public required bool HasAttachments { get; init; }
    public required string Snippet { get; init; }

    /// <summary>What lists are ordered by: folded names, and the subject without its <c>Re:</c> (RFC 5256 §2.1).</summary>
    public required string SenderKey { get; init; }
    public required string RecipientKey { get; init; }
    public required string SubjectKey { get; init; }

    /// <summary>The parts as <see cref="LocalWords"/> writes them; null when the message could not be taken apart: then only its source can be had.</summary>
    public required string? Structure { get; init; }
}

sealed class LocalContentTable : IEntityTypeConfiguration<LocalContent>
{
    public void Configure(EntityTypeBuilder<LocalContent> builder)
    {
        builder.ToTable("LocalContents").HasKey(content => content.Id);
        builder.Property(content => content.AccountId).HasMaxLength(12);
        builder.Property(content => content.MessageId).HasMaxLength(LocalReference.LongestId);
        builder.HasIndex(content => new { content.AccountId, content.Sha256 }).IsUnique();
        builder.HasIndex(content => new { content.AccountId, content.MessageId });
        builder.HasIndex(content => new { content.AccountId, content.Conversation });
        builder.HasOne<LocalAccount>().WithMany().HasForeignKey(content => content.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
