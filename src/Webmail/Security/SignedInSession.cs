using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;
using Webmail.Mail.Accounts;
using Webmail.Mail.Keys;

namespace Webmail.Security;

/// <summary>One browser in which a person is signed in. The browser holds the ticket; here is only its hash.</summary>
public sealed class SignedInSession
{
    public required string TicketHash { get; init; }
    public required Guid PersonId { get; init; }
    public required string Address { get; init; }
    /// <summary>What the session's sealed credentials are found by (<see cref="CredentialVault.HolderOf"/>).</summary>
    public required string Holder { get; init; }
    /// <summary>"Keep me signed in": the cookie outlives the browser, and pauses do not end the session.</summary>
    public required bool Keep { get; init; }
    /// <summary>The User-Agent header of the sign-in, so that its owner knows the browser again; cut, and the browser's word only.</summary>
    public string UserAgent { get; init; } = "";
    /// <summary>The network address the sign-in came from; empty when unknown.</summary>
    public string Network { get; init; } = "";
    /// <summary>Unix milliseconds, like all times here.</summary>
    public required long CreatedAt { get; init; }
    public required long SeenAt { get; init; }
    public required long ExpiresAt { get; init; }
}

sealed class SignedInSessionTable : IEntityTypeConfiguration<SignedInSession>
{
    public const int LongestUserAgent = 300;

    public void Configure(EntityTypeBuilder<SignedInSession> builder)
    {
        builder.ToTable("Sessions").HasKey(session => session.TicketHash);
        builder.Property(session => session.TicketHash).HasMaxLength(43);
        builder.Property(session => session.Holder).HasMaxLength(43);
        builder.Property(session => session.Address).HasMaxLength(320);
        builder.Property(session => session.UserAgent).HasMaxLength(LongestUserAgent);
        builder.Property(session => session.Network).HasMaxLength(45);
        builder.HasIndex(session => session.ExpiresAt);
        builder.HasOne<Person>().WithMany().HasForeignKey(session => session.PersonId).OnDelete(DeleteBehavior.Cascade);
        // However a session ends, the keys it could open go in the same statement.
        builder.HasMany<SealedCredential>().WithOne().HasForeignKey(credential => credential.Holder).HasPrincipalKey(session => session.Holder)
            .IsRequired(false).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany<UnlockedKey>().WithOne().HasForeignKey(key => key.Holder).HasPrincipalKey(session => session.Holder).OnDelete(DeleteBehavior.Cascade);
    }
}
