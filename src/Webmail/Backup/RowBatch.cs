using System.Data.Common;
using System.Text;
using System.Text.Json;

namespace Webmail.Backup;

/// <summary>Puts rows into a table, many with one command.</summary>
sealed class RowBatch(BackupTable table, DbTransaction transaction, bool postgres)
{
    // PostgreSQL takes 65,535 parameters in a command and SQLite 32,766.
    const int MostValues = 2000, MostOctets = 1 << 20;

    readonly List<object[]> rows = [];
    long octets;

    /// <exception cref="FormatException">Not a row of this table; or <see cref="InvalidOperationException"/>.</exception>
    public async Task AddAsync(JsonElement row, CancellationToken cancel)
    {
        if (row.GetArrayLength() != table.Columns.Count) throw new FormatException("A row has other columns.");
        var values = row.EnumerateArray().Select((value, at) => Fit(table.Columns[at].Read(value))).ToArray();
        rows.Add(values);
        octets += values.Sum(value => value is byte[] bytes ? bytes.Length : value is string text ? text.Length : 8L);
        if ((rows.Count + 1) * table.Columns.Count > MostValues || octets > MostOctets) await FlushAsync(cancel);
    }

    // SQLite keeps NUL in a text, PostgreSQL cannot (https://www.postgresql.org/docs/current/datatype-character.html).
    object Fit(object value) => postgres && value is string text ? text.Replace('\0', '\uFFFD') : value;

    public async Task FlushAsync(CancellationToken cancel)
    {
        if (rows.Count == 0) return;
        await using var command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandTimeout) = (transaction, 0);
        var sql = new StringBuilder($"insert into {table.Quoted} ({table.ColumnList}) values ");
        for (var row = 0; row < rows.Count; row++)
        {
            sql.Append(row == 0 ? "(" : "), (");
            for (var at = 0; at < table.Columns.Count; at++)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.DbType, parameter.Value) = ($"@p{command.Parameters.Count}", table.Columns[at].DbType, rows[row][at]);
                command.Parameters.Add(parameter);
                sql.Append(at == 0 ? "" : ", ").Append(parameter.ParameterName).Append(table.Columns[at].Cast);
            }
        }
        command.CommandText = sql.Append(')').ToString();
        await command.ExecuteNonQueryAsync(cancel);
        rows.Clear();
        octets = 0;
    }
}
