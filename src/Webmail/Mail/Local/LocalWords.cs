using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Webmail.Mail.Reading;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Local;

/// <summary>Lists and trees as text in a column. Nothing in it names a type: what is read is only ever what is expected.</summary>
static class LocalWords
{
    static readonly LocalJson Json = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000,
    });

    public static string Of(IReadOnlyList<Correspondent> people) => people.Count == 0 ? "" : JsonSerializer.Serialize([.. people], Json.ListCorrespondent);

    public static IReadOnlyList<Correspondent> People(string text) => text.Length == 0 ? [] : JsonSerializer.Deserialize(text, Json.ListCorrespondent) ?? [];

    public static string Of(PartSpan structure) => JsonSerializer.Serialize(structure, Json.PartSpan);

    public static PartSpan? Structure(string? text) => text is null ? null : JsonSerializer.Deserialize(text, Json.PartSpan);

    /// <summary>Text that every database takes: whole characters, and no NUL.</summary>
    public static string Fit(string text, int longest = int.MaxValue)
    {
        if (text.Length > longest) text = text[..longest];
        if (text.Contains('\0', StringComparison.Ordinal)) text = text.Replace('\0', ' ');
        return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
    }
}

[JsonSerializable(typeof(List<Correspondent>))]
[JsonSerializable(typeof(PartSpan))]
sealed partial class LocalJson : JsonSerializerContext;
