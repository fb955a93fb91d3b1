using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;

namespace Webmail.Mail.Writing;

/// <summary>A file on its way here, piece by piece. Its bytes are the blob of the same id; when the last has come it becomes a <see cref="DraftFile"/> of that id.</summary>
public sealed class Upload
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required Guid DraftId { get; init; }
    public required string Name { get; init; }
    public required string MediaType { get; init; }
    public string ContentId { get; init; } = "";
    /// <summary>How many octets the browser said it has.</summary>
    public required long Octets { get; init; }
    public long Received { get; set; }
    public int Chunks { get; set; }
    public required long UpdatedAt { get; set; }
}

sealed class UploadTable : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> builder)
    {
        builder.ToTable("Uploads").HasKey(upload => upload.Id);
        builder.HasIndex(upload => upload.UpdatedAt);
        builder.HasIndex(upload => upload.PersonId);
        builder.HasOne<Person>().WithMany().HasForeignKey(upload => upload.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
