namespace Webmail.Mail.Imap;

/// <summary>Stands between the decrypted connection to a server and MailKit, for asynchronous calls: who derives hears every octet before MailKit does.</summary>
/// <param name="greeting">Read before anything of <paramref name="inner"/>: a greeting that was already consumed.</param>
abstract class Wire(Stream inner, byte[] greeting) : Stream
{
    int replayed;

    /// <summary>The connection below.</summary>
    public Stream Inner => inner;

    /// <summary>What the server has sent, in pieces of any size; when it throws, MailKit does not get it, and what it overwrites MailKit gets as it is then.</summary>
    protected abstract void Hear(Span<byte> octets);

    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (replayed < greeting.Length) return Replay(buffer.Span);
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Hear(buffer.Span[..count]);
        return count;
    }

    int Replay(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, greeting.Length - replayed);
        greeting.AsSpan(replayed, count).CopyTo(buffer);
        replayed += count;
        return count;
    }

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    public sealed override void Flush() => inner.Flush();
    public sealed override bool CanRead => true;
    public sealed override bool CanWrite => true;
    public sealed override bool CanSeek => false;
    public sealed override long Length => throw new NotSupportedException();
    public sealed override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls.");
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls.");
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
