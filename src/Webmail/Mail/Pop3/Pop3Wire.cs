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
sealed class Pop3Wire(Stream inner, byte[] greeting, Pop3Limits limits) : Stream
{
    readonly byte[] start = new byte[500];
    int replayed, line;
    long octets;

    /// <summary>At most 500 characters; empty when the last command did not fail.</summary>
    public string LastError { get; set; } = "";

    /// <summary>The connection below, for what MailKit would hold in memory.</summary>
    public Stream Inner => inner;

    public void NewBudget() => (octets, line, LastError) = (0, 0, "");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (replayed < greeting.Length) return Replay(buffer.Span);
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Scan(buffer.Span[..count]);
        return count;
    }

    int Replay(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, greeting.Length - replayed);
        greeting.AsSpan(replayed, count).CopyTo(buffer);
        replayed += count;
        return count;
    }

    void Scan(ReadOnlySpan<byte> bytes)
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

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    public override void Flush() => inner.Flush();
    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls.");
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls.");
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
