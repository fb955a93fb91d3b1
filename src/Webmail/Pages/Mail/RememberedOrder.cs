using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Mail.Accounts;
using Webmail.Mail.Stores;

namespace Webmail.Pages.Mail;

/// <summary>How a person wants one mailbox listed. Without a row it is in the order of arrival.</summary>
public sealed class RememberedOrder
{
    public required Guid PersonId { get; init; }
    public required string AccountId { get; init; }

    /// <summary>Full name of the mailbox.</summary>
    public required string Mailbox { get; init; }
    public OrderBy By { get; set; }
    public bool Reversed { get; set; }

    /// <summary>Whether it is listed by conversations; null where the person left that to their settings.</summary>
    public bool? Grouped { get; set; }
}

sealed class RememberedOrderTable : IEntityTypeConfiguration<RememberedOrder>
{
    /// <summary>What PostgreSQL takes into an index, in any script. Longer names are not remembered.</summary>
    public const int LongestMailbox = 600;

    public void Configure(EntityTypeBuilder<RememberedOrder> builder)
    {
        builder.ToTable("MailboxOrders").HasKey(order => new { order.AccountId, order.Mailbox });
        builder.Property(order => order.AccountId).HasMaxLength(12);
        builder.Property(order => order.Mailbox).HasMaxLength(LongestMailbox);
        builder.HasOne<MailAccount>().WithMany().HasForeignKey(order => order.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
