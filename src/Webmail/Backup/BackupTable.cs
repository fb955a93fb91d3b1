using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Webmail.Data;
using Webmail.Security;

namespace Webmail.Backup;

/// <summary>A table of the model, with its names as the database's SQL quotes them. All SQL here is made of these names; values are parameters.</summary>
sealed class BackupTable
{
    readonly ISqlGenerationHelper sql;
    readonly IReadOnlyList<string> leaving;

    BackupTable(ITable table, ISqlGenerationHelper sql, ITable left)
    {
        this.sql = sql;
        (Name, IsKept) = (table.Name, table != left);
        Columns = [.. table.Columns.Select(column => new BackupColumn(column))];
        leaving = [.. table.ForeignKeyConstraints.Where(key => key.PrincipalTable == left).SelectMany(key => key.Columns).Select(column => column.Name)];
    }

    public string Name { get; }

    /// <summary>Sessions are not: everyone signs in again, and what was sealed for a session goes with it.</summary>
    public bool IsKept { get; }

    public IReadOnlyList<BackupColumn> Columns { get; }

    public string Quoted => Quote(Name);

    public string Quote(string name) => sql.DelimitIdentifier(name);

    public string ColumnList => string.Join(", ", Columns.Select(column => Quote(column.Name)));

    public string Select => $"select {ColumnList} from {Quoted}{(leaving.Count == 0 ? "" : " where " + string.Join(" and ", leaving.Select(name => $"{Quote(name)} is null")))}";

    /// <summary>Every table, each after those it refers to.</summary>
    public static IReadOnlyList<BackupTable> All(WebmailDb db)
    {
        var waiting = db.Model.GetRelationalModel().Tables.OrderBy(table => table.Name, StringComparer.Ordinal).ToList();
        var left = waiting.Single(table => table.Name == db.Model.FindEntityType(typeof(SignedInSession))!.GetTableName());
        var (sql, ordered) = (db.GetService<ISqlGenerationHelper>(), new List<BackupTable>());
        while (waiting.Count > 0)
        {
            var next = waiting.First(table => !table.ForeignKeyConstraints.Any(key => key.PrincipalTable != table && waiting.Contains(key.PrincipalTable)));
            waiting.Remove(next);
            ordered.Add(new BackupTable(next, sql, left));
        }
        return ordered;
    }
}
