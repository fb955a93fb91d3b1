using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Writing;

/// <summary>How a message came to be written.</summary>
public enum DraftKind { New, Reply, ReplyAll, ReplyList, Forward, ForwardAttached, EditAsNew, EditDraft }

/// <summary>How urgent a message says it is (RFC 2156 §5.3.6).</summary>
public enum Importance { Normal, High, Low }

/// <summary>
/// A message that is being written. The browser makes its id, so that the same draft posted twice is one row; each kept change is a revision.
/// </summary>
public sealed class Draft
{
    public required Guid PersonId { get; init; }
    public required Guid Id { get; init; }
    public required string AccountId { get; set; }
    /// <summary>As whom it is written; null for the account's default.</summary>
    public Guid? IdentityId { get; set; }
    /// <summary>Grows by one with every change: who saves says which one they changed, and never overwrites another.</summary>
    public int Revision { get; set; }
    /// <summary>As typed, also while no address can be read from it.</summary>
    public string To { get; set; } = "";
    public string Cc { get; set; } = "";
    public string Bcc { get; set; } = "";
    public string Subject { get; set; } = "";
    /// <summary>Plain text, lines ended by <c>\n</c>.</summary>
    public string Body { get; set; } = "";
    /// <summary>The same as HTML made by our own editor; empty for a message in plain text.</summary>
    public string Html { get; set; } = "";
    public Importance Importance { get; set; }
    /// <summary>Whether readers are asked to say that they have read it (RFC 8098).</summary>
    public bool ReadReceipt { get; set; }
    /// <summary>Whether the servers are asked to tell what becomes of it (RFC 3461).</summary>
    public bool DeliveryNotice { get; set; }
    /// <summary>Whether it goes out signed, encrypted, and with the writer's public key (<c>Mail/Sealing</c>).</summary>
    public bool Sign { get; set; }
    public bool Encrypt { get; set; }
    public bool AttachKey { get; set; }
    public DraftKind Kind { get; init; }
    /// <summary>The message this one answers or forwards: mailbox and key, empty for none.</summary>
    public string SourceMailbox { get; init; } = "";
    public string SourceKey { get; init; } = "";
    /// <summary>Message-IDs as written in headers (RFC 5322 §3.6.4).</summary>
    public string InReplyTo { get; init; } = "";
    public string References { get; init; } = "";
    /// <summary>How often sending it was taken back: each time makes a new submission possible.</summary>
    public int Recalls { get; set; }
    public required long CreatedAt { get; init; }
    public long UpdatedAt { get; set; }
    /// <summary>The revision that is in the Drafts mailbox; 0 for none.</summary>
    public int FiledRevision { get; set; }
    /// <summary>When it was thrown away; a while later it is really gone.</summary>
    public long? DiscardedAt { get; set; }
    public List<DraftFile> Files { get; } = [];

    /// <summary>Header-safe name of this draft in the Drafts mailbox, the same for all its revisions.</summary>
    public static string MessageIdOf(Guid id) => $"{id:N}{MessageIdEnd}";

    /// <summary>Which draft a message in Drafts is; null when another program put it there.</summary>
    public static Guid? IdOf(string messageId) =>
        messageId.EndsWith(MessageIdEnd, StringComparison.Ordinal) && Guid.TryParseExact(messageId[..^MessageIdEnd.Length], "N", out var id) ? id : null;

    const string MessageIdEnd = ".draft@webmail.invalid";
}

/// <summary>A file that goes with a draft. Its bytes are the blob of the same id.</summary>
public sealed class DraftFile
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required Guid DraftId { get; init; }
    public required string Name { get; init; }
    public required string MediaType { get; init; }
    public required long Octets { get; init; }
    /// <summary>Names a picture inside the text; empty for an attachment.</summary>
    public string ContentId { get; init; } = "";
    public required long AddedAt { get; init; }
}

sealed class DraftTable : IEntityTypeConfiguration<Draft>
{
    public void Configure(EntityTypeBuilder<Draft> builder)
    {
        builder.ToTable("Drafts").HasKey(draft => new { draft.PersonId, draft.Id });
        builder.Property(draft => draft.AccountId).HasMaxLength(12);
        builder.HasOne<Person>().WithMany().HasForeignKey(draft => draft.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MailAccount>().WithMany().HasForeignKey(draft => draft.AccountId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(draft => draft.Files).WithOne().HasForeignKey(file => new { file.PersonId, file.DraftId }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(draft => draft.DiscardedAt);
    }
}

sealed class DraftFileTable : IEntityTypeConfiguration<DraftFile>
{
    public void Configure(EntityTypeBuilder<DraftFile> builder) => builder.ToTable("DraftFiles").HasKey(file => file.Id);
}
