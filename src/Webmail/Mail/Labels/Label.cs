using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Labels;

/// <summary>The colours a label can have; screens draw each in light and dark.</summary>
public enum LabelColour { Grey, Red, Orange, Yellow, Green, Teal, Blue, Violet }

/// <summary>
/// A person's name and colour for a keyword (RFC 9051 §2.3.2). The keyword is what the server keeps with messages, and what other mail programs see; it never
/// changes, whatever the label is called.
/// </summary>
public sealed class Label
{
    public const int LongestName = 60;
    public const int LongestKeyword = 100;
    public const int Most = 100;

    /// <summary>A name as somebody typed it, without what cannot be seen.</summary>
    public static string Cleaned(string? name) => string.Concat((name ?? "").Where(character => !char.IsControl(character))).Trim();

    public required Guid PersonId { get; init; }
    public required string AccountId { get; init; }

    /// <summary>An atom; servers compare it without case, and so do we.</summary>
    public required string Keyword { get; init; }
    public required string Name { get; set; }
    public LabelColour Colour { get; set; }

    /// <summary>Where it stands among the others.</summary>
    public int Position { get; set; }
}

sealed class LabelTable : IEntityTypeConfiguration<Label>
{
    public void Configure(EntityTypeBuilder<Label> builder)
    {
        builder.ToTable("Labels").HasKey(label => new { label.AccountId, label.Keyword });
        builder.Property(label => label.AccountId).HasMaxLength(12);
        builder.Property(label => label.Keyword).HasMaxLength(Label.LongestKeyword);
        builder.Property(label => label.Name).HasMaxLength(Label.LongestName);
        builder.HasOne<MailAccount>().WithMany().HasForeignKey(label => label.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
