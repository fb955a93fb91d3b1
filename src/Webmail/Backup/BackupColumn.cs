using System.Data;
using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Webmail.Backup;

/// <summary>A column, and its values between a database and JSON. In JSON they have the type of the model, whatever the database makes of them.</summary>
sealed class BackupColumn
{
    readonly Type stored, kept;
    readonly ValueConverter? moment;

    public BackupColumn(IColumn column)
    {
        Name = column.Name;
        // A column of JSON has no property of its own.
        var property = column.PropertyMappings is [var mapping, ..] ? mapping : null;
        stored = kept = property is null ? typeof(string) : property.TypeMapping.Converter?.ProviderClrType ?? property.TypeMapping.ClrType;
        stored = kept = Nullable.GetUnderlyingType(stored) ?? stored;
        // SQLite keeps a moment as a number of its own (see SqliteWebmailDb), PostgreSQL as a moment.
        if (property is not null && (Nullable.GetUnderlyingType(property.Property.ClrType) ?? property.Property.ClrType) == typeof(DateTimeOffset)) (kept, moment) = (typeof(DateTimeOffset), property.TypeMapping.Converter);
        if (!Types.ContainsKey(stored) || !Types.ContainsKey(kept)) throw new InvalidOperationException($"Backups know no {stored} ({Name}).");
        Cast = column.StoreType == "jsonb" ? "::jsonb" : "";
        Counts = property?.Property.ValueGenerated == ValueGenerated.OnAdd && (stored == typeof(int) || stored == typeof(long));
    }

    static readonly Dictionary<Type, DbType> Types = new()
    {
        [typeof(string)] = DbType.String, [typeof(Guid)] = DbType.Guid, [typeof(int)] = DbType.Int32, [typeof(long)] = DbType.Int64, [typeof(bool)] = DbType.Boolean,
        [typeof(byte[])] = DbType.Binary, [typeof(DateTimeOffset)] = DbType.DateTimeOffset,
    };

    public string Name { get; }
    /// <summary>What follows its parameter.</summary>
    public string Cast { get; }
    /// <summary>The database numbers its rows by itself.</summary>
    public bool Counts { get; }
    public DbType DbType => Types[stored];

    public void Write(DbDataReader row, int at, Utf8JsonWriter json)
    {
        if (row.IsDBNull(at)) json.WriteNullValue();
        else if (moment is not null) json.WriteStringValue((DateTimeOffset)moment.ConvertFromProvider(row.GetInt64(at))!);
        else if (kept == typeof(string)) json.WriteStringValue(row.GetString(at));
        else if (kept == typeof(Guid)) json.WriteStringValue(row.GetGuid(at));
        else if (kept == typeof(bool)) json.WriteBooleanValue(row.GetBoolean(at));
        else if (kept == typeof(byte[])) json.WriteBase64StringValue(row.GetFieldValue<byte[]>(at));
        else if (kept == typeof(DateTimeOffset)) json.WriteStringValue(row.GetFieldValue<DateTimeOffset>(at));
        else json.WriteNumberValue(row.GetInt64(at));
    }

    /// <exception cref="FormatException">Not a value of this column; or <see cref="InvalidOperationException"/>.</exception>
    public object Read(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return DBNull.Value;
        if (kept == typeof(Guid)) return value.GetGuid();
        if (kept == typeof(int)) return value.GetInt32();
        if (kept == typeof(long)) return value.GetInt64();
        if (kept == typeof(bool)) return value.GetBoolean();
        if (kept == typeof(byte[])) return value.GetBytesFromBase64();
        if (kept == typeof(DateTimeOffset)) return moment is null ? value.GetDateTimeOffset().ToUniversalTime() : moment.ConvertToProvider(value.GetDateTimeOffset())!;
        return value.GetString()!;
    }
}
