using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Data;

namespace Webmail.Mail.Writing;

/// <summary>Words that a person sends again and again: a subject and a text, under a name of their own.</summary>
public sealed class Template
{
    public const int MostOfPerson = 200, LongestName = 100;

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string Name { get; set; }
    public string Subject { get; init; } = "";
    /// <summary>Plain text, lines ended by <c>\n</c>.</summary>
    public string Body { get; init; } = "";
    /// <summary>The same as HTML of the stricter profile; empty for plain text. Whoever shows it cleans it again (A31).</summary>
    public string Html { get; init; } = "";
    public long CreatedAt { get; init; }
    /// <summary>When it was deleted; a while later it is really gone.</summary>
    public long? DeletedAt { get; set; }
}

sealed class TemplateTable : IEntityTypeConfiguration<Template>
{
    public void Configure(EntityTypeBuilder<Template> builder)
    {
        builder.ToTable("Templates").HasKey(template => template.Id);
        builder.Property(template => template.Name).HasMaxLength(Template.LongestName);
        builder.HasIndex(template => template.DeletedAt);
        builder.HasOne<Person>().WithMany().HasForeignKey(template => template.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
