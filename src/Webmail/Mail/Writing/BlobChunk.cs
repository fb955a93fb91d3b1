using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Webmail.Mail.Writing;

/// <summary>A slice of bytes that are too many for one row: files of a draft, and messages that wait to be sent.</summary>
public sealed class BlobChunk
{
    public required Guid BlobId { get; init; }
    public required int Number { get; init; }
    public required byte[] Bytes { get; init; }
}

sealed class BlobChunkTable : IEntityTypeConfiguration<BlobChunk>
{
    public void Configure(EntityTypeBuilder<BlobChunk> builder) =>
        builder.ToTable("BlobChunks").HasKey(chunk => new { chunk.BlobId, chunk.Number });
}
