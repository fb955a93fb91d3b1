using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Webmail.Mail.Accounts.OAuth;

/// <summary>What a person has allowed this webmail at a provider: the refresh token, sealed with a key that lies in the vault (<see cref="GrantKey"/>).</summary>
public sealed class TokenGrant
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    /// <summary>The <see cref="OAuthPreset"/> it is of.</summary>
    public required string Provider { get; init; }
    public required string MasterKeyId { get; set; }
    public required byte[] Sealed { get; set; }
    /// <summary>The provider has said no: it is not asked again.</summary>
    public bool Refused { get; set; }
    /// <summary>Unix milliseconds, like all times here. Until then a node is about to change it.</summary>
    public long LeasedUntil { get; set; }
    public long UsedAt { get; set; }
}

sealed class TokenGrantTable : IEntityTypeConfiguration<TokenGrant>
{
    public void Configure(EntityTypeBuilder<TokenGrant> builder)
    {
        builder.ToTable("TokenGrants").HasKey(grant => grant.Id);
        builder.Property(grant => grant.Id).HasMaxLength(16);
        builder.Property(grant => grant.Provider).HasMaxLength(60);
        builder.Property(grant => grant.MasterKeyId).HasMaxLength(16);
        builder.HasOne<MailAccount>().WithMany().HasForeignKey(grant => grant.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
