using System.Text;

namespace Webmail.Mail.Writing;

/// <summary>
/// Writes text as format=flowed (RFC 3676): lines short enough for any screen, joined again by those who know how. Quotes keep their depth. Lines
/// end with CRLF; control characters other than tabs are left out.
/// </summary>
static class FlowedWriter
{
    const int Width = 72;

    public static string Write(string text)
    {
        var flowed = new StringBuilder(text.Length + text.Length / 20 + 16);
        foreach (var line in Lines(text))
        {
            if (line == "-- ") { flowed.Append("-- \r\n"); continue; }
            var (depth, content) = Quote(line);
            // A space at the end would join the line with the next one.
            Wrap(flowed, depth, content.TrimEnd(' '));
        }
        return flowed.ToString();
    }

    static string[] Lines(string text)
    {
        var clean = string.Concat(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\u2028', '\n').Replace('\u2029', '\n')
            .Where(character => character is '\n' or '\t' || !char.IsControl(character)));
        return clean.TrimEnd('\n').Split('\n');
    }

    /// <summary><c>&gt; &gt; text</c> and <c>&gt;&gt; text</c> are two deep.</summary>
    static (int Depth, string Content) Quote(string line)
    {
        var (depth, at) = (0, 0);
        while (at < line.Length)
        {
            var mark = depth > 0 && line[at] == ' ' && at + 1 < line.Length && line[at + 1] == '>' ? at + 1 : at;
            if (line[mark] != '>') break;
            depth++;
            at = mark + 1;
        }
        if (depth > 0 && at < line.Length && line[at] == ' ') at++;
        return (depth, line[at..]);
    }

    static void Wrap(StringBuilder flowed, int depth, string content)
    {
        var room = Math.Max(20, Width - depth - 1);
        while (content.Length > room)
        {
            var space = content.LastIndexOf(' ', room - 1);
            if (space <= 0) space = content.IndexOf(' ', room);
            if (space < 0) break;
            // Spaces stay together: the next line must not begin with one.
            while (space + 1 < content.Length && content[space + 1] == ' ') space++;
            Append(flowed, depth, content[..(space + 1)]);
            content = content[(space + 1)..];
        }
        Append(flowed, depth, content);
    }

    /// <summary>§4.4: what could be read as a quote, or as the line that parts messages in an mbox, gets a space in front.</summary>
    static void Append(StringBuilder flowed, int depth, string content)
    {
        flowed.Append('>', depth);
        if (depth > 0 || content.StartsWith(' ') || content.StartsWith('>') || content.StartsWith("From ", StringComparison.Ordinal)) flowed.Append(' ');
        flowed.Append(content).Append("\r\n");
    }
}
