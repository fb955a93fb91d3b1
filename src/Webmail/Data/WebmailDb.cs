using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Webmail.Data;

/// <summary>
/// The whole model, for both databases. Entities live with their feature next to their <c>IEntityTypeConfiguration</c>; this class names none.
/// Times are Unix milliseconds (<c>long</c>): SQLite can neither order nor compare a DateTimeOffset.
/// </summary>
public abstract class WebmailDb(DbContextOptions options)
    : IdentityDbContext<Person, IdentityRole<Guid>, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Of <see cref="RowMemory"/>.</summary>
    internal SeenVersion? Seen { get; set; }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Person>().ToTable("People");
        builder.ApplyConfigurationsFromAssembly(typeof(WebmailDb).Assembly);
    }
}
