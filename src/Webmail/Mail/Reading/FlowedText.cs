using System.Text;

namespace Webmail.Mail.Reading;

/// <summary>Joins the lines of format=flowed text (RFC 3676). Quote marks stay in front of each paragraph.</summary>
public static class FlowedText
{
    /// <param name="deleteSpace">DelSp=yes: the space at the end of a soft line is not part of the text (§4.1).</param>
    public static string Unfold(string text, bool deleteSpace)
    {
        var result = new StringBuilder(text.Length);
        int? open = null;
        foreach (var raw in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n'))
        {
            var depth = 0;
            while (depth < raw.Length && raw[depth] == '>') depth++;
            var line = raw.AsSpan(depth);
            if (line.StartsWith(" ", StringComparison.Ordinal)) line = line[1..]; // §4.4 space-stuffing.
            var signature = line.SequenceEqual("-- ");
            var continues = open == depth && !signature;
            if (open is not null && !continues) result.Append('\n');
            if (!continues && depth > 0) result.Append('>', depth).Append(' ');
            var soft = !signature && line.EndsWith(" ", StringComparison.Ordinal);
            result.Append(soft && deleteSpace ? line[..^1] : line);
            if (!soft) result.Append('\n');
            open = soft ? depth : null;
        }
        if (open is null && result.Length > 0) result.Length--;
        return result.ToString();
    }
}
