using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Webmail.Data;

/// <summary>Exists for its own migrations: code asks for <see cref="WebmailDb"/>.</summary>
public sealed class SqliteWebmailDb(DbContextOptions<SqliteWebmailDb> options) : WebmailDb(options)
{
    // Identity's lockout end is a DateTimeOffset, which SQLite cannot compare.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
}

public sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteWebmailDb>
{
    public SqliteWebmailDb CreateDbContext(string[] args) =>
        new(DesignTime.Options<SqliteWebmailDb>().UseSqlite("Data Source=design.db").Options);
}
