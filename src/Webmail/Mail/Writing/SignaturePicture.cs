using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;

namespace Webmail.Mail.Writing;

/// <summary>
/// A picture that stands in signatures. It is kept once for its person, however many identities, drafts and messages show it: they name it by its Content-ID
/// (RFC 2392). Its bytes are the blob of the same id.
/// </summary>
public sealed class SignaturePicture
{
    /// <summary>It goes with every message: whoever gets them pays for it.</summary>
    public const int MostOctets = 500_000;
    public const int MostOfPerson = 50;

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string ContentId { get; init; }
    public required string MediaType { get; init; }
    public required int Octets { get; init; }
    /// <summary>Of its bytes: the same picture brought again is this one.</summary>
    public required string Sha256 { get; init; }
    public required long AddedAt { get; set; }

    public string FileName => $"signature.{MediaType.Split('/')[1]}";

    public bool IsIn(string html) => html.Contains($"cid:{ContentId}", StringComparison.OrdinalIgnoreCase);
}

sealed class SignaturePictureTable : IEntityTypeConfiguration<SignaturePicture>
{
    public void Configure(EntityTypeBuilder<SignaturePicture> builder)
    {
        builder.ToTable("SignaturePictures").HasKey(picture => picture.Id);
        builder.Property(picture => picture.ContentId).HasMaxLength(100);
        builder.Property(picture => picture.MediaType).HasMaxLength(20);
        builder.Property(picture => picture.Sha256).HasMaxLength(64);
        builder.HasIndex(picture => new { picture.PersonId, picture.Sha256 }).IsUnique();
        builder.HasIndex(picture => picture.AddedAt);
        builder.HasOne<Person>().WithMany().HasForeignKey(picture => picture.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
