using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Webmail.Mail.Accounts;

namespace Webmail.Pages.Search;

/// <summary>A question a person keeps beside their folders.</summary>
public sealed class SavedSearch
{
    public const int LongestName = 60;
    public const int Most = 50;

    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string AccountId { get; init; }
    public required string Name { get; set; }

    /// <summary>As it was typed, the place (<c>in:</c>) included.</summary>
    public required string Query { get; init; }
}

sealed class SavedSearchTable : IEntityTypeConfiguration<SavedSearch>
{
    public void Configure(EntityTypeBuilder<SavedSearch> builder)
    {
        builder.ToTable("SavedSearches").HasKey(search => search.Id);
        builder.Property(search => search.AccountId).HasMaxLength(12);
        builder.Property(search => search.Name).HasMaxLength(SavedSearch.LongestName);
        builder.Property(search => search.Query).HasMaxLength(Webmail.Mail.Searching.QueryParser.LongestQuery);
        builder.HasOne<MailAccount>().WithMany().HasForeignKey(search => search.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
