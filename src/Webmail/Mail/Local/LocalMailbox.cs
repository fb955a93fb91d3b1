using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>A mailbox that is kept here. Counters are kept in the transaction that changes what they count.</summary>
public sealed class LocalMailbox
{
    public const char Delimiter = '/';

    /// <summary>Given once by the database and never again: it is the UIDVALIDITY too (RFC 9051 §2.3.1.1), so that a mailbox made anew under an old name is another one.</summary>
    public long Id { get; init; }
    public required string AccountId { get; init; }

    /// <summary>Full name; levels are parted by <see cref="Delimiter"/>.</summary>
    public required string Name { get; set; }
    public MailboxRole Role { get; set; }
    public bool Subscribed { get; set; } = true;

    /// <summary>The UID of the next message; it only grows, and no UID is given twice.</summary>
    public long UidNext { get; set; } = 1;
    public int Messages { get; set; }
    public int Unread { get; set; }

    /// <summary>How many conversations there are.</summary>
    public int Threads { get; set; }

    /// <summary>Every keyword that was ever given to a message here, with a space between.</summary>
    public string Keywords { get; set; } = "";

    /// <summary>Grows with every change of its messages (as HIGHESTMODSEQ, RFC 7162): the same number, the same mailbox.</summary>
    public long Change { get; set; }
}

sealed class LocalMailboxTable : IEntityTypeConfiguration<LocalMailbox>
{
    public void Configure(EntityTypeBuilder<LocalMailbox> builder)
    {
        builder.ToTable("LocalMailboxes").HasKey(mailbox => mailbox.Id);
        builder.Property(mailbox => mailbox.AccountId).HasMaxLength(12);
        builder.Property(mailbox => mailbox.Name).HasMaxLength(1000);
        builder.HasIndex(mailbox => new { mailbox.AccountId, mailbox.Name }).IsUnique();
        builder.HasOne<LocalAccount>().WithMany().HasForeignKey(mailbox => mailbox.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
