using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Webmail.Mail.Local;

/// <summary>
/// A slice of a message's bytes, compressed by itself so that any part can be read from its middle. Of its own table and not of <c>BlobChunks</c>: these
/// rows belong to their content and go with it, also when a whole account goes.
/// </summary>
public sealed class LocalChunk
{
    public required long ContentId { get; init; }
    public required int Number { get; init; }
    public required byte[] Bytes { get; init; }
}

sealed class LocalChunkTable : IEntityTypeConfiguration<LocalChunk>
{
    public void Configure(EntityTypeBuilder<LocalChunk> builder)
    {
        builder.ToTable("LocalChunks").HasKey(chunk => new { chunk.ContentId, chunk.Number });
        builder.HasOne<LocalContent>().WithMany().HasForeignKey(chunk => chunk.ContentId).OnDelete(DeleteBehavior.Cascade);
    }
}
