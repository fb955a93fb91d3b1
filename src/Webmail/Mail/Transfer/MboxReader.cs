using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Webmail.Mail.Transfer;

/// <summary>A message of a file.</summary>
/// <param name="Content">Its bytes, until the next one is asked for; null when it is larger than is taken.</param>
/// <param name="Received">When it came in, as the file says; null when it does not.</param>
/// <param name="Number">Counted from one.</param>
/// <param name="Offset">Where it begins in the file.</param>
public sealed record FiledMessage(MemoryStream? Content, DateTimeOffset? Received, int Number, long Offset);

/// <summary>Reads messages out of an mbox file, or the one message of an .eml file, one after the other. Of the file never more than one message is in memory.</summary>
public static partial class MboxReader
{
    /// <summary>Larger messages are passed over: no mail server takes them.</summary>
    public const int LargestMessage = 64 << 20;
    const int LongestLine = 64 * 1024;

    public static async IAsyncEnumerable<FiledMessage> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(leaveOpen: true));
        using var content = new MemoryStream();
        var current = new Current(content);
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            var buffer = read.Buffer;
            while (Line(ref buffer, read.IsCompleted) is { } line)
            {
                if (current.Begins(line) is { } next)
                {
                    if (current.Number > 0) yield return current.Message;
                    current.Begin(next);
                    // Without a separator the line is the message's own.
                    if (next.Length > 0) continue;
                }
                current.Add(line);
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) break;
        }
        if (current.Number > 0) yield return current.Message;
    }

    /// <summary>A line with its end, a piece of a very long one, or the rest of the file.</summary>
    static byte[]? Line(ref ReadOnlySequence<byte> buffer, bool isLast)
    {
        var end = buffer.PositionOf((byte)'\n') is { } at ? buffer.GetPosition(1, at) : buffer.Length >= LongestLine || (isLast && buffer.Length > 0) ? buffer.End : (SequencePosition?)null;
        if (end is null) return null;
        var line = buffer.Slice(0, end.Value).ToArray();
        buffer = buffer.Slice(end.Value);
        return line;
    }

    /// <summary>The message that is being read.</summary>
    sealed class Current(MemoryStream content)
    {
        bool afterEmpty = true, wholeLine = true, tooLarge, separated;
        byte[] heldEmpty = [];
        long offset, began;
        DateTimeOffset? received;

        public int Number { get; private set; }

        public FiledMessage Message
        {
            get
            {
                content.Position = 0;
                return new FiledMessage(tooLarge ? null : content, received, Number, began);
            }
        }

        /// <summary>The text of a line that begins a message, or null. A file that does not begin so is one message.</summary>
        public string? Begins(byte[] line)
        {
            if (wholeLine && afterEmpty && line.AsSpan().StartsWith("From "u8) && Encoding.Latin1.GetString(line) is var text && Separator().IsMatch(text)) return text;
            return Number == 0 ? "" : null;
        }

        public void Begin(string separator)
        {
            content.SetLength(0);
            // The empty line before a separator is the separator's.
            (tooLarge, began, received, heldEmpty) = (false, offset, DateOf(separator), []);
            separated = separator.Length > 0;
            Number++;
            if (separator.Length > 0) offset += separator.Length;
        }

        public void Add(byte[] line)
        {
            offset += line.Length;
            var text = line.AsSpan();
            // mboxrd: one mark is taken off; also what other programs quoted is meant so.
            if (wholeLine && text.TrimStart((byte)'>').StartsWith("From "u8) && text[0] == '>') text = text[1..];
            if (content.Length + text.Length > LargestMessage) tooLarge = true;
            if (!tooLarge) content.Write(heldEmpty);
            var empty = wholeLine && line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];
            heldEmpty = empty && separated ? line : [];
            if (!tooLarge && heldEmpty.Length == 0) content.Write(text);
            (wholeLine, afterEmpty) = (line[^1] == '\n', empty);
        }
    }

    /// <summary>RFC 4155 has an asctime date in UTC at the end.</summary>
    static DateTimeOffset? DateOf(string separator)
    {
        var date = Date().Match(separator);
        return date.Success && DateTimeOffset.TryParseExact(
            $"{date.Groups[1].Value} {date.Groups[2].Value} {date.Groups[3].Value} {date.Groups[4].Value}", "MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? parsed : null;
    }

    [GeneratedRegex(@"^From \S.*\b\d{1,2}:\d{2}.*\b\d{4}\b|^From - ", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\b([A-Z][a-z]{2})\s+(\d{1,2}) (\d{2}:\d{2}:\d{2}) (?:\S+ )?(\d{4})", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
