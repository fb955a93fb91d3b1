using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Local;

/// <summary>The mail of an account as far as it is kept here. Its row is written first by every change: changes of an account follow each other.</summary>
public sealed class LocalAccount
{
    public required string AccountId { get; init; }

    /// <summary>Octets of all messages, each content once, as large as it came.</summary>
    public long Octets { get; set; }

    /// <summary>Grows with every change.</summary>
    public long Change { get; set; }
}

sealed class LocalAccountTable : IEntityTypeConfiguration<LocalAccount>
{
    public void Configure(EntityTypeBuilder<LocalAccount> builder)
    {
        builder.ToTable("LocalAccounts").HasKey(account => account.AccountId);
        builder.Property(account => account.AccountId).HasMaxLength(12);
        builder.HasOne<MailAccount>().WithOne().HasForeignKey<LocalAccount>(account => account.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
