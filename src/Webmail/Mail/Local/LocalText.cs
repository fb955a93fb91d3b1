using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Webmail.Mail.Local;

/// <summary>What a search looks through, folded (without case and accents). Beside the content, which lists read.</summary>
public sealed class LocalText
{
    public required long ContentId { get; init; }
    public required string Subject { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Cc { get; init; }
    public required string Bcc { get; init; }
    public required string Body { get; init; }
}

sealed class LocalTextTable : IEntityTypeConfiguration<LocalText>
{
    public void Configure(EntityTypeBuilder<LocalText> builder)
    {
        builder.ToTable("LocalTexts").HasKey(text => text.ContentId);
        builder.Property(text => text.ContentId).ValueGeneratedNever();
        builder.HasOne<LocalContent>().WithOne().HasForeignKey<LocalText>(text => text.ContentId).OnDelete(DeleteBehavior.Cascade);
    }
}
