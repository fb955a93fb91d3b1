using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;

namespace Webmail.Mail.Keys;

public enum KeyKind { OpenPgp = 1, Certificate = 2 }

/// <summary>A key for signing and encrypting mail: the person's own, with its secret half, or somebody else's.</summary>
public sealed class PersonKey
{
    public const int MostOfPerson = 2000;

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required KeyKind Kind { get; init; }
    /// <summary>OpenPGP (RFC 9580 §5.5.4) or SHA-256 of a certificate, hexadecimal.</summary>
    public required string Fingerprint { get; init; }
    public required string Name { get; set; }
    /// <summary>Whom it speaks for: addresses in lower case with a line end after each, so that one is found by "contains".</summary>
    public required string Addresses { get; set; }
    /// <summary>Unix milliseconds, like all times here.</summary>
    public required long CreatedAt { get; init; }
    public long? ExpiresAt { get; set; }
    /// <summary>A transferable public key (RFC 9580 §10.1) or a certificate (RFC 5280), binary.</summary>
    public required byte[] Public { get; set; }
    public required long AddedAt { get; init; }

    /// <summary>The secret half as <see cref="KeySafe"/> has sealed it; null for the key of somebody else.</summary>
    public byte[]? Sealed { get; set; }
    public byte[]? Salt { get; set; }
    public string? MasterKeyId { get; set; }

    public bool IsOwn => Sealed is not null;
    public IEnumerable<string> AddressList => Addresses.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    public bool SpeaksFor(string folded) => AddressList.Contains(folded, StringComparer.Ordinal);
    public bool IsExpired(DateTimeOffset now) => ExpiresAt is { } end && end <= now.ToUnixTimeMilliseconds();
}

/// <summary>One of the person's own keys, open in one session: what opens <see cref="PersonKey.Sealed"/>, sealed with the half that only this browser has.</summary>
public sealed class UnlockedKey
{
    public required Guid KeyId { get; init; }
    public required string Holder { get; init; }
    public required string MasterKeyId { get; init; }
    public required byte[] Sealed { get; init; }
}

sealed class PersonKeyTable : IEntityTypeConfiguration<PersonKey>
{
    public void Configure(EntityTypeBuilder<PersonKey> builder)
    {
        builder.ToTable("PersonKeys").HasKey(key => key.Id);
        builder.Property(key => key.Fingerprint).HasMaxLength(64);
        builder.Property(key => key.MasterKeyId).HasMaxLength(16);
        builder.HasIndex(key => new { key.PersonId, key.Kind, key.Fingerprint }).IsUnique();
        builder.HasOne<Person>().WithMany().HasForeignKey(key => key.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

sealed class UnlockedKeyTable : IEntityTypeConfiguration<UnlockedKey>
{
    public void Configure(EntityTypeBuilder<UnlockedKey> builder)
    {
        builder.ToTable("UnlockedKeys").HasKey(key => new { key.KeyId, key.Holder });
        builder.Property(key => key.Holder).HasMaxLength(43);
        builder.Property(key => key.MasterKeyId).HasMaxLength(16);
        builder.HasOne<PersonKey>().WithMany().HasForeignKey(key => key.KeyId).OnDelete(DeleteBehavior.Cascade);
    }
}
