using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Webmail.Data;

/// <summary>Exists for its own migrations: code asks for <see cref="WebmailDb"/>.</summary>
public sealed class PostgresWebmailDb(DbContextOptions<PostgresWebmailDb> options) : WebmailDb(options);

public sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresWebmailDb>
{
    public PostgresWebmailDb CreateDbContext(string[] args) =>
        new(DesignTime.Options<PostgresWebmailDb>().UseNpgsql("Host=design").Options);
}
