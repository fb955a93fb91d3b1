using System.Globalization;

namespace Webmail.MailServers.Samples;

/// <summary>One message of a conversation as the script has it.</summary>
/// <param name="Who">Sender, or <c>me</c>, or <c>from</c> (the setting of the scene); for a first message of one's own <c>me -> somebody</c>.</param>
/// <param name="Delay">After the message before.</param>
/// <param name="Files">Attachments: kind and name, e.g. <c>pdf Devis.pdf</c>.</param>
sealed record Turn(string Who, TimeSpan Delay, bool Unread, bool Flagged, string Text, IReadOnlyList<string> Files);

/// <summary>A conversation, a newsletter, a receipt.</summary>
/// <param name="Age">Days before now, and the time of day.</param>
sealed record Scene(string Subject, (int Days, TimeSpan Time) Age, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<Turn> Turns)
{
    public string Setting(string name, string otherwise = "") => Settings.GetValueOrDefault(name, otherwise);
}

/// <summary>
/// Reads the texts beside this file. <c>== subject</c> begins a scene, <c>name: value</c> lines set it up, <c>-- who +2h ! *</c> begins a message
/// (! unread, * flagged), <c>@ pdf name</c> attaches. After <c>--rows</c>, each line <c>3d 10:12 ! | a | b</c> makes one message with {0} and {1} filled in.
/// </summary>
static class SampleScript
{
    public static IEnumerable<Scene> Read(string text)
    {
        foreach (var block in ("\n" + text.ReplaceLineEndings("\n")).Split("\n== ").Skip(1))
        {
            var lines = block.Split('\n');
            var settings = lines.Skip(1).TakeWhile(line => !line.StartsWith("--", StringComparison.Ordinal)).Where(line => line.Contains(": ", StringComparison.Ordinal))
                .ToDictionary(line => line[..line.IndexOf(": ", StringComparison.Ordinal)], line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
            var body = string.Join('\n', lines.SkipWhile(line => !line.StartsWith("--", StringComparison.Ordinal)));
            foreach (var scene in body.Split("\n--rows\n") is [var pattern, var rows] ? Rows(lines[0], settings, pattern, rows)
                : [new Scene(lines[0], Age(settings["at"]), settings, [.. Turns(body)])])
                yield return scene;
        }
    }

    static IEnumerable<Scene> Rows(string subject, Dictionary<string, string> settings, string pattern, string rows)
    {
        foreach (var row in rows.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var cells = row.Split(" | ");
            var when = cells[0].Split(' ');
            var turns = Turns(Fill(pattern, cells)).Select(turn => turn with { Unread = when.Contains("!"), Flagged = when.Contains("*") });
            yield return new Scene(Fill(subject, cells), Age(cells[0]), settings, [.. turns]);
        }
    }

    static string Fill(string pattern, string[] cells)
    {
        for (var cell = 1; cell < cells.Length; cell++)
            pattern = pattern.Replace($"{{{cell - 1}}}", cells[cell].Trim().Replace("\\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        return pattern;
    }

    static IEnumerable<Turn> Turns(string body)
    {
        foreach (var part in ("\n" + body).Split("\n-- ").Skip(1))
        {
            var lines = part.Split('\n');
            var words = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var marks = words.Where(word => word is "!" or "*" || word[0] == '+').ToList();
            var text = lines.Skip(1).Where(line => !line.StartsWith("@ ", StringComparison.Ordinal));
            yield return new Turn(
                string.Join(' ', words.Except(marks)), Delay(marks.Find(mark => mark[0] == '+')), marks.Contains("!"), marks.Contains("*"),
                string.Join('\n', text).Trim(), [.. lines.Where(line => line.StartsWith("@ ", StringComparison.Ordinal)).Select(line => line[2..])]);
        }
    }

    // "+35m", "+2h", "+1d"
    static TimeSpan Delay(string? mark)
    {
        if (mark is null) return TimeSpan.Zero;
        var number = int.Parse(mark[1..^1], CultureInfo.InvariantCulture);
        return mark[^1] switch { 'm' => TimeSpan.FromMinutes(number), 'h' => TimeSpan.FromHours(number), _ => TimeSpan.FromDays(number) };
    }

    // "3d 10:12"
    static (int, TimeSpan) Age(string text)
    {
        var words = text.Split(' ');
        return (int.Parse(words[0].TrimEnd('d'), CultureInfo.InvariantCulture), TimeSpan.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
