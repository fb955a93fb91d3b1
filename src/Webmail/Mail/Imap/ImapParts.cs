using MailKit;
using MimeKit;
using Webmail.Mail.Stores;
using MessagePart = Webmail.Mail.Stores.MessagePart;

namespace Webmail.Mail.Imap;

/// <summary>
/// The part tree of a BODYSTRUCTURE. Part numbers are counted here (RFC 9051 §6.4.5): MailKit numbers the body of an attached message
/// like the message itself.
/// </summary>
internal static class ImapParts
{
    const int Deepest = 100;
    const int MostParts = 10_000;

    public static MessagePart? From(BodyPart? root)
    {
        var count = 0;
        return root is null ? null : From(root, root is BodyPartMultipart ? "" : "1", "", 0, ref count);
    }

    /// <param name="specifier">What this part is fetched by.</param>
    /// <param name="prefix">What its children's numbers begin with, when it is a multipart.</param>
    static MessagePart From(BodyPart part, string specifier, string prefix, int depth, ref int count)
    {
        count++;
        var basic = part as BodyPartBasic;
        var disposition = basic?.ContentDisposition ?? (part as BodyPartMultipart)?.ContentDisposition;
        return new MessagePart(
            CommonWords.Same(specifier),
            CommonWords.Same(MediaType(part.ContentType)),
            Parameters(part.ContentType),
            CommonWords.Same(Lower(basic?.ContentTransferEncoding)),
            basic?.Octets ?? 0,
            disposition is null ? "" : Lower(disposition.Disposition) == "inline" ? "inline" : "attachment",
            SenderWords.Clean(disposition?.FileName ?? part.ContentType.Name),
            SenderWords.Clean(basic?.ContentId).TrimStart('<').TrimEnd('>'),
            depth >= Deepest || part is not (BodyPartMultipart or BodyPartMessage) ? [] : (IReadOnlyList<MessagePart>)Children(part, specifier, prefix, depth + 1, ref count));
    }

    static List<MessagePart> Children(BodyPart part, string specifier, string prefix, int depth, ref int count)
    {
        var children = new List<MessagePart>();
        if (part is BodyPartMessage { Body: { } body })
        {
            children.Add(body is BodyPartMultipart
                ? From(body, $"{specifier}.TEXT", $"{specifier}.", depth, ref count)
                : From(body, $"{specifier}.1", "", depth, ref count));
        }
        if (part is not BodyPartMultipart multipart) return children;
        for (var i = 0; i < multipart.BodyParts.Count && count < MostParts; i++)
        {
            var number = $"{prefix}{i + 1}";
            children.Add(From(multipart.BodyParts[i], number, $"{number}.", depth, ref count));
        }
        return children;
    }

    static string MediaType(ContentType type) => SenderWords.Clean($"{type.MediaType}/{type.MediaSubtype}".ToLowerInvariant());

    /// <summary>Without the boundary, which is long, another one in each message, and nobody's business once the parts have numbers.</summary>
    static IReadOnlyDictionary<string, string> Parameters(ContentType type)
    {
        if (CommonWords.Parameters(type) is { } common) return common;
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in type.Parameters.Where(parameter => !CommonWords.IsBoundary(parameter))) parameters.TryAdd(parameter.Name.ToLowerInvariant(), SenderWords.Clean(parameter.Value));
        return parameters;
    }

    static string Lower(string? text) => SenderWords.Clean(text).ToLowerInvariant();
}
