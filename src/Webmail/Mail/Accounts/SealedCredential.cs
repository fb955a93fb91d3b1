using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Webmail.Mail.Accounts;

public enum CredentialKind
{
    Password = 1,
    /// <summary>The password of an account that was added: opened by the password of the one the person signs in with (<see cref="LinkedPasswords"/>).</summary>
    LinkedPassword = 2,
    /// <summary>The password of the server for sending, where it has one of its own: kept in the same ways as that for reading.</summary>
    SmtpPassword = 3,
    LinkedSmtpPassword = 4,
}

/// <summary>A mailbox secret at rest, opened only by <see cref="CredentialVault"/>.</summary>
public sealed class SealedCredential
{
    public required Guid Id { get; init; }
    public required string AccountId { get; init; }
    /// <summary>
    /// Who can open it: the session whose secret has this hash (mode "only while I am signed in"; the row goes with the session),
    /// or null for the server itself (mode "works in the background").
    /// </summary>
    public string? Holder { get; init; }
    public required CredentialKind Kind { get; init; }
    public required int Version { get; init; }
    /// <summary>The master key that the wrapping key was derived from.</summary>
    public required string MasterKeyId { get; init; }
    /// <summary>The record's own random key, sealed with the wrapping key: nonce, ciphertext, tag.</summary>
    public required byte[] WrappedKey { get; init; }
    /// <summary>The secret, sealed with the record's own key: nonce, ciphertext, tag.</summary>
    public required byte[] Sealed { get; init; }
}

sealed class SealedCredentialTable : IEntityTypeConfiguration<SealedCredential>
{
    public void Configure(EntityTypeBuilder<SealedCredential> builder)
    {
        builder.ToTable("SealedCredentials").HasKey(credential => credential.Id);
        builder.Property(credential => credential.Holder).HasMaxLength(43);
        builder.Property(credential => credential.MasterKeyId).HasMaxLength(16);
        builder.HasIndex(credential => new { credential.AccountId, credential.Holder, credential.Kind }).IsUnique();
        builder.HasOne<MailAccount>().WithMany().HasForeignKey(credential => credential.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
