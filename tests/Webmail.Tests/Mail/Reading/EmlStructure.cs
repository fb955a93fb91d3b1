using MimeKit;
using MessagePart = Webmail.Mail.Stores.MessagePart;

namespace Webmail.Tests.Mail.Reading;

/// <summary>The part tree a server would describe for a message file, and the decoded bytes of its parts.</summary>
static class EmlStructure
{
    public static (MessagePart? Structure, IReadOnlyDictionary<string, byte[]> Contents) Load(string file)
    {
        var contents = new Dictionary<string, byte[]>();
        try
        {
            using var message = MimeMessage.Load(file);
            return (message.Body is null ? null : From(message.Body, message.Body is Multipart ? "" : "1", "", contents), contents);
        }
        catch (FormatException)
        {
            // What the parser of these tests cannot read stands for a server that cannot describe it.
            return (null, contents);
        }
    }

    static MessagePart From(MimeEntity entity, string specifier, string prefix, Dictionary<string, byte[]> contents)
    {
        var bytes = entity is MimePart part ? Decoded(part) : [];
        contents[specifier] = bytes;
        var disposition = entity.ContentDisposition?.Disposition.ToLowerInvariant() ?? "";
        return new(specifier, entity.ContentType.MimeType.ToLowerInvariant(),
            entity.ContentType.Parameters.GroupBy(parameter => parameter.Name.ToLowerInvariant()).ToDictionary(group => group.Key, group => group.First().Value ?? ""),
            "", bytes.Length, disposition is "" or "inline" ? disposition : "attachment", entity.ContentDisposition?.FileName ?? entity.ContentType.Name ?? "",
            entity.ContentId ?? "", Children(entity, prefix, contents));
    }

    static MessagePart[] Children(MimeEntity entity, string prefix, Dictionary<string, byte[]> contents) =>
        entity is Multipart multipart ? [.. multipart.Select((child, i) => From(child, $"{prefix}{i + 1}", $"{prefix}{i + 1}.", contents))] : [];

    static byte[] Decoded(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content?.DecodeTo(bytes);
        return bytes.ToArray();
    }
}
