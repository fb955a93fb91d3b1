using Microsoft.EntityFrameworkCore;
using Webmail.Data;

namespace Webmail.Backup;

/// <summary>The steps of the schema by their names: the same for both databases, whose identifiers begin with a time of their own.</summary>
static class Migrations
{
    public static IReadOnlyList<string> All(WebmailDb db) => [.. db.Database.GetMigrations().Select(id => id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..])];

    public static string Last(WebmailDb db) => All(db)[^1];
}
