using System.Globalization;
using Webmail.Mail.Stores;

namespace Webmail.Mail.Reading;

/// <summary>The part tree as screens know it, numbered as IMAP numbers it (RFC 9051 §6.4.5), and the way back from a number to the bytes.</summary>
static class PartSpans
{
    static readonly Dictionary<string, string> NoParameters = [];

    public static MessagePart From(PartSpan root) => From(root, root.IsMultipart ? "" : "1", "");

    static MessagePart From(PartSpan part, string specifier, string prefix) => new(
        specifier, part.Type, part.Parameters ?? NoParameters, part.Encoding ?? "", part.IsMultipart ? 0 : part.End - part.Begin,
        part.Disposition ?? "", part.FileName ?? "", part.ContentId ?? "", [.. Children(part, specifier, prefix)]);

    static IEnumerable<MessagePart> Children(PartSpan part, string specifier, string prefix)
    {
        if (part.IsMultipart) return (part.Children ?? []).Select((child, at) => $"{prefix}{at + 1}" is var number ? From(child, number, $"{number}.") : null!);
        if (part.Enclosed is not { } body) return [];
        return [body.IsMultipart ? From(body, $"{specifier}.TEXT", $"{specifier}.") : From(body, $"{specifier}.1", "")];
    }

    /// <param name="specifier">Part number, alone or with <c>.MIME</c>, <c>.HEADER</c> or <c>.TEXT</c>; those two alone for the whole message.</param>
    /// <returns>From and to which octet; null when there is no such part.</returns>
    public static (long From, long To)? Find(PartSpan root, string specifier)
    {
        if (specifier is "HEADER") return (root.Head, root.Begin);
        if (specifier is "TEXT" or "") return (root.Begin, root.End);
        var steps = specifier.Split('.');
        var word = steps[^1] is "MIME" or "HEADER" or "TEXT" ? steps[^1] : "";
        if (Walk(root, word.Length > 0 ? steps[..^1] : steps) is not { } part) return null;
        return word switch
        {
            "MIME" => (part.Head, part.Begin),
            "HEADER" => part.Enclosed is { } message ? (message.Head, message.Begin) : null,
            "TEXT" => part.Enclosed is { } message ? (message.Begin, message.End) : null,
            _ => (part.Begin, part.End),
        };
    }

    static PartSpan? Walk(PartSpan root, string[] numbers)
    {
        PartSpan? at = null, holder = root;
        foreach (var step in numbers)
        {
            if (holder is null || !int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            at = holder.IsMultipart ? holder.Children!.ElementAtOrDefault(number - 1) : number == 1 ? holder : null;
            // What an attached message holds is counted on as if it were the part itself.
            holder = at is null or { IsMultipart: true } ? at : at.Enclosed;
        }
        return at;
    }
}
