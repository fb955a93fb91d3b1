namespace Webmail.Mail.Imap;

/// <summary>
/// Stands between the decrypted connection and MailKit and holds the server to <see cref="ResponseLimits"/>: MailKit keeps answers in memory and
/// reads nested lists by recursion, so a hostile server could end the process. It also remembers the last tagged line, because MailKit
/// drops the response code ([LIMIT], [AUTHENTICATIONFAILED]… RFC 5530) from its exceptions.
/// </summary>
/// <param name="greeting">Read before anything of <paramref name="inner"/>: a greeting that was already consumed.</param>
internal sealed class ResponseGuard(Stream inner, byte[] greeting, ResponseLimits limits) : Stream
{
    readonly ResponseScanner scanner = new(limits);
    int replayed;

    /// <summary>Last line that was not untagged, e.g. <c>A7 NO [LIMIT] Too many</c>; at most 500 characters.</summary>
    public string LastStatus => scanner.LastStatus;

    /// <summary>The untagged BYE, or empty.</summary>
    public string Bye => scanner.Bye;

    /// <summary>Until the next budget.</summary>
    public int LongestLiteral { set => scanner.LongestLiteral = value; }

    public void NewBudget() => scanner.NewBudget();

    /// <summary>While set, the command <c>UID THREAD REFERENCES</c> goes out as <c>UID THREAD REFS</c>, for which MailKit has no word.</summary>
    public bool ThreadByRefs { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (replayed < greeting.Length) return Replay(buffer.Span);
        var count = await inner.ReadAsync(buffer, cancellationToken);
        scanner.Scan(buffer.Span[..count]);
        return count;
    }

    int Replay(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, greeting.Length - replayed);
        greeting.AsSpan(replayed, count).CopyTo(buffer);
        replayed += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(ThreadByRefs ? ByRefs(buffer) : buffer, cancellationToken);

    static ReadOnlyMemory<byte> ByRefs(ReadOnlyMemory<byte> command)
    {
        var word = " UID THREAD "u8;
        var at = command.Span.IndexOf(word) + word.Length;
        return at >= word.Length && command.Span[at..].StartsWith("REFERENCES"u8)
            ? (byte[])[.. command.Span[..at], .. "REFS"u8, .. command.Span[(at + "REFERENCES".Length)..]] : command;
    }

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

    /// <summary>MailKit ends IDLE with a synchronous <c>DONE</c>.</summary>
    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
