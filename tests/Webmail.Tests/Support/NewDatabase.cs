using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Tests.Support;

/// <summary>A SQLite database that all migrations have gone over, once for all tests: they are half of what a start costs. <c>MigrationTests</c> has its applications migrate.</summary>
static class NewDatabase
{
    static readonly Lazy<byte[]> Migrated = new(Make);

    public static void PutInto(string directory)
    {
        var path = Path.Combine(directory, "webmail.db");
        if (File.Exists(path)) return;
        Directory.CreateDirectory(directory);
        File.WriteAllBytes(path, Migrated.Value);
    }

    static byte[] Make()
    {
        using var folder = new TemporaryDirectory();
        using var app = new WebmailApp(null, ("Webmail:DataDirectory", folder.Path));
        app.InDatabaseAsync(EmptyAsync).GetAwaiter().GetResult();
        return File.ReadAllBytes(Path.Combine(folder.Path, "webmail.db"));
    }

    /// <summary>The keys that its start has made are sealed by a master key that nobody else has. What is still in the log beside the file goes into the file.</summary>
    static async Task<int> EmptyAsync(WebmailDb db)
    {
        await db.Set<DataProtectionKey>().ExecuteDeleteAsync();
        return await db.Database.ExecuteSqlAsync($"pragma wal_checkpoint(truncate)");
    }
}
