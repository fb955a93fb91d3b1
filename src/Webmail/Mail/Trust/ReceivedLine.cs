using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Webmail.Mail.Trust;

/// <summary>One stop of a message, as that server wrote it down (RFC 5321 §4.4). Only the topmost are by servers one has a reason to believe.</summary>
/// <param name="From">What the sending machine called itself, and what was seen of it; may be empty.</param>
/// <param name="Encrypted">Whether the hop was (RFC 3848: ESMTPS, or a cipher is named).</param>
public sealed record ReceivedLine(string From, string By, bool Encrypted, DateTimeOffset? At)
{
    public const int MostStops = 40;

    /// <summary>The way of a message, first stop first.</summary>
    public static IReadOnlyList<ReceivedLine> Path(HeaderList headers) =>
        [.. headers.Where(header => header.Id == HeaderId.Received).Take(MostStops).Select(header => Parse(header.Value)).Reverse()];

    public static ReceivedLine Parse(string value)
    {
        var date = value.LastIndexOf(';');
        var stamp = date < 0 ? "" : value[date..].TrimStart(';', ' ');
        var (bare, comments) = WithoutComments(date < 0 ? value : value[..date]);
        var words = bare.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var with = After(words, "with");
        return new(
            After(words, "from"), After(words, "by").TrimEnd(';'),
            with.StartsWith("ESMTPS", StringComparison.OrdinalIgnoreCase) || with.EndsWith("SMTPSA", StringComparison.OrdinalIgnoreCase) || comments.Contains("TLS", StringComparison.OrdinalIgnoreCase),
            DateUtils.TryParse(stamp, out var at) ? at : null);
    }

    static string After(string[] words, string clause)
    {
        var at = Array.FindIndex(words, word => word.Equals(clause, StringComparison.OrdinalIgnoreCase));
        return at >= 0 && at + 1 < words.Length ? words[at + 1] : "";
    }

    /// <summary>Comments nest (RFC 5322 §3.2.2); what stands in them is anybody's word.</summary>
    static (string Bare, string Comments) WithoutComments(string text)
    {
        StringBuilder bare = new(), comments = new();
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') { i++; continue; }
            if (text[i] == '(') depth++;
            else if (text[i] == ')') depth = Math.Max(0, depth - 1);
            else (depth == 0 ? bare : comments).Append(text[i]);
        }
        return (bare.ToString(), comments.ToString());
    }
}
