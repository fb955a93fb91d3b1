using MimeKit;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>A node of a message's structure as it is kept: where its bytes lie, and what its header says. Octets from the beginning of the message.</summary>
sealed record PartSpan
{
    public string Type { get; init; } = "";
    public Dictionary<string, string>? Parameters { get; init; }
    public string? Encoding { get; init; }
    public string? Disposition { get; init; }
    public string? FileName { get; init; }
    public string? ContentId { get; init; }
    public List<PartSpan>? Children { get; init; }

    /// <summary>Where its header begins.</summary>
    public long Head { get; set; }

    /// <summary>Where its header ends, and its content begins.</summary>
    public long Begin { get; set; }

    /// <summary>Where its content ends: before the line end that belongs to a boundary.</summary>
    public long End { get; set; }

    public bool IsMultipart => Type.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>The body of an attached message; null for everything else.</summary>
    public PartSpan? Enclosed => IsMultipart || Children is not [var body] ? null : body;

    public static PartSpan Of(ContentType type, HeaderList headers, bool holds)
    {
        var disposition = ContentDisposition.TryParse(headers.FirstOrDefault(header => header.Id == HeaderId.ContentDisposition)?.RawValue ?? [], out var read) ? read : null;
        return new PartSpan
        {
            Type = SenderWords.Clean($"{type.MediaType}/{type.MediaSubtype}".ToLowerInvariant()),
            Parameters = ParametersOf(type),
            Encoding = Kept(headers[HeaderId.ContentTransferEncoding])?.ToLowerInvariant(),
            Disposition = disposition is null ? null : disposition.Disposition.ToLowerInvariant() is "inline" ? "inline" : "attachment",
            FileName = Kept(disposition?.FileName ?? type.Name),
            ContentId = Kept(Kept(headers[HeaderId.ContentId])?.TrimStart('<').TrimEnd('>')),
            Children = holds ? [] : null,
        };
    }

    static Dictionary<string, string>? ParametersOf(ContentType type)
    {
        if (type.Parameters.Count == 0) return null;
        var parameters = new Dictionary<string, string>();
        foreach (var parameter in type.Parameters) parameters.TryAdd(parameter.Name.ToLowerInvariant(), SenderWords.Clean(parameter.Value));
        return parameters;
    }

    static string? Kept(string? text) => SenderWords.Clean(text) is { Length: > 0 } clean ? clean : null;
}
