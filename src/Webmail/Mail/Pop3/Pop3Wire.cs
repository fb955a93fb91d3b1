using System.Text;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Pop3;

/// <summary>What one command may make a server send.</summary>
/// <param name="Octets">Bytes in answer to one command that is not a message: a list of a million messages has 60 MB.</param>
/// <param name="Line">Bytes of one line outside messages (RFC 2449 §4 allows 512).</param>
/// <param name="Message">Bytes of one message.</param>
public sealed record Pop3Limits(long Octets = 96 << 20, int Line = 8192, long Message = 128L << 20);

/// <summary>
/// Stands between the decrypted connection and MailKit and holds the server to <see cref="Pop3Limits"/>: MailKit keeps lines and lists in memory. It also
/// remembers the last -ERR line, whose response code tells a locked mailbox from a wrong password.
/// </summary>
/// <param name="greeting">Read before anything of <paramref name="inner"/>: a greeting that was already consumed.</param>
sealed class Pop3Wire(Stream inner, byte[] greeting, Pop3Limits limits) : Wire(inner, greeting)
{
    readonly byte[] start = new byte[500];
    int line;
    long octets;

    /// <summary>At most 500 characters; empty when the last command did not fail.</summary>
    public string LastError { get; set; } = "";

    public void NewBudget() => (octets, line, LastError) = (0, 0, "");

    protected override void Hear(Span<byte> bytes)
    {
        if ((octets += bytes.Length) > limits.Octets) throw new ResponseLimitException("too many bytes");
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var piece = end < 0 ? bytes : bytes[..end];
            if (line < start.Length) piece[..Math.Min(piece.Length, start.Length - line)].CopyTo(start.AsSpan(line));
            if ((line += piece.Length) > limits.Line) throw new ResponseLimitException("a line is too long");
            if (end < 0) return;
            if (line >= 4 && start.AsSpan().StartsWith("-ERR"u8)) LastError = Encoding.Latin1.GetString(start, 0, Math.Min(line, start.Length)).Trim();
            line = 0;
            bytes = bytes[(end + 1)..];
        }
    }
}
